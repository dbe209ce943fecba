"""The encoder: three LSTM branches, one per roll, joined in one Gaussian over z."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import ops

from vae_music.config import Config
from vae_music.model.content import content_inputs, read_content
from vae_music.model.energy import EnergyFigures
from vae_music.model.layers import OnlyMusic, PitchEmbedding, StyleClassifier, VelocityFeatures
from vae_music.model.recurrence import lstm, read_by_beat, read_plain
from vae_music.model.rhythm import TuneRhythm
from vae_music.rolls.rolls import SOURCE


def roll_inputs(config: Config, prefix: str = "") -> dict[str, keras.KerasTensor]:
    """The Keras inputs for a segment's rolls, the energy only where z has one; their names begin with `prefix`."""
    shapes = {name: shape for name, shape in config.spec.shapes.items() if name != "energy" or config.model.energy}
    return {prefix + name: keras.Input(shape, dtype="int32", name=prefix + name) for name, shape in shapes.items()}


def encoder_inputs(config: Config) -> dict[str, keras.KerasTensor]:
    """The Keras inputs of the encoder: a segment and, where z has a content, the source from which it is read.

    The source is the segment itself, but not always in training; see `vae_music.model.content`.
    """
    return roll_inputs(config) | content_inputs(config)


def build_encoder(config: Config, styles: Sequence[str]) -> keras.Model:
    """Build the model that maps rolls to the posterior of z and to the style read from its mean.

    Input shape: pitch (batch, step, column), velocity (batch, step, column, 2), instrument (batch, instrument column),
    steps (batch,), all int32; where z has a content, source_pitch, source_velocity and source_steps alike; where it
    has an energy, energy and source_energy (batch, beat, figure).
    Output shape: z_mean and z_scale (batch, latent), style (batch, styles): probabilities.
    """
    rolls = encoder_inputs(config)
    branches = [
        _pitch_branch(rolls["pitch"], rolls["steps"], config),
        _velocity_branch(rolls["velocity"], rolls["steps"], config),
        _instrument_branch(rolls["instrument"], config),
    ]
    if config.model.energy:  # a manner is read better where it is known whether the band plays or pauses
        branches.append(EnergyFigures(name="energy_figures")(rolls["energy"]))
    joint = keras.layers.Concatenate(name="joint")(branches)
    parts = [_gaussian(joint, config.manner(len(styles)) if config.model.content else config.model.latent, "manner")]
    if config.model.content:
        parts.append(_gaussian(read_content(rolls, config), config.model.content, "content"))
    if config.model.energy:
        parts.append(_given(EnergyFigures(name="source_energy_figures")(rolls[SOURCE + "energy"])))
    if config.model.rhythm:
        parts.append(_given(TuneRhythm(name="tune_rhythm")(rolls[SOURCE + "velocity"], rolls[SOURCE + "steps"])))
    means, scales = zip(*parts, strict=True)
    z_mean, z_scale = _joined(means, "z_mean"), _joined(scales, "z_scale")
    style = StyleClassifier(styles, config.manner(len(styles)), config.model.variants, name="classifier")(z_mean)
    return keras.Model(rolls, {"z_mean": z_mean, "z_scale": z_scale, "style": style}, name="encoder")


def _gaussian(sequence, dim: int, name: str):
    """μ and σ of a part of z, of shape (batch, dim), or (batch, places * dim) if they are computed from a sequence."""
    mean = keras.layers.Dense(dim, name=f"{name}_mean")(sequence)
    scale = keras.layers.Dense(dim, "softplus", name=f"{name}_scale")(sequence)
    return keras.layers.Flatten()(mean), keras.layers.Flatten()(scale)


def _given(part):
    """A part of z that is not learnt: itself, and a σ of 0."""
    return part, ops.zeros_like(part)


def _joined(parts, name: str):
    return keras.layers.Concatenate(name=name)(parts) if len(parts) > 1 else keras.layers.Identity(name=name)(*parts)


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
    """Encode the instrument roll, whose columns are the sequence: melody, bass, the other voices, the kit."""
    classes, dim = config.spec.instrument_classes, config.model.instrument_embedding
    programs = keras.layers.Embedding(classes, dim, name="instrument_embedding")(instrument)
    return lstm(config.model.instrument_units, config, "encode_instrument", return_sequences=False)(programs)


def _read(sequence, steps, units: tuple[int, ...], config: Config, name: str):
    return (read_by_beat if config.model.by_beat else read_plain)(sequence, steps, units, config, name)
