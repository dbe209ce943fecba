"""The rolls of a song, and how well its notes fit into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Rolls(NamedTuple):
    """The segments of a song, or of many.

    pitch: uint8 (segments, steps, columns). A voice: 0 at rest, else sounding pitch - pitch_low + 1, at every step it
        sounds. A drum lane: 1 where it is struck.
    velocity: uint8 (segments, steps, columns, 2). Where a note begins its velocity 1..127 and its pattern, an index
        into RollSpec.patterns; 0, 0 where it is held or silent.
    instrument: uint8 (segments, instrument columns). Program (or its group) of each voice and of the kit; the last
        class where the column has no note.
    steps: uint8 (segments,). How many steps are music; what follows is padding.
    """

    pitch: np.ndarray
    velocity: np.ndarray
    instrument: np.ndarray
    steps: np.ndarray

    def _repr_html_(self) -> str:
        from vae_music.render.notebook import rolls_card

        return rolls_card(self)


@dataclass(frozen=True)
class Fit:
    """How a song's notes fitted into rolls. All fields count notes.

    Left out: `extra_voices`, more notes struck at once than there are voices; `too_close`, a track repeating a pitch
    within a tick; `no_lane`, percussion without a lane. Kept but changed: `folded` into range by octaves; `shortened`
    by a later note in the same voice; `reprogrammed`, sounding with another program. `doubled` notes are exact
    unisons of a kept note, so nothing is lost but loudness or, where the programs differ, a colour.
    """

    notes: int
    doubled: int = 0
    extra_voices: int = 0
    too_close: int = 0
    no_lane: int = 0
    folded: int = 0
    shortened: int = 0
    reprogrammed: int = 0

    @property
    def left_out(self) -> int:
        return self.extra_voices + self.too_close + self.no_lane

    def __str__(self) -> str:
        reasons = (
            (self.extra_voices, "with no voice free"),
            (self.too_close, "repeated within a tick"),
            (self.no_lane, "percussion without a lane"),
        )
        why = ", ".join(f"{count:,} {reason}" for count, reason in reasons if count)
        return f"{self.left_out:,} of {self.notes:,} notes left out" + (f" ({why})" if why else "")
