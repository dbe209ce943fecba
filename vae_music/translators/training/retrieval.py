"""Training of the method `retrieval`: the segments that its bank keeps of each style."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vae_music.measures.softmax import fit_softmax
from vae_music.translators.retrieval import figures_of
from vae_music.translators.training.training_songs import TrainingSong, mean_and_spread

SONGS_A_STYLE, SEGMENTS_A_SONG = 32, 5
"""The maximum number of songs of a style in the bank, and of segments of each."""


def train_retrieval(songs: Sequence[TrainingSong], styles: int) -> dict[str, np.ndarray]:
    """The arrays of `Retrieval`.

    The songs kept are those whose style is least in doubt by their manner, of those in which as much is played as in
    the median song of the style. The segments kept of each are spread evenly from the thinnest to the fullest.
    """
    means = np.stack([song.latents.manner.mean(0) for song in songs])
    labels = np.array([song.style for song in songs])
    sure = fit_softmax(means, labels, styles).probabilities(means)[np.arange(len(songs)), labels]
    rows: dict[str, list[np.ndarray]] = {"manner": [], "figures": [], "style": [], "song": []}
    for style in range(styles):
        of_style = np.flatnonzero(labels == style)
        full = np.array([songs[int(index)].latents.fit[:, :2].mean(0).sum() for index in of_style])
        able = of_style[full >= np.median(full)]
        for index in able[np.argsort(-sure[able], kind="stable")][:SONGS_A_STYLE]:
            latents = songs[int(index)].latents
            kept = _spread(latents.fit[:, 0])
            rows["manner"].append(latents.manner[kept])
            rows["figures"].append(figures_of(latents)[kept])
            rows["style"].append(np.full(len(kept), style))
            rows["song"].append(np.full(len(kept), index))
    bank = {name: np.concatenate(parts) for name, parts in rows.items()}
    bank["song"] = np.unique(bank["song"], return_inverse=True)[1]  # small numbers, which half precision holds
    _, spread = mean_and_spread(np.concatenate([figures_of(song.latents) for song in songs]))
    return bank | {"spread": spread}


def _spread(density: np.ndarray) -> np.ndarray:
    """The indices of a few segments, evenly spread over their order by density."""
    order = np.argsort(density, kind="stable")
    return order[np.unique(np.linspace(0, len(order) - 1, min(SEGMENTS_A_SONG, len(order))).astype(int))]
