"""The method `retrieval`: each segment gets the manner of a training segment of the style that is played alike.

The manners are chosen for a whole song at once, by dynamic programming (Viterbi 1967), so that the band changes little
from one segment to the next.
"""

from __future__ import annotations

import numpy as np

from vae_music.export.card import Card
from vae_music.translators.arrays import check_shapes
from vae_music.translators.protocol import Aim
from vae_music.translators.song_latents import SongLatents

PLAYED, ENERGY = 0.5, 1.0
"""The weights of the figures of `played` and of those of energy, in units of their standard deviations."""

CHANGE_OF_SONG, CHANGE_OF_SEGMENT = 12.0, 0.5
"""The costs of going on with a segment of another song, and with another segment of the same."""

SEEDED_SHARE = 0.25
"""The share of the songs of a style from which a seed other than 0 takes."""


class Retrieval:
    """A bank of training segments.

    Args:
        arrays: `manner` (rows, m); `figures` (rows, figures), those of `figures_of`; `spread` (figures,), their
            standard deviations; and `style` and `song` (rows,), numbers. Every style has rows.
    """

    def __init__(self, arrays: dict[str, np.ndarray]):
        self.manner, self.figures, self.spread = arrays["manner"], arrays["figures"], arrays["spread"]
        self.style, self.song = arrays["style"].astype(int), arrays["song"].astype(int)

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], card: Card) -> Retrieval:
        """The bank of a file. Raises ValueError or KeyError where it is not one of this model."""
        rows, figures, styles = len(arrays["style"]), len(arrays["spread"]), len(card.styles)
        shapes = {"manner": (rows, card.manner_size), "figures": (rows, figures), "spread": (figures,)}
        check_shapes(arrays, {**shapes, "style": (rows,), "song": (rows,)})
        if set(arrays["style"].tolist()) != set(range(styles)):
            raise ValueError(f"segments of other styles than 0 to {styles - 1}")
        if not (arrays["spread"] > 0).all():
            raise ValueError("spread that is not positive")
        return cls(arrays)

    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manners that fit best; in a mixture of styles, the mean of those of each."""
        parts = [weight * self._of_style(song, style, aim.seed) for style, weight in enumerate(aim.weights) if weight]
        return np.asarray(sum(parts), np.float32)

    def _of_style(self, song: SongLatents, style: int, seed: int) -> np.ndarray:
        rows = np.flatnonzero(self.style == style)
        rows = rows[_drawn(self.song[rows], seed)]
        apart = (figures_of(song)[:, None] - self.figures[rows]) / self.spread  # (segments, rows, figures)
        far = (weights_of(song) * apart**2).sum(-1)
        same_song = self.song[rows][:, None] == self.song[rows]
        change = np.where(same_song, CHANGE_OF_SEGMENT, CHANGE_OF_SONG) * (1 - np.eye(len(rows)))
        return self.manner[rows[cheapest_path(far, change)]]


def figures_of(song: SongLatents) -> np.ndarray:
    """The figures by which segments are compared, float32 (segments, figures)."""
    return np.concatenate([song.fit, song.energy], axis=1)


def weights_of(song: SongLatents) -> np.ndarray:
    """The weight of each of these figures."""
    return np.repeat([PLAYED, ENERGY], [song.fit.shape[1], song.energy.shape[1]])


def cheapest_path(cost: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The state at each time, by which the sum of costs and of changes is least; int (times,).

    Input shape: cost (times, states); change (states, states), that of going from one state to another.

    Example:
        >>> cheapest_path(np.array([[0, 1], [1, 0], [0, 1]]), 2 * (1 - np.eye(2))).tolist()
        [0, 0, 0]
    """
    best, came_from = cost[0], np.zeros(cost.shape, int)
    for time in range(1, len(cost)):
        total = best[:, None] + change
        came_from[time] = total.argmin(0)
        best = total.min(0) + cost[time]
    path = [int(best.argmin())]
    for time in range(len(cost) - 1, 0, -1):
        path.append(int(came_from[time, path[-1]]))
    return np.array(path[::-1])


def _drawn(song: np.ndarray, seed: int) -> np.ndarray:
    """The rows from which a seed takes: all of seed 0, otherwise those of some songs; bool (rows,)."""
    if not seed:
        return np.ones(len(song), bool)
    songs = np.unique(song)
    some = np.random.default_rng(seed).choice(songs, max(1, round(SEEDED_SHARE * len(songs))), replace=False)
    return np.isin(song, some)
