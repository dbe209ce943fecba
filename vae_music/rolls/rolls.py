"""The rolls of a song, and how well its notes fit into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vae_music.rolls.spec import RollSpec

NEUTRAL = 128
"""The energy of a bar in which a song plays as usual."""

SOURCE, EXAMPLE = "source_", "example_"
"""Prefixes of the names of rolls where a model reads several arrangements: the source, which gives the content, and the
example, which gives the manner. The rolls of the segment itself have plain names."""


class Rolls(NamedTuple):
    """The segments of one or several songs.

    pitch: uint8 (segments, steps, columns). In a voice, 0 for rest, else pitch - pitch_low + 1, at every step at which
        the note sounds. In a drum lane, 1 where it is struck.
    velocity: uint8 (segments, steps, columns, 2). Where a note begins, its velocity 1..127 and its pattern, an index
        into RollSpec.patterns; elsewhere 0 and 0.
    instrument: uint8 (segments, instrument columns). The program (or group of programs) of each voice and of the kit;
        the last class where the column has no note.
    steps: uint8 (segments,). The number of steps of music; the rest is padding.
    energy: uint8 (segments, beats, 4). How much is played in the bar of each beat, in relation to the song; see
        `vae_music.rolls.energy`.
    """

    pitch: np.ndarray
    velocity: np.ndarray
    instrument: np.ndarray
    steps: np.ndarray
    energy: np.ndarray

    @classmethod
    def of(cls, arrays: Mapping[str, np.ndarray], spec: RollSpec) -> Rolls:
        """The rolls among arrays by name; where there is no energy, it is neutral."""
        neutral = np.full((len(arrays["steps"]), *spec.shapes["energy"]), NEUTRAL, np.uint8)
        return cls(**{name: arrays.get(name, neutral) if name == "energy" else arrays[name] for name in cls._fields})

    def named(self, prefix: str = "") -> dict[str, np.ndarray]:
        """The rolls by name, as the inputs of models and signatures, with a prefix to each name."""
        return {prefix + name: roll for name, roll in self._asdict().items()}

    def _repr_html_(self) -> str:
        from vae_music.render.notebook import rolls_card

        return rolls_card(self.named())


@dataclass(frozen=True)
class Fit:
    """The fit of the notes of a song into rolls. All fields count notes.

    Left out: `extra_voices`, struck together with more notes than there are voices; `too_close`, repeats of a pitch by
    one track within a tick; `no_lane`, percussion without a lane. Kept but changed: `folded` into range by octaves;
    `shortened` by a later note in the same voice; `reprogrammed`, given another program. `doubled` notes are exact
    unisons of a kept note, so that only loudness is lost or, where the programs differ, a colour.
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
        """The number of notes left out."""
        return self.extra_voices + self.too_close + self.no_lane

    def __str__(self) -> str:
        reasons = (
            (self.extra_voices, "with no voice free"),
            (self.too_close, "repeated within a tick"),
            (self.no_lane, "percussion without a lane"),
        )
        why = ", ".join(f"{count:,} {reason}" for count, reason in reasons if count)
        return f"{self.left_out:,} of {self.notes:,} notes left out" + (f" ({why})" if why else "")
