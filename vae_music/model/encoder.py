"""The encoder: three LSTM branches, one a roll, joined in one Gaussian over z."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from vae_music.config import Config, ModelConfig
from vae_music.model.layers import LastStep, PitchEmbedding, StyleClassifier, VelocityFeatures
from vae_music.rolls import RollSpec


def roll_inputs(spec: RollSpec) -> dict[str, keras.KerasTensor]:
    """Inputs of the model: the rolls, and how many steps of each segment are music."""
    shapes: dict[str, tuple[int, ...]] = {**spec.shapes, "steps": ()}
    return {name: keras.Input(shape, dtype="int32", name=name) for name, shape in shapes.items()}


def build_encoder(config: Config, styles: Sequence[str]) -> keras.Model:
    """The posterior of z given the rolls, and the style read from its mean.

    Input shape: pitch (batch, step, column), velocity (batch, step, column, 2), instrument (batch, instrument column),
    steps (batch,), all int32.
    Output shape: z_mean and z_scale (batch, latent), style (batch, styles): probabilities.
    """
    rolls, sizes = roll_inputs(config.spec), config.model
    branches = [
        _pitch_branch(rolls["pitch"], rolls["steps"], config.spec, sizes),
        _velocity_branch(rolls["velocity"], rolls["steps"], config.spec, sizes),
        _instrument_branch(rolls["instrument"], config.spec, sizes),
    ]
    joint = keras.layers.Concatenate(name="joint")(branches)
    z_mean = keras.layers.Dense(sizes.latent, name="z_mean")(joint)
    z_scale = keras.layers.Dense(sizes.latent, "softplus", name="z_scale")(joint)
    style = StyleClassifier(styles, name="classifier")(z_mean)
    return keras.Model(rolls, {"z_mean": z_mean, "z_scale": z_scale, "style": style}, name="encoder")


def _pitch_branch(pitch, steps, spec: RollSpec, sizes: ModelConfig):
    embedding = PitchEmbedding(
        spec.voices, spec.pitch_classes, spec.drum_lanes, sizes.pitch_embedding, name="pitch_embedding"
    )
    sequence = embedding(pitch)
    for layer, units in enumerate(sizes.encoder_pitch_units, start=1):
        sequence = lstm(units, sizes, name=f"encode_pitch_{layer}")(sequence)
    return LastStep(name="pitch_code")(sequence, steps)


def _velocity_branch(velocity, steps, spec: RollSpec, sizes: ModelConfig):
    features = VelocityFeatures(spec.ticks_per_step, name="velocity_features")(velocity)
    sequence = keras.layers.Dense(sizes.velocity_embedding, "gelu", name="velocity_embedding")(features)
    return LastStep(name="velocity_code")(lstm(sizes.velocity_units, sizes, name="encode_velocity")(sequence), steps)


def _instrument_branch(instrument, spec: RollSpec, sizes: ModelConfig):
    """The columns are the sequence: melody, bass, the other voices, the kit."""
    programs = keras.layers.Embedding(spec.instrument_classes, sizes.instrument_embedding, name="instrument_embedding")(
        instrument
    )
    code = lstm(sizes.instrument_units, sizes, name="encode_instrument", return_sequences=False)
    return code(programs)


def lstm(units: int, sizes: ModelConfig, name: str, return_sequences: bool = True) -> keras.layers.LSTM:
    return keras.layers.LSTM(
        units, return_sequences=return_sequences, unroll=sizes.unroll, use_cudnn=not sizes.unroll and "auto", name=name
    )
