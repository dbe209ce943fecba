"""Quantization: notes rounded to the grid of steps and ticks, folded into range, and merged where they coincide."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH
from vae_music.ordering import order_by
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


class GridNotes(NamedTuple):
    """Notes on the grid; arrays of shape (notes,)."""

    track: np.ndarray
    program: np.ndarray
    step: np.ndarray
    pattern: np.ndarray  # index into RollSpec.patterns: the ticks of the step at which the note is struck
    end: np.ndarray  # the first step at which the note is silent again
    pitch: np.ndarray
    velocity: np.ndarray
    tune: np.ndarray  # True for the notes of the tune

    def take(self, index: np.ndarray) -> GridNotes:
        """The notes at these indices."""
        return GridNotes(*(column.take(index) for column in self))


class Quantized(NamedTuple):
    """The notes of a song: pitched notes, sorted by step and from high to low, and the strokes of its drums.

    counts: the numbers of notes left out or changed, by the names of the fields of `Fit`.
    """

    pitched: GridNotes
    strokes: GridNotes
    counts: Counter[str]


def quantize(song: Song, spec: RollSpec, steps: int, tune: np.ndarray | None = None) -> Quantized:
    """Round all notes to the nearest tick and merge those that coincide.

    Args:
        steps: the length of the grid.
        tune: True for the notes of the song that are its tune; by default none.
    """
    counts: Counter[str] = Counter()
    notes, is_drum = on_grid(song, spec, steps, tune)
    pitched, moved = folded(notes.take(np.flatnonzero(~is_drum)), spec)
    counts["folded"] += int(moved.sum())
    pitched = merged(pitched, (127 - pitched.pitch) * 128 + pitched.program, spec, counts)
    return Quantized(pitched, _strokes(notes.take(np.flatnonzero(is_drum)), spec, counts), counts)


def on_grid(song: Song, spec: RollSpec, steps: int, tune: np.ndarray | None = None) -> tuple[GridNotes, np.ndarray]:
    """All notes on the grid, in the order of the song, and True for each that is a drum."""
    notes = song.notes()
    tick = np.floor(notes.onset * spec.ticks_per_beat + 0.5).astype(np.int64)
    last = max(np.ceil(song.length_beats * spec.ticks_per_beat - 1e-6) - 1, 0)
    tick = np.minimum(tick, int(last))
    step, offset = np.divmod(tick, spec.ticks_per_step)
    end_tick = np.floor((notes.onset + notes.duration) * spec.ticks_per_beat + 0.5).astype(np.int64)
    end = np.clip(np.floor(end_tick / spec.ticks_per_step + 0.5).astype(np.int64), step + 1, steps)
    _part_repeats(notes.track.astype(np.int64) * 128 + notes.pitch, step, tick, end, end_tick)
    program = np.array([track.program for track in song.tracks], np.int64)[notes.track] // spec.program_group
    is_drum = np.array([track.is_drum for track in song.tracks], bool)[notes.track]
    is_tune = np.zeros(len(step), bool) if tune is None else tune
    return GridNotes(notes.track, program, step, offset, end, notes.pitch, notes.velocity, is_tune), is_drum


def _part_repeats(key: np.ndarray, step: np.ndarray, tick: np.ndarray, end: np.ndarray, end_tick: np.ndarray) -> None:
    """End notes a step earlier, in place, that only rounding joins to the next of the same track and pitch (`key`).

    A note of one step stays as it is, since nothing of it would be left.
    """
    order = np.lexsort((tick, key))
    this, following = order[:-1], order[1:]
    again = (key[this] == key[following]) & (step[following] - step[this] > 1)
    joined = again & (end_tick[this] < tick[following]) & (end[this] >= step[following])
    end[this[joined]] = step[following[joined]] - 1


def _strokes(notes: GridNotes, spec: RollSpec, counts: Counter[str]) -> GridNotes:
    """The strokes that have a drum lane, merged to one per step and lane."""
    lane = LANE_OF_PITCH[notes.pitch] if spec.drum_lanes else np.full(len(notes.pitch), -1)
    counts["no_lane"] += int((lane < 0).sum())
    known = np.flatnonzero(lane >= 0)
    return merged(notes.take(known), lane[known], spec, counts)


def merged(notes: GridNotes, column: np.ndarray, spec: RollSpec, counts: Counter[str]) -> GridNotes:
    """The notes merged to one per step and `column`; `pattern` is the tick of each note before, their pattern after."""
    if not len(column):
        return notes
    order = order_by(notes.step, column, notes.pattern, notes.track)
    notes, column = notes.take(order), column[order]
    new = np.append(True, (np.diff(notes.step) != 0) | (np.diff(column) != 0))
    if new.all():
        return notes  # the pattern of a single tick is that tick
    again = ~new & (np.diff(notes.pattern, prepend=-1) == 0)
    same_track = again & (np.diff(notes.track, prepend=-1) == 0)
    counts["too_close"] += int(same_track.sum())
    counts["doubled"] += int((again & ~same_track).sum())
    first = np.flatnonzero(new)
    pattern_of = np.zeros(1 << spec.ticks_per_step, np.int64)
    pattern_of[[sum(1 << tick for tick in ticks) for ticks in spec.patterns]] = np.arange(len(spec.patterns))
    struck = np.bitwise_or.reduceat(1 << notes.pattern, first)
    return notes.take(first)._replace(
        pattern=pattern_of[struck],
        end=np.maximum.reduceat(notes.end, first),
        velocity=np.maximum.reduceat(notes.velocity, first),
        tune=np.logical_or.reduceat(notes.tune, first),
    )


def folded(notes: GridNotes, spec: RollSpec) -> tuple[GridNotes, np.ndarray]:
    """The notes with those outside the range of pitches moved into it by octaves, and True for each that moved."""
    low, high = notes.pitch < spec.pitch_low, notes.pitch > spec.pitch_high
    pitch = np.where(low, spec.pitch_low + (notes.pitch - spec.pitch_low) % 12, notes.pitch)
    pitch = np.where(high, spec.pitch_high - (spec.pitch_high - notes.pitch) % 12, pitch)
    return notes._replace(pitch=pitch), low | high
