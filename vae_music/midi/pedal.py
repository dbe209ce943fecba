"""The sustain pedal, which becomes longer notes: the rolls hold notes, not controllers."""

from __future__ import annotations

import numpy as np


def sustained(
    onset: np.ndarray, duration: np.ndarray, pitch: np.ndarray, pressed: np.ndarray, released: np.ndarray
) -> np.ndarray:
    """The durations of a track's notes as they sound: one that ends while the pedal is down lasts until it comes up.

    A note never lasts beyond the next one of its pitch.

    Args:
        onset, duration, pitch: of the notes, in any order; shape (notes,). pressed, released: of the pedal, in order;
            shape (presses,). All times are in one unit.

    Example:
        >>> sustained(np.array([0, 1]), np.array([1, 1]), np.array([60, 64]), np.array([0]), np.array([4])).tolist()
        [4, 3]
    """
    if not (len(pressed) and len(onset)):
        return duration
    end = onset + duration
    last = np.searchsorted(pressed, end, side="right") - 1  # the last press before the note ends
    down = (last >= 0) & (released[np.maximum(last, 0)] > end)
    order = np.lexsort((onset, pitch))
    again = np.full(len(onset), np.iinfo(np.int64).max)
    same = pitch[order][1:] == pitch[order][:-1]
    again[order[:-1][same]] = onset[order[1:][same]]
    longer = np.minimum(np.where(down, released[np.maximum(last, 0)], end), np.maximum(again, end))
    return longer - onset
