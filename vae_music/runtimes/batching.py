"""Padding of batches to one of few sizes.

TensorFlow and OpenVINO keep buffers for every number of rows they have met, about 2 MB each. Over a folder of songs of
different lengths, memory would grow until all lengths have occurred. Batches are therefore padded to one of few sizes.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

EVEN = 16
"""Sizes are powers of two up to this, and multiples of it beyond."""


def size_for(rows: int) -> int:
    """The smallest size that holds this number of rows.

    Example:
        >>> [size_for(rows) for rows in (1, 3, 16, 17, 100)]
        [1, 4, 16, 32, 112]
    """
    return 1 << (rows - 1).bit_length() if 0 < rows <= EVEN else -(-rows // EVEN) * EVEN


def filled_up(inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The inputs of a signature, padded with their last row: shapes (rows, ...) become (size_for(rows), ...)."""
    return {name: _filled_up(np.asarray(values)) for name, values in inputs.items()}


def _filled_up(values: np.ndarray) -> np.ndarray:
    more = size_for(len(values)) - len(values)
    return np.concatenate([values, np.repeat(values[-1:], more, axis=0)]) if more else values
