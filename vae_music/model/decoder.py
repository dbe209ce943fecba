"""The decoder: three LSTM branches, one a roll, which all read the one z and never their own output."""

from __future__ import annotations

import keras

from vae_music.config import Config
from vae_music.model.layers import SplitLatent, VelocityHead
from vae_music.model.recurrence import unfold, write_by_beat, write_plain


def build_decoder(config: Config, styles: int) -> keras.Model:
    """The rolls given z.

    Input shape: (batch, latent).
    Output shape: pitch (batch, step, voices * pitch_classes + drum_lanes): logits of each voice's classes, voice after
    voice, then of the lanes struck; velocity (batch, step, column, 2 + patterns): see VelocityHead; instrument
    (batch, instrument column, classes): logits.
    """
    z = keras.Input((config.model.latent,), name="z")
    code, _ = SplitLatent(styles, name="style_code")(z)
    context = keras.layers.Concatenate(name="context")([keras.layers.Softmax(name="style")(code), z])
    hidden, pitch = _pitch_branch(context, config)
    outputs = {
        "pitch": pitch,
        "velocity": _velocity_branch(context, hidden, config),
        "instrument": _instrument_branch(context, config),
    }
    # Logits leave in float32 under any policy.
    logits = {name: keras.layers.Identity(dtype="float32", name=name)(value) for name, value in outputs.items()}
    return keras.Model(z, logits, name="decoder")


def _pitch_branch(context, config: Config):
    """The hidden states, and the logits read from them."""
    spec, units = config.spec, config.model.decoder_pitch_units
    if config.model.by_beat:
        hidden = write_by_beat(context, units, config, "decode_pitch")
    else:
        hidden = write_plain(context, spec.segment_steps, units, config, "decode_pitch")
    voices = keras.layers.Dense(spec.voices * spec.pitch_classes, name="voice_logits")(hidden)
    if not spec.drum_lanes:
        return hidden, voices
    drums = keras.layers.Dense(spec.drum_lanes, name="drum_logits")(hidden)
    return hidden, keras.layers.Concatenate(name="pitch_logits")([voices, drums])


def _velocity_branch(context, pitch_hidden, config: Config):
    """By beat, it hears the hidden states of the pitch branch, so that onsets agree with pitches."""
    spec, units = config.spec, config.model.decoder_velocity_units
    if config.model.by_beat:
        heard = keras.layers.Dense(config.model.velocity_embedding, "gelu", name="heard_pitch")(pitch_hidden)
        hidden = write_by_beat(context, units, config, "decode_velocity", heard)
    else:
        hidden = write_plain(context, spec.segment_steps, units, config, "decode_velocity")
    return VelocityHead(spec.columns, len(spec.patterns), name="velocity_head")(hidden)


def _instrument_branch(context, config: Config):
    """The columns are the sequence, as in the encoder."""
    spec, units = config.spec, config.model.instrument_units
    if config.model.by_beat:
        hidden = unfold(context, spec.instrument_columns, units, config, "decode_instrument")
    else:
        hidden = write_plain(context, spec.instrument_columns, (units,), config, "decode_instrument")
    return keras.layers.Dense(spec.instrument_classes, name="instrument_logits")(hidden)
