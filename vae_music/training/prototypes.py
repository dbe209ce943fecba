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
    it is the manner of one song: between the figures of many songs lies none that is played. Of the songs with a full
    band, those that use at least as many voices and drum lanes as the median song, it is the nearest to the mean.

    Args:
        songs: the rolls of each song's segments, and the number of its style.
    """
    layer = classifier(encoder)
    manners: dict[int, list[np.ndarray]] = {}
    bands: dict[int, list[int]] = {}
    for rolls, style in songs:
        manners.setdefault(style, []).append(song_manner(encoder, rolls))
        bands.setdefault(style, []).append(int(rolls["pitch"].any((0, 1)).sum()))
    prototypes = layer.prototypes.numpy()
    for style, of_style in manners.items():
        whole = layer.manner > len(layer.styles)
        prototypes[style] = _typical(np.stack(of_style), np.array(bands[style])) if whole else np.mean(of_style, axis=0)
    layer.prototypes.assign(prototypes)


def _typical(manners: np.ndarray, bands: np.ndarray) -> np.ndarray:
    """Input shape: (songs, m), and how many columns each song uses, (songs,). Output shape: (m,)."""
    far = ((manners - manners.mean(0)) ** 2).sum(1)
    return manners[np.where(bands >= np.median(bands), far, np.inf).argmin()]


def song_manner(encoder: keras.Model, rolls: Mapping[str, np.ndarray]) -> np.ndarray:
    """The mean manner of a song's segments: float32 (m,)."""
    inputs = dict(rolls) | (as_source(rolls) if SOURCE + "pitch" in encoder.input else {})
    return encoder.predict_on_batch(inputs)["z_mean"][:, : classifier(encoder).manner].mean(0)
