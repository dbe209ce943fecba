"""The form of new music: which of its segments sound alike, and how much is played in each."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.energy import energy_of_levels
from vae_music.rolls.spec import RollSpec

PHRASE_BEATS = 16

FORM = (0, 1, 0, 2, 3, 4, 0, 2)
"""The phrases of a chorus of 32 bars, A A' B A'; B is the bridge."""

LEVELS_OF_FORM = (2.0, 2.5, 3.0, 3.0, 2.0, 2.5, 3.5, 4.0)
"""The energy of each of these phrases."""

BRIDGE = 3
"""Phrases from this one on are new in every chorus."""


def phrase_segments(spec: RollSpec) -> int:
    """The number of segments of a phrase."""
    return max(PHRASE_BEATS * spec.steps_per_beat // spec.segment_steps, 1)


def phrases(segments: int, a_phrase: int) -> np.ndarray:
    """The number of the music that each segment has; equal numbers are the same music. Output shape: (segments,).

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


def energy_of_form(segments: int, spec: RollSpec) -> np.ndarray:
    """The energy of the segments of a piece of this form: uint8 (segments, beats, figures)."""
    levels = np.array(LEVELS_OF_FORM)[np.arange(segments) // phrase_segments(spec) % len(FORM)]
    return np.repeat(energy_of_levels(levels)[:, None], spec.segment_beats, axis=1)
