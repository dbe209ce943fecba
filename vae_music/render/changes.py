"""The changes between two versions of a song, counted in notes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH
from vae_music.song import Song

_TICKS_PER_BEAT = 12


class Changes(NamedTuple):
    """Counts of notes. A note is kept where one of its pitch (drums: its lane) begins at its time, to a twelfth beat.

    kept: by the same instrument. handed_over: kept, but played by another instrument. gone: of the source. new: not in
    the source.
    """

    kept: int
    handed_over: int
    gone: int
    new: int


def changes_between(before: Song, after: Song) -> Changes:
    """Count the notes of one song that are kept, handed over or gone in another, and those that are new there.

    Example:
        >>> song = Song((Track.of([(0, 1, 60, 90), (1, 1, 62, 90)]),))
        >>> changes_between(song, Song((Track.of([(0, 2, 60, 50), (1, 1, 64, 90)]),)))
        Changes(kept=1, handed_over=0, gone=1, new=1)
    """
    ours, theirs = _played(before), _played(after)
    same = (ours & theirs).total()
    found = (_struck(ours) & _struck(theirs)).total()
    return Changes(same, found - same, ours.total() - found, theirs.total() - found)


def _played(song: Song) -> Counter[tuple[int, int, int]]:
    """The number of times each (tick, pitch, instrument) is struck; drum lanes are numbered from 128."""
    played: Counter[tuple[int, int, int]] = Counter()
    for track in song.tracks:
        ticks = np.round(track.onset * _TICKS_PER_BEAT).astype(int).tolist()
        pitches = (128 + LANE_OF_PITCH[track.pitch] if track.is_drum else track.pitch).tolist()
        instrument = 128 if track.is_drum else track.program
        played.update((tick, pitch, instrument) for tick, pitch in zip(ticks, pitches, strict=True))
    return played


def _struck(played: Counter[tuple[int, int, int]]) -> Counter[tuple[int, int]]:
    struck: Counter[tuple[int, int]] = Counter()
    for (tick, pitch, _), count in played.items():
        struck[tick, pitch] += count
    return struck
