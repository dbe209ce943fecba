"""Calibration of the onset threshold after training, so that as many notes are decoded as were encoded.

Where a model is not sure of an onset, it gives several places a probability below one half each, and choosing the
likelier of yes and no leaves all of them empty. On songs not trained on, half of the notes were lost in this way.
Notes at the pitch that sounded already do not count: decoding leaves out those that are not clear, and others are not
to take their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import keras
import numpy as np
import tensorflow as tf

from vae_music.model.content import as_source
from vae_music.model.decoding import rolls_from_logits
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec

MOST_NATS = 2.0
"""The maximum shift of a threshold; a probability of .12 always counts as no onset."""

_HALVINGS = 8
_NEARLY_ALL = 0.95


def calibrate_onsets(vae: keras.Model, batches: Iterable[Mapping[str, np.ndarray]], spec: RollSpec) -> np.ndarray:
    """Shift the biases of the decoder's onset logits, those of all voices alike and those of all drum lanes alike.

    Args:
        batches: inputs of the model, whose number of onsets the decoded rolls should have; preferably of songs not
            trained on.

    Returns:
        The shifts of the onset logits in nats: that of the voices, that of the drum lanes.
    """
    read = [_decoded(vae, batch) for batch in batches]
    low, high = np.full(2, -MOST_NATS), np.full(2, MOST_NATS)

    decode = tf.function(lambda logits, steps: rolls_from_logits(logits, steps, spec), reduce_retracing=True)

    def found(nats: np.ndarray) -> np.ndarray:
        moved = [decode(_moved(logits, nats, spec), tf.cast(batch["steps"], tf.uint8)) for batch, logits in read]
        return np.sum([_onsets(rolls, spec) for rolls in moved], axis=0)

    # Where rests rule out as many onsets as went in, the aim is nearly all that can be reached.
    went_in = np.sum([_onsets(batch, spec) for batch, _ in read], axis=0)
    wanted = np.minimum(went_in, _NEARLY_ALL * found(high))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        too_few = found(middle) < wanted
        low, high = np.where(too_few, middle, low), np.where(too_few, high, middle)
    moved = (low + high) / 2
    _move_biases(vae.get_layer("decoder").get_layer("velocity_head"), moved, spec)
    return moved


def _decoded(vae: keras.Model, batch: Mapping[str, np.ndarray]):
    """The rolls of a batch, and the logits decoded from the mean of their posterior."""
    encoder = vae.get_layer("encoder")
    rolls = {name: batch[name] for name in Rolls._fields if name in batch}
    z = encoder.predict_on_batch(as_source(encoder, rolls))["z_mean"]
    return rolls, vae.get_layer("decoder").predict_on_batch(z)


def _onsets(rolls: Mapping[str, np.ndarray], spec: RollSpec) -> np.ndarray:
    """The number of notes that begin in voices, at another pitch than the one before, and in drum lanes."""
    pitch = np.asarray(rolls["pitch"])
    same = np.zeros(pitch.shape, bool)
    same[:, 1:, : spec.voices] = pitch[:, 1:, : spec.voices] == pitch[:, :-1, : spec.voices]
    columns = np.count_nonzero(np.asarray(rolls["velocity"])[..., 0] * ~same, axis=(0, 1))
    return np.array([columns[: spec.voices].sum(), columns[spec.voices :].sum()])


def _by_column(nats: np.ndarray, spec: RollSpec) -> np.ndarray:
    return np.repeat(nats, [spec.voices, spec.drum_lanes]).astype(np.float32)


def _moved(logits: Mapping[str, np.ndarray], nats: np.ndarray, spec: RollSpec) -> dict[str, np.ndarray]:
    """The logits with shifted onsets."""
    velocity = logits["velocity"].copy()
    velocity[..., 0] += _by_column(nats, spec)
    return {**logits, "velocity": velocity}


def _move_biases(head: keras.layers.Layer, nats: np.ndarray, spec: RollSpec) -> None:
    bias = head.dense.bias.numpy().reshape(spec.columns, -1)
    bias[:, 0] += _by_column(nats, spec)
    head.dense.bias.assign(bias.reshape(-1))
