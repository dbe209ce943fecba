"""The decoder: three LSTM branches, one per roll, all driven by z and none by its own output."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
from keras import ops

from vae_music.config import Config
from vae_music.model.layers import SplitLatent, VelocityHead
from vae_music.model.prior import ContentPrior
from vae_music.model.recurrence import unfold, write_by_beat, write_plain
from vae_music.model.rhythm import FollowRhythm


class Context(NamedTuple):
    """The inputs of the branches.

    manner: the softmax of the style code, then the manner (all of z where that has no content), (batch, dim).
    content: the content and the energy of each beat, (batch, beats, content + energy), None where z has none.
    energy: the energy of all beats, (batch, beats * energy), None where z has none.
    rhythm: the rhythm of the tune, (batch, step), None where z has none.
    """

    manner: Any
    content: Any
    energy: Any
    rhythm: Any


def build_decoder(config: Config, styles: int) -> keras.Model:
    """Build the model that maps z to the rolls.

    Input shape: (batch, latent).
    Output shape: pitch (batch, step, voices * pitch_classes + drum_lanes): logits of each voice's classes, voice after
    voice, then of the lanes struck; velocity (batch, step, column, 2 + patterns): see VelocityHead; instrument
    (batch, instrument column, classes): logits.
    """
    z = keras.Input((config.model.latent,), name="z")
    context = _context(z, config, styles)
    hidden, pitch = _pitch_branch(context, config)
    velocity = _velocity_branch(context, hidden, config)
    if context.rhythm is not None:
        pitch, velocity = FollowRhythm(config.spec.pitch_classes, name="follow_rhythm")(pitch, velocity, context.rhythm)
    outputs = {"pitch": pitch, "velocity": velocity, "instrument": _instrument_branch(context, config)}
    # The outputs are float32 under any dtype policy.
    logits = {name: keras.layers.Identity(dtype="float32", name=name)(value) for name, value in outputs.items()}
    return keras.Model(z, logits, name="decoder")


def _context(z, config: Config, styles: int) -> Context:
    energy = rhythm = None
    if config.learnt < config.model.latent:
        z, energy = SplitLatent(config.learnt, name="learnt")(z)
    if config.model.rhythm:
        energy, rhythm = SplitLatent(config.spec.segment_beats * config.model.energy, name="energy")(energy)
    z = ContentPrior(config.manner(styles), name="content_prior")(z)
    code, _ = SplitLatent(styles, name="style_code")(z)
    manner, content = z, None
    if config.model.content:
        beats = config.spec.segment_beats
        manner, content = SplitLatent(config.manner(styles), name="manner")(z)
        content = ops.reshape(content, (-1, beats, config.model.content))
        if config.model.energy:
            of_beats = ops.reshape(energy, (-1, beats, config.model.energy))
            content = keras.layers.Concatenate(name="content_and_energy")([content, of_beats])
    style = keras.layers.Softmax(name="style")(code)
    return Context(keras.layers.Concatenate(name="context")([style, manner]), content, energy, rhythm)


def _pitch_branch(context: Context, config: Config):
    """The hidden states of the pitch branch, and the logits of voices and drums computed from them."""
    spec, units = config.spec, config.model.decoder_pitch_units
    hidden = _write(context, units, config, "decode_pitch")
    voices = keras.layers.Dense(spec.voices * spec.pitch_classes, name="voice_logits")(hidden)
    if not spec.drum_lanes:
        return hidden, voices
    drums = keras.layers.Dense(spec.drum_lanes, name="drum_logits")(hidden)
    return hidden, keras.layers.Concatenate(name="pitch_logits")([voices, drums])


def _velocity_branch(context: Context, pitch_hidden, config: Config):
    """The output of the velocity head.

    By beat, the branch also gets the hidden states of the pitch branch, so that onsets agree with pitches.
    """
    spec, units = config.spec, config.model.decoder_velocity_units
    heard = None
    if config.model.by_beat:
        heard = keras.layers.Dense(config.model.velocity_embedding, "gelu", name="heard_pitch")(pitch_hidden)
    hidden = _write(context, units, config, "decode_velocity", heard)
    return VelocityHead(spec.columns, len(spec.patterns), name="velocity_head")(hidden)


def _instrument_branch(context: Context, config: Config):
    """The logits of the instrument roll, whose columns are the sequence, as in the encoder.

    They depend on the manner and the energy only.
    """
    spec, units, vector = config.spec, config.model.instrument_units, context.manner
    if config.model.energy:
        vector = keras.layers.Concatenate(name="instrument_context")([vector, context.energy])
    if config.model.by_beat:
        hidden = unfold(vector, spec.instrument_columns, units, config, "decode_instrument")
    else:
        hidden = write_plain(vector, spec.instrument_columns, (units,), config, "decode_instrument")
    return keras.layers.Dense(spec.instrument_classes, name="instrument_logits")(hidden)


def _write(context: Context, units: tuple[int, ...], config: Config, name: str, heard=None):
    if config.model.by_beat:
        return write_by_beat(context.manner, units, config, name, context.content, heard)
    return write_plain(context.manner, config.spec.segment_steps, units, config, name)
