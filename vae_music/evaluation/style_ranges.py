"""The usual range of each figure of musicality in a style, and the shares of songs that lie within it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.musicality import Musicality

PERCENTILES = (5, 95)
WITHIN = (*Musicality._fields, "within_range")
"""The names of the shares: one for each figure of `Musicality`, and `within_range`, the mean of these."""

_MISSING = -1.0
"""The place of a song without a figure, such as one without drums: below all others."""


class StyleRanges(NamedTuple):
    """The usual ranges, in which nine of ten songs of a style lie, and the shares of other songs of the style in them.

    low, high: the 5th and 95th percentiles of each figure of `Musicality` over the songs of each style, shape (styles,
    figures); -1 where songs have no such figure.
    held_out: the estimates of `WITHIN` over the songs of each style that the ranges were not learnt from, and over
    those of all styles, shape (styles + 1, WITHIN, 3); NaN where there are none.
    """

    low: np.ndarray
    high: np.ndarray
    held_out: np.ndarray

    def of(self, style: int) -> dict[str, tuple[float, float]]:
        """The lower and the upper bound of each figure in a style, by the names of `Musicality`."""
        bounds = zip(self.low[style].tolist(), self.high[style].tolist(), strict=True)
        return dict(zip(Musicality._fields, bounds, strict=True))

    def within(self, figures: np.ndarray, style: np.ndarray) -> np.ndarray:
        """1 where a figure lies within the range of the song's style, else 0, and the mean of these: `WITHIN`.

        Input shape: (songs, figures), and integers of shape (songs,). Output shape: (songs, WITHIN).
        """
        figures = _placed(figures)
        inside = ((self.low[style] <= figures) & (figures <= self.high[style])).astype(float)
        return np.column_stack([inside, inside.mean(1)])


def learn_ranges(figures: np.ndarray, labels: np.ndarray, training: int, works: Sequence[str]) -> StyleRanges:
    """The ranges of the first `training` songs, and the shares of the others within them.

    Args:
        figures: those of `Musicality`, shape (songs, figures).
        labels: the style of each song, an integer; the first `training` songs have all styles.
        works: the works of the songs.
    """
    known, placed = labels[:training], _placed(figures[:training])
    styles = range(int(known.max()) + 1)
    low, high = np.stack([_bounds(placed[known == style]) for style in styles], axis=1)
    ranges = StyleRanges(low, high, np.full((len(styles) + 1, len(WITHIN), 3), np.nan))
    within, others = ranges.within(figures[training:], labels[training:]), labels[training:]
    for row, of_style in enumerate([*(others == style for style in styles), others >= 0]):
        if of_style.any():
            ranges.held_out[row] = share_within(within[of_style], np.asarray(works)[training:][of_style])
    return ranges


def share_within(within: np.ndarray, works: Sequence[str] | np.ndarray) -> list[Estimate]:
    """The share of songs within each range, with intervals from resampled works; `within` has the columns `WITHIN`."""
    return [estimate(column) for column in resampled_means(within, works).T]


def _placed(figures: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(figures), _MISSING, figures)


def _bounds(placed: np.ndarray) -> np.ndarray:
    """The bounds of the ranges, shape (2, figures); each is the figure of a song, so that a missing one stays one."""
    return np.percentile(placed, PERCENTILES, axis=0, method="nearest")
