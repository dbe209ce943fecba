"""Orders: sorting by several columns of integers, several times faster than numpy.lexsort, and groups by turns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import prod
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def order_by(*columns: np.ndarray) -> np.ndarray:
    """The indices that sort rows by the first column, ties by the second, and so on; the sort is stable.

    Args:
        columns: non-negative integers, each of shape (rows,).

    Example:
        >>> order_by(np.array([1, 0, 1]), np.array([5, 9, 3])).tolist()
        [1, 2, 0]
    """
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    sizes = [int(column.max()) + 1 for column in columns]
    if prod(sizes) >= 1 << 63:
        return np.lexsort(columns[::-1])
    key = columns[0].astype(np.int64)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key = key * size + column
    return np.argsort(key, kind="stable")  # fast on sorted runs, of which the notes of songs consist


def by_turns(groups: Collection[Sequence[T]]) -> Iterator[T]:
    """The first of each group, then the second of each, and so on, as long as a group has more.

    Example:
        >>> list(by_turns(["abc", "d"]))
        ['a', 'd', 'b', 'c']
    """
    longest = max(map(len, groups), default=0)
    return (group[index] for index in range(longest) for group in groups if index < len(group))
