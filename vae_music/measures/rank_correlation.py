"""Spearman's rank correlation."""

from __future__ import annotations

import numpy as np


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's rank correlation of two columns of numbers, with mean ranks for ties; NaN where one is constant.

    Example:
        >>> spearman([0.0, 0.5, 1.0], [0.1, 0.7, 0.9])
        1.0
    """
    ranks = np.stack([_ranks(np.asarray(one)), _ranks(np.asarray(other))])
    ranks -= ranks.mean(1, keepdims=True)
    spread = np.linalg.norm(ranks, axis=1).prod()
    return float(ranks.prod(0).sum() / spread) if spread else float("nan")


def _ranks(values: np.ndarray) -> np.ndarray:
    """The ranks from 0; equal values get the mean of their ranks."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count) - 1
    return (last - (count - 1) / 2)[group]
