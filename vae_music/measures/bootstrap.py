"""Bootstrap confidence intervals of means over songs, resampled by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DRAWS = 1000
_TAILS_PERCENT = (2.5, 97.5)


class Estimate(NamedTuple):
    """A figure and the bounds of its 95 % confidence interval."""

    value: float
    low: float
    high: float


def resampled_means(
    table: np.ndarray, groups: Sequence[str] | np.ndarray, draws: int = DRAWS, seed: int = 0
) -> np.ndarray:
    """The means of a table's columns, followed by the means of `draws` bootstrap samples of it.

    Groups are drawn with all their rows, since rows of one group (transfers of one work) are not independent.

    Input shape: (rows, columns) and (rows,). Output shape: (1 + draws, columns). NaN counts as a missing value.
    """
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    there = ~np.isnan(table)
    sums, counts = np.zeros((2, len(names), table.shape[1]))
    np.add.at(sums, group, np.where(there, table, 0.0))
    np.add.at(counts, group, there)
    drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), draws)
    times = np.concatenate([np.ones((1, len(names))), drawn])  # (1 + draws, groups)
    with np.errstate(invalid="ignore"):
        return (times @ sums) / (times @ counts)


def estimate(means: np.ndarray) -> Estimate:
    """The first of the means as the figure, with the 95 % interval of the others; NaN where it is not defined."""
    value, samples = float(means[0]), means[1:][~np.isnan(means[1:])]
    low, high = np.percentile(samples, _TAILS_PERCENT) if len(samples) else (np.nan, np.nan)
    return Estimate(value, float(low), float(high))
