"""The prototype of each style: the manner that a transfer aims at, measured on training songs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import keras
import numpy as np

from vae_music.model.content import SOURCE, as_source
from vae_music.model.vae import classifier


def measure_prototypes(encoder: keras.Model, songs: Iterable[tuple[Mapping[str, np.ndarray], int]]) -> None:
    """Set the prototypes of an encoder's classifier; a style not met keeps its own.

    Where a manner is the style code alone, as in the article, a prototype is the mean over the songs of a style. Else
    it is the manner of one song, the nearest to that mean: between the figures of many songs lies none that is played.

    Args:
        songs: the rolls of each song's segments, and the number of its style.
    """
    layer = classifier(encoder)
    manners: dict[int, list[np.ndarray]] = {}
    for rolls, style in songs:
        manners.setdefault(style, []).append(song_manner(encoder, rolls))
    prototypes = layer.prototypes.numpy()
    for style, of_style in manners.items():
        mean = np.mean(of_style, axis=0)
        far = ((np.stack(of_style) - mean) ** 2).sum(1)
        prototypes[style] = of_style[far.argmin()] if layer.manner > len(layer.styles) else mean
    layer.prototypes.assign(prototypes)


def song_manner(encoder: keras.Model, rolls: Mapping[str, np.ndarray]) -> np.ndarray:
    """The mean manner of a song's segments: float32 (m,)."""
    inputs = dict(rolls) | (as_source(rolls) if SOURCE + "pitch" in encoder.input else {})
    return encoder.predict_on_batch(inputs)["z_mean"][:, : classifier(encoder).manner].mean(0)
