"""Seeds of new music, with a part that the rows of one piece share and a part for each row."""

from __future__ import annotations

import numpy as np

PIECE_BITS = 31
"""The number of lowest bits in which the seeds of one piece differ; all other bits are the same."""


def piece_seeds(piece: int, parts: np.ndarray) -> np.ndarray:
    """The seeds of rows of one piece. Input: numbers below 2 ** PIECE_BITS, shape (rows,). Output: int64 (rows,)."""
    return (np.int64(piece) << PIECE_BITS) + parts.astype(np.int64)
