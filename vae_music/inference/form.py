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


def music_of_form(segments: int, spec: RollSpec) -> np.ndarray:
    """The number of the music that each segment has; equal numbers are the same music. Output shape: (segments,).

    Example:
        >>> music_of_form(8, RollSpec()).tolist()
        [0, 1, 2, 3, 0, 1, 4, 5]
    """
    size = _phrase_segments(spec)
    phrase, within = np.divmod(np.arange(segments), size)
    chorus, place = np.divmod(phrase, len(FORM))
    kind = np.array(FORM)[place]
    kind += np.where(kind >= BRIDGE, chorus * (max(FORM) + 1 - BRIDGE), 0)
    return kind * size + within


def energy_of_form(segments: int, spec: RollSpec) -> np.ndarray:
    """The energy of the segments of a piece of this form: uint8 (segments, beats, figures)."""
    levels = np.array(LEVELS_OF_FORM)[np.arange(segments) // _phrase_segments(spec) % len(FORM)]
    return np.repeat(energy_of_levels(levels)[:, None], spec.segment_beats, axis=1)


def _phrase_segments(spec: RollSpec) -> int:
    return max(PHRASE_BEATS * spec.steps_per_beat // spec.segment_steps, 1)
