"""Roles of tracks: melody and bass, found from the notes alone, without regard to the names of the tracks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.rolls.quantize import GridNotes

# The weight of each trait in the score of a track as the melody, from a logistic regression over the tracks of
# arrangements whose melody is known. Pitches and intervals are in semitones, loudness is a velocity.
MELODY_WEIGHTS = np.array([5.35, 0.174, 4.54, 5.37, -0.352, 0.036])
BASS_SPREAD_SEMITONES = 5
BASS_HIGHEST_MEAN_PITCH = 55
BASS_MONOPHONY = 0.9


class Roles(NamedTuple):
    """The track of the melody, and the tracks that take turns as bass; -1 and empty if there are no pitched notes."""

    melody: int
    bass: tuple[int, ...]


class _Traits(NamedTuple):
    """The traits of tracks by which their roles are found; arrays of shape (tracks,)."""

    monophony: np.ndarray  # distinct onsets per note
    mean_pitch: np.ndarray
    coverage: np.ndarray  # share of the song's beats in which the track begins a note
    steps: np.ndarray  # share of its melodic intervals that are seconds
    leap: np.ndarray  # mean melodic interval in semitones
    loudness: np.ndarray  # mean velocity


def find_roles(notes: GridNotes, steps_per_beat: int, tracks: int) -> Roles:
    """Find melody and bass among the pitched notes of a song with `tracks` tracks.

    The notes are sorted by step and, within a step, from high to low.
    """
    if not len(notes.track):
        return Roles(-1, ())
    count = np.bincount(notes.track, minlength=tracks)
    traits = _traits(notes.take(np.argsort(notes.track.astype(np.int16), kind="stable")), count, steps_per_beat)
    score = np.where(count > 0, np.stack(traits, 1) @ MELODY_WEIGHTS, -np.inf)
    melody = int(score.argmax())
    return Roles(melody, _bass(traits, np.flatnonzero(count), melody))


def _traits(notes: GridNotes, count: np.ndarray, steps_per_beat: int) -> _Traits:
    """The traits of each track; the notes are sorted by track."""
    tracks, notes_of = len(count), np.maximum(count, 1)
    track, pitch, beat = notes.track, notes.pitch, notes.step // steps_per_beat
    new_track = np.append(True, track[1:] != track[:-1])
    highest = new_track | np.append(True, (np.diff(notes.step) != 0) | (np.diff(notes.pattern) != 0))
    new_beat = new_track | np.append(True, np.diff(beat) != 0)
    line_track, line_pitch = track[highest], pitch[highest]
    inside = line_track[1:] == line_track[:-1]
    interval, owner = np.abs(np.diff(line_pitch))[inside], line_track[1:][inside]
    intervals = np.maximum(np.bincount(owner, minlength=tracks), 1)
    second = (interval == 1) | (interval == 2)
    return _Traits(
        np.bincount(line_track, minlength=tracks) / notes_of,
        np.bincount(track, pitch, tracks) / notes_of,
        np.bincount(track[new_beat], minlength=tracks) / np.count_nonzero(np.bincount(beat)),
        np.bincount(owner, second, tracks) / intervals,
        np.bincount(owner, interval, tracks) / intervals,
        np.bincount(track, notes.velocity, tracks) / notes_of,
    )


def _bass(traits: _Traits, sounding: np.ndarray, melody: int) -> tuple[int, ...]:
    """The lowest track besides the melody, and those that are about as low and play one note at a time."""
    others = sounding[sounding != melody]
    if not len(others):
        return (melody,)
    lowest = others[traits.mean_pitch[others].argmin()]
    ceiling = min(traits.mean_pitch[lowest] + BASS_SPREAD_SEMITONES, BASS_HIGHEST_MEAN_PITCH)
    alike = (traits.mean_pitch[others] <= ceiling) & (traits.monophony[others] >= BASS_MONOPHONY)
    return (int(lowest), *(int(other) for other in others[alike] if other != lowest))
