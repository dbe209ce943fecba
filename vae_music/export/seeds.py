"""Seeds of new music: what rows of one piece have in common, and what each has for itself."""

from __future__ import annotations

import numpy as np

PIECE_BITS = 31
"""Seeds that agree in all but so many of their lowest bits are of one piece."""


def piece_seeds(piece: int, parts: np.ndarray) -> np.ndarray:
    """Seeds of rows of one piece. Input: numbers below 2 ** PIECE_BITS, shape (rows,). Output: int64 (rows,)."""
    return (np.int64(piece) << PIECE_BITS) + parts.astype(np.int64)
