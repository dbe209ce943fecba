"""Latents of songs that are drawn at random, for tests of translators."""

from __future__ import annotations

import numpy as np

from vae_music.translators.song_latents import SongLatents
from vae_music.translators.training.training_songs import TrainingSong

MANNER, CONTENT, ENERGY, STYLES = 8, 5, 4, 3


def latents(segments: int, style: int = 0, seed: int = 0) -> SongLatents:
    """A song whose manner is near 3 in the dimension of its style, and near 0 in the others."""
    rng = np.random.default_rng([seed, style])
    manner = rng.normal(size=(segments, MANNER)) / 4 + 3 * np.eye(STYLES, MANNER)[style]
    parts = [rng.normal(size=(segments, size)) for size in (CONTENT, ENERGY, 3)]
    return SongLatents(*(part.astype(np.float32) for part in (manner, *parts)))


def training_songs(songs_a_style: int = 8) -> list[TrainingSong]:
    """Songs of every style."""
    return [
        TrainingSong(latents(6 + number, style, number), style)
        for style in range(STYLES)
        for number in range(songs_a_style)
    ]
