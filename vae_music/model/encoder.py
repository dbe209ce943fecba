"""The encoder: three LSTM branches, one a roll, joined in one Gaussian over z."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from vae_music.config import Config
from vae_music.model.layers import OnlyMusic, PitchEmbedding, StyleClassifier, VelocityFeatures
from vae_music.model.recurrence import lstm, read_by_beat, read_plain
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
    rolls, latent = roll_inputs(config.spec), config.model.latent
    branches = [
        _pitch_branch(rolls["pitch"], rolls["steps"], config),
        _velocity_branch(rolls["velocity"], rolls["steps"], config),
        _instrument_branch(rolls["instrument"], config),
    ]
    joint = keras.layers.Concatenate(name="joint")(branches)
    z_mean = keras.layers.Dense(latent, name="z_mean")(joint)
    z_scale = keras.layers.Dense(latent, "softplus", name="z_scale")(joint)
    style = StyleClassifier(styles, name="classifier")(z_mean)
    return keras.Model(rolls, {"z_mean": z_mean, "z_scale": z_scale, "style": style}, name="encoder")


def _pitch_branch(pitch, steps, config: Config):
    spec, sizes = config.spec, config.model
    embedding = PitchEmbedding(
        spec.voices, spec.pitch_classes, spec.drum_lanes, sizes.pitch_embedding, name="pitch_embedding"
    )
    sequence = OnlyMusic(name="pitch_music")(embedding(pitch), steps)
    return _read(sequence, steps, sizes.encoder_pitch_units, config, "encode_pitch")


def _velocity_branch(velocity, steps, config: Config):
    features = VelocityFeatures(config.spec.patterns, name="velocity_features")(velocity)
    dense = keras.layers.Dense(config.model.velocity_embedding, "gelu", name="velocity_embedding")
    sequence = OnlyMusic(name="velocity_music")(dense(features), steps)
    return _read(sequence, steps, config.model.encoder_velocity_units, config, "encode_velocity")


def _instrument_branch(instrument, config: Config):
    """The columns are the sequence: melody, bass, the other voices, the kit."""
    classes, dim = config.spec.instrument_classes, config.model.instrument_embedding
    programs = keras.layers.Embedding(classes, dim, name="instrument_embedding")(instrument)
    return lstm(config.model.instrument_units, config, "encode_instrument", return_sequences=False)(programs)


def _read(sequence, steps, units: tuple[int, ...], config: Config, name: str):
    return (read_by_beat if config.model.by_beat else read_plain)(sequence, steps, units, config, name)
