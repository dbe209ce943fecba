"""The form of a new piece: which of its phrases come again."""

from __future__ import annotations

import numpy as np

PHRASE_BEATS = 16
FORM = (0, 1, 0, 2, 3, 4, 0, 2)
"""The phrases of a chorus of 32 bars, A A' B A'; B is the bridge."""
BRIDGE = 3
"""Phrases from this one on are new in every chorus."""


def phrases(segments: int, a_phrase: int) -> np.ndarray:
    """Which music each segment has; equal numbers are the same music. Output shape: (segments,).

    Args:
        a_phrase: segments of a phrase.

    Example:
        >>> phrases(9, 1).tolist()
        [0, 1, 0, 2, 3, 4, 0, 2, 0]
    """
    phrase, within = np.divmod(np.arange(segments), a_phrase)
    chorus, place = np.divmod(phrase, len(FORM))
    kind = np.array(FORM)[place]
    kind += np.where(kind >= BRIDGE, chorus * (max(FORM) + 1 - BRIDGE), 0)
    return kind * a_phrase + within
