"""The form of new music: which of its segments sound alike, and how much is played in each."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.energy import energy_of_levels
from vae_music.rolls.spec import RollSpec

IDEA_BEATS = 8

FORM = (0, 1, 0, 2, 0, 1, 3, 4, 5, 6, 7, 8, 0, 1, 3, 9)
"""The ideas, of two bars each, of a chorus of 32 bars, A A' B A'. In A the second phrase of four bars begins as the
first and goes on otherwise; A' begins as A, and its second phrase is new. B is the bridge, and the last idea an end."""

BRIDGE = 5
"""Ideas from this one on are new in every chorus."""

IDEAS_A_PHRASE = 2

LEVELS_OF_FORM = (2.0, 2.5, 3.0, 3.0, 2.0, 2.5, 3.5, 4.0)
"""The energy of each phrase of a chorus."""


def music_of_form(segments: int, spec: RollSpec) -> np.ndarray:
    """The number of the music that each segment has; equal numbers are the same music. Output shape: (segments,).

    Example:
        >>> music_of_form(9, RollSpec()).tolist()
        [0, 1, 0, 2, 0, 1, 0, 3, 4]
    """
    size = _idea_segments(spec)
    idea, within = np.divmod(np.arange(segments), size)
    chorus, place = np.divmod(idea, len(FORM))
    kind = np.array(FORM)[place]
    kind += np.where(kind >= BRIDGE, chorus * (max(FORM) + 1 - BRIDGE), 0)
    return kind * size + within


def energy_of_form(segments: int, spec: RollSpec) -> np.ndarray:
    """The energy of the segments of a piece of this form: uint8 (segments, beats, figures)."""
    phrase = np.arange(segments) // (IDEAS_A_PHRASE * _idea_segments(spec)) % len(LEVELS_OF_FORM)
    return np.repeat(energy_of_levels(np.array(LEVELS_OF_FORM)[phrase])[:, None], spec.segment_beats, axis=1)


def _idea_segments(spec: RollSpec) -> int:
    return max(IDEA_BEATS * spec.steps_per_beat // spec.segment_steps, 1)
