"""Few sizes of batches.

Whatever runs a model keeps things ready for every number of rows it has met, about 2 MB each: over a folder of songs,
each of another length, memory would grow until all lengths have been there. So batches are filled up to one of few
sizes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

EVEN = 16
"""Sizes are powers of two up to this, and multiples of it beyond."""


def size_for(rows: int) -> int:
    """The least size that takes so many rows.

    Example:
        >>> [size_for(rows) for rows in (1, 3, 16, 17, 100)]
        [1, 4, 16, 32, 112]
    """
    return 1 << (rows - 1).bit_length() if 0 < rows <= EVEN else -(-rows // EVEN) * EVEN


def filled_up(inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Inputs of a signature with their last row repeated; shapes (rows, ...) become (size_for(rows), ...)."""
    return {name: _filled_up(np.asarray(values)) for name, values in inputs.items()}


def _filled_up(values: np.ndarray) -> np.ndarray:
    more = size_for(len(values)) - len(values)
    return np.concatenate([values, np.repeat(values[-1:], more, axis=0)]) if more else values
