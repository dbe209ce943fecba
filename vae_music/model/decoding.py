"""Decoding: conversion of the decoder's logits to rolls inside the graph, the likeliest ones or sampled ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
import tensorflow.experimental.numpy as tnp

from vae_music.model.note_path import likeliest_onsets
from vae_music.rolls.programs import heard_columns, likeliest_programs
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY

_TINY = float(np.finfo(np.float32).tiny)  # at a uniform sample of 0, log(0) times a temperature of 0 would be NaN
# A pitch that sounds already is struck again if its onset has this logit: decoded as others are, such onsets are wrong
# twice as often. In the tune, whose rhythm is known, more of them are right.
_REPEAT_NATS = 3.0
_REPEAT_NATS_OF_TUNE = 1.0
_TAKEN_NATS = 1e9


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

    Notes are the likeliest path through the logits of onsets, noise included, and of pitches, where the voice is not
    likelier to rest. A pitch that sounds at the first step without an onset is held from the segment before.

    Input shape: that of the decoder's output; steps uint8 (batch,).
    Output shape: that of the rolls, and instrument_probability (batch, instrument column, classes).
    """
    music = tf.sequence_mask(tf.cast(steps, tf.int32), spec.segment_steps, tf.int32)[:, :, None]
    onset, loudness, pattern = tf.split(logits["velocity"], [1, 1, len(spec.patterns)], axis=-1)
    voices, strikes = tf.split(logits["pitch"], [spec.voices * spec.pitch_classes, spec.drum_lanes], axis=-1)
    probability = tf.nn.softmax(logits["instrument"])
    onset, lanes = tf.split(_onset_logits(onset[..., 0], strikes, spec) + noise.struck, [spec.voices, -1], axis=-1)
    sounding, begins = _voices(voices, onset, probability, spec, noise)
    chosen = tf.argmax(pattern + noise.pattern, axis=-1, output_type=tf.int32)
    pitch = tf.concat([sounding, tf.cast(lanes > 0, tf.int32)], axis=-1)
    early, late = _flams(
        tf.concat([begins, lanes > 0], axis=-1), pitch, tf.concat([onset, lanes], axis=-1), chosen, spec
    )
    begins = music * tf.cast(tf.concat([begins, lanes > 0], axis=-1) & ~early & ~late, tf.int32)
    held = tf.where(early, _a_step_later(pitch), pitch)[:, :, : spec.voices]
    pitch = music * tf.concat([held, begins[:, :, spec.voices :]], axis=-1)
    velocity = tf.clip_by_value(tf.cast(tf.round(127.0 * loudness[..., 0]), tf.int32), 1, 127)
    return {
        "pitch": tf.cast(pitch, tf.uint8),
        "velocity": tf.cast(tf.stack([velocity * begins, chosen * begins], axis=-1), tf.uint8),
        "instrument": tf.cast(likeliest_programs(heard_columns(pitch, spec, tnp), probability, spec, tnp), tf.uint8),
        "steps": tf.identity(steps),
        "instrument_probability": probability,
    }


def decoding_of_means(decoder: Any, spec: RollSpec) -> Callable[..., dict[str, Any]]:
    """The function that decodes z, (batch, latent), and steps, uint8 (batch,), to what `rolls_from_logits` returns."""
    return tf.function(
        lambda z, steps: rolls_from_logits(decoder(z, training=False), steps, spec), reduce_retracing=True
    )


def _onset_logits(onset, strikes, spec: RollSpec):
    """The logit of an onset in each column; for a drum lane, the mean of the two logits of a stroke."""
    voices, lanes = tf.split(onset, [spec.voices, spec.drum_lanes], axis=-1)
    return tf.concat([voices, (lanes + strikes) / 2], axis=-1)


def _voices(logits, onset, probability, spec: RollSpec, noise: Noise):
    """The pitch class of each voice, int32, and where its notes begin, bool; both (batch, step, voice).

    A voice is silent where a rest is likelier than all pitches together. Its notes are the likeliest path through
    onsets and pitches; the pitch of each is the likeliest over all its steps together, except those that another voice
    of the same instrument strikes with it: one instrument has a pitch only once.

    Input shape: logits (batch, step, voices * pitch_classes), onset logits (batch, step, voice), the probability of
    the instruments (batch, instrument column, classes).
    """
    shape = (-1, spec.segment_steps, spec.voices, spec.pitch_classes)
    rest, pitches = tf.split(tf.nn.log_softmax(tf.reshape(logits, shape)), [1, spec.pitch_classes - 1], axis=-1)
    silent = rest[..., 0] > tf.reduce_logsumexp(pitches, axis=-1)
    begins, sounds = likeliest_onsets(onset, pitches, silent)
    note = tf.cumsum(tf.cast(begins, tf.int32), axis=1)
    of_note = tf.cast((note[:, :, None] == note[:, None]) & sounds[:, None], tf.float32)  # (batch, step, step, voice)
    likelihood = tf.einsum("btuv,buvp->btvp", of_note, pitches) + noise.pitch
    pitch = _different(likelihood, of_note, begins, tf.argmax(probability[:, : spec.voices, :-1], axis=-1))
    sounding = tf.where(sounds, 1 + pitch, 0)
    clear = onset > [_REPEAT_NATS_OF_TUNE if voice == MELODY else _REPEAT_NATS for voice in range(spec.voices)]
    return sounding, begins & ((sounding != _a_step_later(sounding)) | clear)


def _flams(begins, pitch, onset, pattern, spec: RollSpec):
    """The weaker strokes of pairs less than a step apart: those before the stronger, and those after it; both bool.

    A stroke that players place now before and now after the border between two steps is likely in both of them.

    Input shape: all (batch, step, column); pattern holds indices into the spec's patterns.
    """
    first, last = (tf.gather([ticks[end] for ticks in spec.patterns], pattern) for end in (0, -1))
    again = begins & _a_step_later(begins) & (pitch == _a_step_later(pitch)) & (_a_step_later(last) > first)
    stronger = again & (onset > _a_step_later(onset))
    early = tf.pad(stronger[:, 2:], [[0, 0], [1, 1], [0, 0]])  # at the first step it is not known what is held
    return early, again & ~_a_step_later(early)


def _a_step_later(values):
    """The values of each step at the next one, and zeros at the first; shape (batch, step, column)."""
    return tf.pad(values[:, :-1], [[0, 0], [1, 0], [0, 0]])


def _different(likelihood, of_note, begins, program):
    """The likeliest pitch of each note, voice after voice, that no earlier voice of its program strikes at its onset.

    Input shape: likelihood (batch, step, voice, pitch), of_note (batch, step, step, voice), begins (batch, step,
    voice), program (batch, voice). Output shape: int32 (batch, step, voice).
    """
    chosen: list[Any] = []
    taken: list[Any] = []  # of each voice, the pitches it strikes: (batch, step, pitch)
    for voice in range(likelihood.shape[2]):
        score, struck = likelihood[:, :, voice], tf.cast(begins[:, :, voice, None], tf.float32)
        if taken:
            same = tf.cast(program[:, :voice] == program[:, voice, None], tf.float32)
            busy = struck * tf.einsum("btup,bu->btp", tf.stack(taken, axis=2), same)
            score -= _TAKEN_NATS * tf.matmul(of_note[..., voice], busy)
        chosen.append(tf.argmax(score, axis=-1, output_type=tf.int32))
        taken.append(struck * tf.one_hot(chosen[-1], likelihood.shape[-1]))
    return tf.stack(chosen, axis=-1)


def draw_latent(seed, size: int, stream: int = 1):
    """Draw rows of N(0, 1), each from its own seed and independent of the noise that `draw_noise` makes of that seed.

    Another stream of the same seed is independent, too; stream 0 is that of `draw_noise`.

    Input shape: seed int64 (batch,). Output shape: (batch, size).
    """

    def row(seed):
        return tf.random.stateless_normal((size,), tf.stack([seed, stream]), alg="philox")

    return tf.map_fn(row, seed, fn_output_signature=tf.float32)
