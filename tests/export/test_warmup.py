from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

from vae_music.export.signatures import signature_inputs
from vae_music.runtimes.tensorflow import TensorFlowRuntime


@pytest.fixture(scope="module")
def requests(tiny_export) -> list:
    """What is in the file, read as TensorFlow Serving reads it."""
    records = tf.data.TFRecordDataset(str(tiny_export / "1" / "assets.extra" / "tf_serving_warmup_requests"))
    return [PredictionLog.FromString(record).predict_log.request for record in records.as_numpy_iterator()]


def test_every_signature_is_warmed_up_with_a_segment_and_with_a_song(requests, tiny_model):
    assert len(requests) < 1000
    assert {request.model_spec.name for request in requests} == {"vae_music"}
    rows = {(r.model_spec.signature_name, next(iter(r.inputs.values())).tensor_shape.dim[0].size) for r in requests}
    song = max(size for _, size in rows)
    assert song > 4
    assert rows == {(name, size) for name in signature_inputs(tiny_model.card.config) for size in (1, song)}


def test_every_request_can_be_answered(requests, tiny_export):
    runtime = TensorFlowRuntime(tiny_export / "1")
    for request in requests:
        inputs = {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}
        for rows in runtime(request.model_spec.signature_name, inputs).values():
            assert len(rows) == len(next(iter(inputs.values())))


def test_the_requests_play_music(requests):
    song = max(requests, key=lambda request: request.ByteSize())
    pitch = tf.make_ndarray(song.inputs["pitch"])
    assert np.count_nonzero(pitch.any(axis=(1, 2))) == len(pitch)


def test_the_same_model_is_exported_with_the_same_requests(tiny_export, tiny_model):
    from vae_music.export.warmup import warmup_logs

    assert list(warmup_logs(tiny_model.card)) == list(warmup_logs(tiny_model.card))
