"""The decoder's logits become rolls, inside the graph, with or without chance."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from vae_music.rolls.spec import RollSpec

_TINY = float(np.finfo(np.float32).tiny)  # the logarithm of 0 times a temperature of 0 is not a number


class Noise(NamedTuple):
    """What is added to the logits before the greatest is taken; of shapes that broadcast with them.

    With Gumbel noise G and a temperature T, argmax(logits + T G) is a sample of softmax(logits / T), and with logistic
    noise L, logit + T L > 0 one of sigmoid(logit / T) (Gumbel 1954; Maddison et al. 2014, section 2): at T = 0 both are
    the likeliest value, and no branch is needed.
    """

    pitch: Any  # (batch, 1, voice, pitch): once a segment, so that what is held at one step is held at the next
    struck: Any  # (batch, step, column)
    pattern: Any  # (batch, step, column, pattern)


SILENCE = Noise(0.0, 0.0, 0.0)
"""No chance: the likeliest value everywhere."""


def draw_noise(seed, temperature, spec: RollSpec) -> Noise:
    """Noise scaled by the temperature, each row's from its own seed alone, whatever rows are in the batch beside it.

    Input shape: seed int64 (batch,), temperature float32 (batch,).
    """
    steps, columns = spec.segment_steps, spec.columns
    shapes = [(1, spec.voices, spec.pitch_classes - 1), (steps, columns), (steps, columns, len(spec.patterns))]
    sizes = [int(np.prod(shape)) for shape in shapes]

    def row(seed_and_temperature):
        seed, heat = seed_and_temperature
        uniform = tf.random.stateless_uniform((sum(sizes),), tf.stack([seed, 0]), minval=_TINY, alg="philox")
        pitch, struck, pattern = map(tf.reshape, tf.split(uniform, sizes), shapes)
        return Noise(heat * _gumbel(pitch), heat * _logistic(struck), heat * _gumbel(pattern))

    return tf.map_fn(row, (seed, temperature), fn_output_signature=Noise(tf.float32, tf.float32, tf.float32))


def _gumbel(uniform):
    return -tf.math.log(-tf.math.log(uniform))


def _logistic(uniform):
    return tf.math.log(uniform) - tf.math.log1p(-uniform)


def rolls_from_logits(logits: dict[str, Any], steps, spec: RollSpec, noise: Noise = SILENCE) -> dict[str, Any]:
    """Rolls as `vae_music.rolls.rolls.Rolls` has them, uint8, and instrument_probability.

    A note begins where its onset is decided and the voice does not rather rest. A pitch that sounds at the first step
    without an onset is held from the segment before.

    Input shape: that of the decoder's output; steps uint8 (batch,).
    Output shape: that of the rolls, and instrument_probability (batch, instrument column, classes).
    """
    music = tf.sequence_mask(tf.cast(steps, tf.int32), spec.segment_steps, tf.int32)[:, :, None]
    onset, loudness, pattern = tf.split(logits["velocity"], [1, 1, len(spec.patterns)], axis=-1)
    voices, strikes = tf.split(logits["pitch"], [spec.voices * spec.pitch_classes, spec.drum_lanes], axis=-1)
    decided = _onset_logits(onset[..., 0], strikes, spec) + noise.struck > 0
    sounding, begins = _voices(voices, decided[:, :, : spec.voices], spec, noise)
    struck = tf.cast(decided[:, :, spec.voices :], tf.int32)
    pitch = music * tf.concat([sounding, struck], axis=-1)
    begins = music * tf.concat([begins, struck], axis=-1)
    velocity = tf.clip_by_value(tf.cast(tf.round(127.0 * loudness[..., 0]), tf.int32), 1, 127)
    chosen = tf.argmax(pattern + noise.pattern, axis=-1, output_type=tf.int32)
    probability = tf.nn.softmax(logits["instrument"])
    return {
        "pitch": tf.cast(pitch, tf.uint8),
        "velocity": tf.cast(tf.stack([velocity * begins, chosen * begins], axis=-1), tf.uint8),
        "instrument": _programs(pitch, probability, spec),
        "steps": tf.identity(steps),
        "instrument_probability": probability,
    }


def _onset_logits(onset, strikes, spec: RollSpec):
    """The logit of an onset in each column. Of drums, two logits say whether a lane is struck: their mean decides."""
    voices, lanes = tf.split(onset, [spec.voices, spec.drum_lanes], axis=-1)
    return tf.concat([voices, (lanes + strikes) / 2], axis=-1)


def _voices(logits, struck, spec: RollSpec, noise: Noise):
    """Pitch class of each voice, and 1 where a note begins; int32 (batch, step, voice).

    Onsets come first. A note lasts until the next one or the first step that rather rests, and its pitch is the
    likeliest over all of its steps together: decided step by step, notes would break into fragments.
    """
    shape = (-1, spec.segment_steps, spec.voices, spec.pitch_classes)
    rest, pitches = tf.split(tf.nn.log_softmax(tf.reshape(logits, shape)), [1, spec.pitch_classes - 1], axis=-1)
    silent = rest[..., 0] > tf.reduce_logsumexp(pitches, axis=-1)
    begins = struck & ~silent
    sounds = _latest(begins) >= _latest(silent)  # before the first of either, held from the segment before
    note = tf.cumsum(tf.cast(begins, tf.int32), axis=1)
    of_note = (note[:, :, None] == note[:, None]) & sounds[:, None]  # (batch, step, step, voice)
    likelihood = tf.einsum("btuv,buvp->btvp", tf.cast(of_note, tf.float32), pitches)
    pitch = 1 + tf.argmax(likelihood + noise.pitch, axis=-1, output_type=tf.int32)
    return tf.where(sounds, pitch, 0), tf.cast(begins, tf.int32)


def _latest(happens):
    """The latest step at which something has happened, at every step; -1 before. (batch, step, voice)."""
    steps = tf.range(happens.shape[1])
    past = steps[:, None] >= steps  # (step, step)
    return tf.reduce_max(tf.where(happens[:, None] & past[..., None], steps[:, None], -1), axis=2)


def _programs(pitch, probability, spec: RollSpec):
    """The likeliest program of each column that sounds, else the class of silence; uint8 (batch, instrument column)."""
    heard = tf.reduce_any(pitch > 0, axis=1)  # (batch, column)
    kit = tf.reduce_any(heard[:, spec.voices :], axis=1, keepdims=True)
    heard = tf.concat([heard[:, : spec.voices], kit], axis=1)[:, : spec.instrument_columns]
    likeliest = tf.argmax(probability[..., :-1], axis=-1, output_type=tf.int32)
    return tf.cast(tf.where(heard, likeliest, spec.instrument_classes - 1), tf.uint8)


def draw_latent(seed, size: int, stream: int = 1):
    """Rows of N(0, 1), each from its own seed, independent of what `logits.draw_noise` makes of that seed.

    Another stream of the same seed is independent, too; 0 is that of `draw_noise`.

    Input shape: seed int64 (batch,). Output shape: (batch, size).
    """

    def row(seed):
        return tf.random.stateless_normal((size,), tf.stack([seed, stream]), alg="philox")

    return tf.map_fn(row, seed, fn_output_signature=tf.float32)
