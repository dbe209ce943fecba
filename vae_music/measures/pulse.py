"""The pulse of a song: the metre and the tempo in which it mostly is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.song import Metre, Song


class Pulse(NamedTuple):
    """A metre, such as "3/4", and a tempo in quarter notes per minute."""

    metre: str
    tempo_qpm: float


_METRE = re.compile(r"[1-9]\d{0,8}/[1-9]\d{0,8}")

Pulses = tuple[Pulse | None, ...]
"""The pulses of the variants of a style, in their order."""


def pulse_of(song: Song) -> Pulse:
    """The metre that holds for most of a song, and its mean tempo to the nearest quarter note per minute.

    Example:
        >>> pulse_of(Song((), metre=(Metre(0.0, 3, 4),), length_beats=12))
        Pulse(metre='3/4', tempo_qpm=120.0)
    """
    metres = song.metre or (Metre(0.0, 4, 4),)
    borders = np.clip([0.0, *(metre.beat for metre in metres[1:]), song.length_beats], 0, song.length_beats)
    beats: dict[str, float] = {}
    for metre, length in zip(metres, np.diff(borders).tolist(), strict=True):
        name = f"{metre.numerator}/{metre.denominator}"
        beats[name] = beats.get(name, 0.0) + length
    minutes = song.seconds / 60
    return Pulse(max(beats, key=beats.__getitem__), float(round(song.length_beats / minutes)) if minutes else 120.0)


def read_pulses(told: Sequence) -> Pulses:
    """The pulses of a style as JSON holds them. Raises ValueError or TypeError for values of the wrong kind."""
    return tuple(None if one is None else _read(*one) for one in told)


def _read(metre: str, tempo_qpm: float) -> Pulse:
    if not _METRE.fullmatch(metre):
        raise ValueError(f"no metre: {metre[:40]!r}")
    return Pulse(metre, float(tempo_qpm))
