"""Segments for models to learn, made of songs in code, and small models to learn them."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np

from tests.corpus.tunes import tune
from vae_music.config import TINY, Config
from vae_music.model.encoder import encoder_inputs
from vae_music.model.vae import EXAMPLE, build_vae, compile_vae
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import SOURCE, Rolls

STYLES = ("jazz", "pop")
SMALL = replace(TINY, spec=replace(TINY.spec, voices=3, segment_steps=16))
"""The tiny preset on segments of one bar."""


def rolls(config: Config = SMALL, count: int = 8) -> dict[str, np.ndarray]:
    """Segments of different tunes, in two styles by turns; every third one is half music, half padding.

    The energy is there where the model has one.
    """
    songs = [song_to_rolls(tune(48 + 2 * i, program=40 * (i % 2)), config.spec)[0] for i in range(count)]
    rolls = Rolls(*(np.stack([getattr(song, name)[0] for song in songs]) for name in Rolls._fields))
    rolls.steps[::3] //= 2
    return {name: roll for name, roll in rolls._asdict().items() if name != "energy" or config.model.energy}


def read(config: Config = SMALL, count: int = 8) -> dict[str, np.ndarray]:
    """Inputs of the encoder: each segment is its own source."""
    segments = rolls(config, count)
    return {name: segments[name.removeprefix(SOURCE)] for name in encoder_inputs(config)}


def inputs(config: Config = SMALL, count: int = 8) -> dict[str, np.ndarray]:
    """Inputs of the whole model: each segment is its own source and its own example."""
    segments = rolls(config, count)
    example = {EXAMPLE + name: roll for name, roll in segments.items()} if config.model.content else {}
    return segments | read(config, count) | example | {"style": np.arange(count) % 2}


def small_vae(config: Config = SMALL, seed: int = 0) -> keras.Model:
    keras.utils.set_random_seed(seed)
    vae = build_vae(config, STYLES, seed)
    compile_vae(vae, config)
    return vae
