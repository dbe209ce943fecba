"""Warm-up requests, which TensorFlow Serving runs when it loads a model, so that the first answer is not slow.

https://www.tensorflow.org/tfx/serving/saved_model_warmup
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

from vae_music.demo import embedded_song
from vae_music.export.card import CARD_FOLDER, Card
from vae_music.export.server_files import MODEL_NAME
from vae_music.export.signatures import signature_inputs
from vae_music.rolls.conversion import song_to_rolls

WARMUP_FILE = "tf_serving_warmup_requests"


def example_inputs(card: Card) -> dict[str, np.ndarray]:
    """Examples of all inputs by name, with a row for each segment of an embedded song; the styles take turns."""
    rolls, _ = song_to_rolls(embedded_song(), card.spec)
    rows = len(rolls.steps)
    return {
        **rolls._asdict(),
        "z": np.zeros((rows, card.config.model.latent), np.float32),
        "style": np.eye(len(card.styles), dtype=np.float32)[np.arange(rows) % len(card.styles)],
        "strength": np.ones(rows, np.float32),
        "temperature": np.full(rows, 0.5, np.float32),
        "seed": np.arange(rows, dtype=np.int64),
        "row": np.arange(rows, dtype=np.int32),
    }


def warmup_logs(card: Card) -> Iterator[bytes]:
    """Serialized PredictionLogs: for each signature, a request with one segment and one with a whole song."""
    columns = example_inputs(card)
    for signature, names in signature_inputs(card.config).items():
        for rows in (1, None):
            log = PredictionLog()
            request = log.predict_log.request
            request.model_spec.name, request.model_spec.signature_name = MODEL_NAME, signature
            for name in names:
                request.inputs[name].CopyFrom(tf.make_tensor_proto(columns[name][:rows]))
            yield log.SerializeToString(deterministic=True)


def write_warmup(export: Path, card: Card) -> None:
    """Write the warm-up requests into the `assets.extra` of an export."""
    with tf.io.TFRecordWriter(str(export / CARD_FOLDER / WARMUP_FILE)) as file:
        for log in warmup_logs(card):
            file.write(log)
