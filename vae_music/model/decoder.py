"""The decoder: three LSTMs, one a roll, which all read the one z and never their own output."""

from __future__ import annotations

import keras

from vae_music.config import Config, ModelConfig
from vae_music.model.encoder import lstm
from vae_music.model.layers import AtEveryStep, SplitLatent, VelocityHead
from vae_music.rolls import RollSpec


def build_decoder(config: Config, styles: int) -> keras.Model:
    """The rolls given z.

    Input shape: (batch, latent).
    Output shape: pitch (batch, step, voices * pitch_classes + drum_lanes): logits of each voice's classes, voice after
    voice, then of the lanes struck; velocity (batch, step, column, 2 + ticks): see VelocityHead; instrument
    (batch, instrument column, classes): logits.
    """
    spec, sizes = config.spec, config.model
    z = keras.Input((sizes.latent,), name="z")
    code, _ = SplitLatent(styles, name="style_code")(z)
    context = keras.layers.Concatenate(name="context")([keras.layers.Softmax(name="style")(code), z])
    every_step = AtEveryStep(spec.segment_steps, sizes.position_embedding, sizes.feeds_every_step, name="every_step")
    steps = every_step(context)
    hidden, pitch = _pitch_branch(steps, context, spec, sizes)
    velocity = _velocity_branch(steps, hidden, context, spec, sizes)
    instrument = _instrument_branch(context, spec, sizes)
    outputs = {"pitch": pitch, "velocity": velocity, "instrument": instrument}
    # Logits leave in float32 under any policy.
    logits = {name: keras.layers.Identity(dtype="float32", name=name)(value) for name, value in outputs.items()}
    return keras.Model(z, logits, name="decoder")


def _pitch_branch(steps, context, spec: RollSpec, sizes: ModelConfig):
    sequence = steps
    for layer, units in enumerate(sizes.decoder_pitch_units, start=1):
        sequence = _decoder_lstm(units, sequence, context, sizes, f"decode_pitch_{layer}")
    voices = keras.layers.Dense(spec.voices * spec.pitch_classes, name="voice_logits")(sequence)
    if not spec.drum_lanes:
        return sequence, voices
    drums = keras.layers.Dense(spec.drum_lanes, name="drum_logits")(sequence)
    return sequence, keras.layers.Concatenate(name="pitch_logits")([voices, drums])


def _velocity_branch(steps, pitch_hidden, context, spec: RollSpec, sizes: ModelConfig):
    if sizes.hears_pitch:
        heard = keras.layers.Dense(sizes.velocity_embedding, "gelu", name="heard_pitch")(pitch_hidden)
        steps = keras.layers.Concatenate(name="velocity_steps")([steps, heard])
    sequence = _decoder_lstm(sizes.velocity_units, steps, context, sizes, "decode_velocity")
    return VelocityHead(spec.columns, spec.ticks_per_step, name="velocity_head")(sequence)


def _instrument_branch(context, spec: RollSpec, sizes: ModelConfig):
    every_column = AtEveryStep(
        spec.instrument_columns, sizes.position_embedding, sizes.feeds_every_step, name="every_column"
    )
    sequence = _decoder_lstm(sizes.instrument_units, every_column(context), context, sizes, "decode_instrument")
    return keras.layers.Dense(spec.instrument_classes, name="instrument_logits")(sequence)


def _decoder_lstm(units: int, sequence, context, sizes: ModelConfig, name: str):
    """An LSTM over the sequence, whose first state is read from the context."""
    state = [keras.layers.Dense(units, "tanh", name=f"{name}_{part}")(context) for part in ("hidden", "cell")]
    return lstm(units, sizes, name)(sequence, initial_state=state)
