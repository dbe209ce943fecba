"""The notes of a song as the measures use them: pitched notes and drum strokes, on a grid of ticks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH
from vae_music.song import Song

TICKS_PER_BEAT = 12
"""The grid on which onsets are compared; it represents sixteenths, triplets and swing."""


class Pitched(NamedTuple):
    """The notes of a song that are not drums, in order of onset, then pitch; all arrays of shape (notes,).

    onset, duration: float64 beats; the others are integers.
    """

    onset: np.ndarray
    duration: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    program: np.ndarray

    @property
    def tick(self) -> np.ndarray:
        """The onsets in ticks."""
        return nearest_tick(self.onset)

    def take(self, index: np.ndarray) -> Pitched:
        """The notes at the given indices, in the order of these."""
        return Pitched(*(column[index] for column in self))


class Strokes(NamedTuple):
    """The drum strokes of a song in order of tick; integer arrays of shape (strokes,).

    lane: a lane of `vae_music.general_midi`, -1 where the stroke has none.
    """

    tick: np.ndarray
    lane: np.ndarray
    velocity: np.ndarray


def nearest_tick(beats: np.ndarray) -> np.ndarray:
    """The tick nearest to each time in beats, the later one where two are as near; int64."""
    return np.floor(np.asarray(beats) * TICKS_PER_BEAT + 0.5).astype(np.int64)


def pitched(song: Song) -> Pitched:
    """The pitched notes of a song: all notes but the drums."""
    notes = song.notes()
    program = np.array([-1 if track.is_drum else track.program for track in song.tracks], np.int64)[notes.track]
    order = np.lexsort((notes.pitch, notes.onset))
    order = order[program[order] >= 0]
    return Pitched(notes.onset, notes.duration, notes.pitch, notes.velocity, program).take(order)


def without_unisons(notes: Pitched) -> Pitched:
    """The longest note of each tick and pitch, for measures in which it does not matter who plays."""
    order = np.lexsort((-notes.duration, notes.pitch, notes.tick))
    tick, pitch = notes.tick[order], notes.pitch[order]
    first = np.append(True, (np.diff(tick) != 0) | (np.diff(pitch) != 0))[: len(order)]
    return notes.take(np.sort(order[first]))


def strokes(song: Song) -> Strokes:
    """The drum strokes of a song."""
    notes = song.notes()
    is_drum = np.array([track.is_drum for track in song.tracks], bool)[notes.track]
    order = np.argsort(notes.onset, kind="stable")
    order = order[is_drum[order]]
    return Strokes(nearest_tick(notes.onset[order]), LANE_OF_PITCH[notes.pitch[order]], notes.velocity[order])
