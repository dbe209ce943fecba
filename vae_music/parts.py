"""Which track is the melody and which is the bass, found from the notes alone, whatever the tracks are called."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# How much each trait makes a track the melody: logistic regression over the tracks of a song, on arrangements whose
# melody is known. The unit of pitch and interval is the semitone, of loudness the velocity step.
MELODY_WEIGHTS = np.array([5.35, 0.174, 4.54, 5.37, -0.352, 0.036])
BASS_SPREAD_SEMITONES = 5
BASS_HIGHEST_MEAN_PITCH = 55
BASS_MONOPHONY = 0.9


class Parts(NamedTuple):
    """Track of the melody, and the tracks that take turns at the bass; -1 and empty where a song has no notes."""

    melody: int
    bass: tuple[int, ...]


class _Traits(NamedTuple):
    """Arrays of shape (tracks,)."""

    monophony: np.ndarray  # distinct onsets a note
    mean_pitch: np.ndarray
    coverage: np.ndarray  # share of the song's beats in which the track begins a note
    steps: np.ndarray  # share of its melodic intervals that are seconds
    leap: np.ndarray  # mean melodic interval in semitones
    loudness: np.ndarray  # mean velocity


def find_parts(track: np.ndarray, tick: np.ndarray, pitch: np.ndarray, velocity: np.ndarray, tracks: int) -> Parts:
    """Find melody and bass among the pitched notes of a song.

    Args:
        track, tick, pitch, velocity: of each note, shape (notes,); ticks are twelfths of a beat.
        tracks: how many tracks there are.
    """
    if not len(track):
        return Parts(-1, ())
    count = np.bincount(track, minlength=tracks)
    traits = _traits(track, tick, pitch, velocity, count)
    score = np.where(count > 0, np.stack(traits, 1) @ MELODY_WEIGHTS, -np.inf)
    melody = int(score.argmax())
    return Parts(melody, _bass(traits, np.flatnonzero(count), melody))


def _traits(track, tick, pitch, velocity, count) -> _Traits:
    tracks, notes = len(count), np.maximum(count, 1)
    order = np.lexsort((-pitch, tick, track))
    track, tick, pitch, velocity = track[order], tick[order], pitch[order], velocity[order]
    highest = np.append(True, (track[1:] != track[:-1]) | (tick[1:] != tick[:-1]))
    line_track, line_pitch = track[highest], pitch[highest]
    inside = line_track[1:] == line_track[:-1]
    interval, owner = np.abs(np.diff(line_pitch))[inside], line_track[1:][inside]
    intervals = np.maximum(np.bincount(owner, minlength=tracks), 1)
    beats = tick // 12
    new_beat = np.append(True, (track[1:] != track[:-1]) | (beats[1:] != beats[:-1]))
    second = (interval == 1) | (interval == 2)
    return _Traits(
        np.bincount(line_track, minlength=tracks) / notes,
        np.bincount(track, pitch, tracks) / notes,
        np.bincount(track[new_beat], minlength=tracks) / max(len(np.unique(beats)), 1),
        np.bincount(owner, second, tracks) / intervals,
        np.bincount(owner, interval, tracks) / intervals,
        np.bincount(track, velocity, tracks) / notes,
    )


def _bass(traits: _Traits, sounding: np.ndarray, melody: int) -> tuple[int, ...]:
    """The lowest track but the melody, and what else is as low and plays one note at a time."""
    others = sounding[sounding != melody]
    if not len(others):
        return (melody,)
    lowest = others[traits.mean_pitch[others].argmin()]
    ceiling = min(traits.mean_pitch[lowest] + BASS_SPREAD_SEMITONES, BASS_HIGHEST_MEAN_PITCH)
    alike = (traits.mean_pitch[others] <= ceiling) & (traits.monophony[others] >= BASS_MONOPHONY)
    return (int(lowest), *(int(other) for other in others[alike] if other != lowest))
