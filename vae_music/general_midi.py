"""General MIDI: names of programs and keys, and drum lanes, which group percussion sounds of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vae_music.text import printable

if TYPE_CHECKING:
    from vae_music.song import Track

_MAJOR = ("C♭", "G♭", "D♭", "A♭", "E♭", "B♭", "F", "C", "G", "D", "A", "E", "B", "F♯", "C♯")
_MINOR = ("A♭", "E♭", "B♭", "F", "C", "G", "D", "A", "E", "B", "F♯", "C♯", "G♯", "D♯", "A♯")


class Lane(NamedTuple):
    """A drum lane: its name and the percussion pitches it groups; it is played with the first of them."""

    name: str
    pitches: tuple[int, ...]


LANES = (
    Lane("kick", (36, 35)),
    Lane("snare", (38, 40, 39, 25, 26)),
    Lane("side stick", (37, 31, 32, 33)),
    Lane("closed hi-hat", (42, 44)),
    Lane("open hi-hat", (46,)),
    Lane("ride", (51, 59, 53)),
    Lane("crash", (49, 57, 55, 52)),
    Lane("low tom", (43, 41)),
    Lane("mid tom", (47, 45)),
    Lane("high tom", (50, 48)),
    Lane("tambourine", (54, 58, 83, 84)),
    Lane("shaker", (70, 69, 82, 73, 74, 29, 30)),
    Lane("high hand drum", (62, 60, 63, 65, 78)),
    Lane("low hand drum", (64, 61, 66, 79, 86, 87)),
    Lane("cowbell", (56, 67, 68, 80, 81)),
    Lane("claves", (75, 76, 77, 85, 27, 28, 34, 71, 72)),
)


def _lane_of_pitch() -> np.ndarray:
    lane = np.full(128, -1)
    for index, (_, pitches) in enumerate(LANES):
        lane[list(pitches)] = index
    return lane


LANE_OF_PITCH = _lane_of_pitch()
"""The index of the lane of each percussion pitch, shape (128,); -1 for a pitch without a lane."""

PITCH_OF_LANE = np.array([lane.pitches[0] for lane in LANES])
"""The pitch with which each lane is played, shape (lanes,)."""


def instrument_name(program: int) -> str:
    """The General MIDI name of a program, numbered from 0."""
    from pretty_midi import program_to_instrument_name

    return program_to_instrument_name(program)


def label(track: Track) -> str:
    """The name of a track or, without one, its instrument."""
    return printable(track.name.strip()) or ("Drums" if track.is_drum else instrument_name(track.program))


def key_name(sharps: int, minor: bool) -> str:
    """The name of a key, such as `E♭ major`, from its number of sharps (negative: flats), -7 to 7."""
    return f"{(_MINOR if minor else _MAJOR)[sharps + 7]} {'minor' if minor else 'major'}"
