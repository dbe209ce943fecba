"""The outline of a part: of the notes that sound together the highest, or the lowest, one at a time."""

from __future__ import annotations

import numpy as np


def outline(begin: np.ndarray, free: np.ndarray, height: np.ndarray) -> np.ndarray:
    """The indices of the notes of the outline, in order; no two of them begin together.

    Args:
        begin: when each note begins; the notes are in this order, and from the highest where they begin together.
        free: from when on the line may go on lower. A higher note may follow at any time.
        height: the pitch, or for the lower outline its negative.
    """
    if (np.maximum(free, begin + 1)[:-1] <= begin[1:]).all():
        return np.arange(len(begin))
    kept: list[int] = []
    last, until, top = -1, -1, 0
    for index, (start, end, high) in enumerate(zip(begin.tolist(), free.tolist(), height.tolist(), strict=True)):
        if start != last and (start >= until or high >= top):
            kept.append(index)
            last, until, top = start, end, high
    return np.array(kept, np.int64)
