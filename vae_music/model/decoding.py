"""Decoding: conversion of the decoder's logits to rolls inside the graph, the likeliest ones or sampled ones."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
import tensorflow.experimental.numpy as tnp

from vae_music.rolls.programs import heard_columns, likeliest_programs
from vae_music.rolls.spec import RollSpec

_TINY = float(np.finfo(np.float32).tiny)  # at a uniform sample of 0, log(0) times a temperature of 0 would be NaN


class Noise(NamedTuple):
    """Noise that is added to the logits before the argmax; its shapes broadcast with theirs.

    With Gumbel noise G and a temperature T, argmax(logits + T G) is a sample of softmax(logits / T), and with logistic
    noise L, logit + T L > 0 is one of sigmoid(logit / T) (Gumbel 1954; Maddison et al. 2014, section 2). At T = 0 both
    are the likeliest value, so the graph needs no branch for it.
    """

    pitch: Any  # (batch, 1, voice, pitch): the same at every step, so that a held note keeps its pitch
    struck: Any  # (batch, step, column)
    pattern: Any  # (batch, step, column, pattern)


SILENCE = Noise(0.0, 0.0, 0.0)
"""Noise of zero, which gives the likeliest value everywhere."""


def draw_noise(seed, temperature, spec: RollSpec) -> Noise:
    """Draw noise scaled by the temperature, each row from its own seed only, independent of the rest of the batch.

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
    """Convert logits to the arrays of `vae_music.rolls.rolls.Rolls`, uint8, and instrument_probability.

    A note begins where its onset logit, noise included, is positive and the voice is not likelier to rest. A pitch that
    sounds at the first step without an onset is held from the segment before.

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
        "instrument": tf.cast(likeliest_programs(heard_columns(pitch, spec, tnp), probability, spec, tnp), tf.uint8),
        "steps": tf.identity(steps),
        "instrument_probability": probability,
    }


def _onset_logits(onset, strikes, spec: RollSpec):
    """The logit of an onset in each column; for a drum lane, the mean of the two logits of a stroke."""
    voices, lanes = tf.split(onset, [spec.voices, spec.drum_lanes], axis=-1)
    return tf.concat([voices, (lanes + strikes) / 2], axis=-1)


def _voices(logits, struck, spec: RollSpec, noise: Noise):
    """The pitch class of each voice, and 1 where a note begins; int32 (batch, step, voice).

    Onsets are decided first. A note lasts until the next onset or the first step at which a rest is likelier than all
    pitches together. Its pitch is the likeliest over all its steps together; decided step by step, notes would break
    into fragments.
    """
    shape = (-1, spec.segment_steps, spec.voices, spec.pitch_classes)
    rest, pitches = tf.split(tf.nn.log_softmax(tf.reshape(logits, shape)), [1, spec.pitch_classes - 1], axis=-1)
    silent = rest[..., 0] > tf.reduce_logsumexp(pitches, axis=-1)
    begins = struck & ~silent
    sounds = _latest(begins) >= _latest(silent)  # true before the first of either: held from the segment before
    note = tf.cumsum(tf.cast(begins, tf.int32), axis=1)
    of_note = (note[:, :, None] == note[:, None]) & sounds[:, None]  # (batch, step, step, voice)
    likelihood = tf.einsum("btuv,buvp->btvp", tf.cast(of_note, tf.float32), pitches)
    pitch = 1 + tf.argmax(likelihood + noise.pitch, axis=-1, output_type=tf.int32)
    return tf.where(sounds, pitch, 0), tf.cast(begins, tf.int32)


def _latest(happens):
    """For every step, the latest step so far at which something happened, -1 if none; shape (batch, step, voice)."""
    steps = tf.range(happens.shape[1])
    past = steps[:, None] >= steps  # (step, step)
    return tf.reduce_max(tf.where(happens[:, None] & past[..., None], steps[:, None], -1), axis=2)


def draw_latent(seed, size: int, stream: int = 1):
    """Draw rows of N(0, 1), each from its own seed and independent of the noise that `draw_noise` makes of that seed.

    Another stream of the same seed is independent, too; stream 0 is that of `draw_noise`.

    Input shape: seed int64 (batch,). Output shape: (batch, size).
    """

    def row(seed):
        return tf.random.stateless_normal((size,), tf.stack([seed, stream]), alg="philox")

    return tf.map_fn(row, seed, fn_output_signature=tf.float32)
