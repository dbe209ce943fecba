"""The prototype of each style: the manner that a transfer aims at, measured on training songs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import keras
import numpy as np

from vae_music.model.content import SOURCE, as_source
from vae_music.model.vae import classifier
from vae_music.rolls import RollSpec
from vae_music.training.audition import Audition, Heard

CANDIDATES = 12
"""So many manners of each style are heard."""


def measure_prototypes(vae: keras.Model, songs: Iterable[tuple[Mapping[str, np.ndarray], int]], spec: RollSpec) -> None:
    """Set the prototypes of the styles; a style not met keeps its own.

    Where a manner is the style code alone, as in the article, a prototype is the mean over the songs of a style. Else
    it is the manner of one song: between the figures of many songs lies none that is played. Of the songs with a full
    band, those that use at least as many voices and drum lanes as the median song, and a manner near to the mean, it is
    the one that does best when some are auditioned.

    Args:
        songs: the rolls of each song's segments, and the number of its style.
    """
    encoder = vae.get_layer("encoder")
    layer = classifier(encoder)
    heard = [Heard(rolls, style, _latents(encoder, rolls)) for rolls, style in songs]
    prototypes = layer.prototypes.numpy()
    met = sorted({song.style for song in heard})
    if layer.manner == len(layer.styles):
        for style in met:
            prototypes[style] = np.mean([_manner(song, layer.manner) for song in heard if song.style == style], axis=0)
    else:
        audition = Audition(vae.get_layer("decoder"), heard, spec) if len(met) > 1 else None
        for style in met:
            candidates = _candidates([song for song in heard if song.style == style], layer.manner)
            scores = [audition.score(manner, style) if audition else 0.0 for manner in candidates]
            prototypes[style] = candidates[int(np.argmax(scores))]
    layer.prototypes.assign(prototypes)


def _candidates(songs: Sequence[Heard], size: int) -> list[np.ndarray]:
    """The manners of songs with a full band, of these the half nearest to the mean, the nearest first.

    One far off may persuade a critic who has heard nothing like it.
    """
    bands = np.array([np.count_nonzero(song.rolls["pitch"].any((0, 1))) for song in songs])
    manners = np.stack([_manner(song, size) for song in songs])
    far = ((manners - manners.mean(0)) ** 2).sum(1)
    order = [index for index in np.argsort(far, kind="stable") if bands[index] >= np.median(bands)]
    typical = order[: (len(order) + 1) // 2]
    return [manners[index] for index in typical[:: max(1, len(typical) // CANDIDATES)][:CANDIDATES]]


def _manner(song: Heard, size: int) -> np.ndarray:
    """The mean over the segments."""
    return song.z[:, :size].mean(0)


def _latents(encoder: keras.Model, rolls: Mapping[str, np.ndarray]) -> np.ndarray:
    inputs = dict(rolls) | (as_source(rolls) if SOURCE + "pitch" in encoder.input else {})
    return encoder.predict_on_batch(inputs)["z_mean"]
