"""Features for style classification: four descriptions of a song, by notes, velocities, instruments, and all together.

They do not depend on the key, the tempo, the names of tracks, or the distribution of notes over tracks. `notes` does
not depend on velocities, programs or drums either, so it stays the same when other instruments play the same notes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANES
from vae_music.measures.notes import TICKS_PER_BEAT, Pitched, nearest_tick, pitched, strokes, without_unisons
from vae_music.measures.style_fit import place_in_bar, time_pitch_histogram
from vae_music.song import Song

ASPECTS = ("notes", "velocities", "instruments", "all")

BAR_TICKS = 4 * TICKS_PER_BEAT
"""The number of places in a bar; a bar longer than four beats starts over after them."""

BASS, INNER, TOP = range(3)
ROLES = 3

_SHORTEST_OCTAVE, _DURATIONS = -3, 6
_AROUND_TICKS = 2 * TICKS_PER_BEAT
_WIDEST = 48
_MOST_PITCHES, _MOST_STRUCK = 16, 8
_VELOCITY_BINS = 16


class Descriptions(NamedTuple):
    """The feature vector of each aspect, mainly of square roots of shares.

    Euclidean distance suits the square roots better than the shares themselves.
    """

    notes: np.ndarray
    velocities: np.ndarray
    instruments: np.ndarray
    all: np.ndarray


def describe(song: Song) -> Descriptions:
    """The descriptions of a song; zeros where it has no notes of a kind."""
    played, bars = pitched(song), song.downbeats()
    written = without_unisons(played)
    notes = _notes(written, bars)
    velocities = _velocities(played, bars)
    instruments = _instruments(played, song)
    return Descriptions(
        notes, velocities, instruments, np.concatenate([notes, velocities, instruments, _drums(song, bars)])
    )


class _Texture(NamedTuple):
    """For each note, the lowest pitch and the number of pitches around it, and its role; arrays of shape (notes,)."""

    lowest: np.ndarray
    pitches: np.ndarray
    role: np.ndarray


def _texture(notes: Pitched) -> _Texture:
    """The texture around each note, from the notes that began within the last two beats.

    The highest of these has the role TOP, also where it is the only one, and the lowest BASS. Durations are ignored,
    because the rolls round the ends of notes most.
    """
    tick = notes.tick
    change = np.zeros((int(tick.max(initial=0)) + _AROUND_TICKS + 1, 128), np.int16)
    np.add.at(change, (tick, notes.pitch), 1)
    np.add.at(change, (tick + _AROUND_TICKS, notes.pitch), -1)
    around = (np.cumsum(change, axis=0, dtype=np.int16) > 0)[tick]  # (notes, pitches)
    lowest, highest = around.argmax(1), 127 - around[:, ::-1].argmax(1)
    role = np.where(notes.pitch == highest, TOP, np.where(notes.pitch == lowest, BASS, INNER))
    return _Texture(lowest, around.sum(1), role)


def _notes(notes: Pitched, bars: np.ndarray) -> np.ndarray:
    texture = _texture(notes)
    place = _place(notes.onset, bars)
    height = np.minimum(notes.pitch - texture.lowest, _WIDEST)
    blocks = [
        time_pitch_histogram(notes).ravel(),
        _histogram(texture.role * BAR_TICKS + place, ROLES * BAR_TICKS),
        _durations(notes.duration, texture.role),
        _histogram(height, _WIDEST + 1),
        _histogram(np.minimum(texture.pitches, _MOST_PITCHES), _MOST_PITCHES + 1),
        _histogram(_struck_together(notes), _MOST_STRUCK + 1),
    ]
    for role in (BASS, TOP):
        blocks += _line(notes.take(np.flatnonzero(texture.role == role)))
    return np.sqrt(np.concatenate(blocks))


def _durations(duration: np.ndarray, role: np.ndarray) -> np.ndarray:
    """Shares of durations of 1/8, 1/4, ... 4 beats in each role; a duration between two of them counts for both."""
    octave = np.log2(np.maximum(duration, 2.0**_SHORTEST_OCTAVE)) - _SHORTEST_OCTAVE
    octave = np.minimum(octave, _DURATIONS - 1)
    below = np.minimum(octave.astype(np.int64), _DURATIONS - 2)
    counts = np.zeros((ROLES, _DURATIONS))
    np.add.at(counts, (role, below), 1 - (octave - below))
    np.add.at(counts, (role, below + 1), octave - below)
    return counts.ravel() / max(len(duration), 1)


def _place(onset: np.ndarray, bars: np.ndarray) -> np.ndarray:
    return nearest_tick(place_in_bar(onset, bars)) % BAR_TICKS


def _struck_together(notes: Pitched) -> np.ndarray:
    """The number of notes at each onset, at most 8, shape (onsets,)."""
    return np.minimum(np.unique(notes.tick, return_counts=True)[1], _MOST_STRUCK)


def _line(notes: Pitched) -> list[np.ndarray]:
    """Histograms of a line's melodic intervals, up to an octave, and of its ticks between onsets, up to four beats."""
    interval = np.clip(np.diff(notes.pitch), -12, 12) + 12
    wait = np.minimum(np.diff(notes.tick), BAR_TICKS)
    return [_histogram(interval, 25), _histogram(wait, BAR_TICKS + 1)]


def _velocities(notes: Pitched, bars: np.ndarray) -> np.ndarray:
    """The loudness of each role, the mean velocity at each sixteenth of the bar, and the overall mean and deviation.

    Where no note begins at a sixteenth of the bar, the overall mean stands for it.
    """
    role, loudness = _texture(notes).role, notes.velocity * _VELOCITY_BINS // 128
    place = _place(notes.onset, bars) // 3  # sixteenths
    count = np.bincount(place, minlength=BAR_TICKS // 3)
    mean = np.bincount(place, notes.velocity, BAR_TICKS // 3) / np.maximum(count, 1)
    overall = notes.velocity.mean() if len(notes.velocity) else 0.0
    return np.concatenate(
        [
            np.sqrt(_histogram(role * _VELOCITY_BINS + loudness, ROLES * _VELOCITY_BINS)),
            np.where(count > 0, mean, overall) / 127,
            [overall / 127, notes.velocity.std() / 127 if len(notes.velocity) else 0.0],
        ]
    )


def _instruments(notes: Pitched, song: Song) -> np.ndarray:
    """Shares of the programs in each role, the set of programs that sound, and the drum kit."""
    shares = _histogram(_texture(notes).role * 128 + notes.program, ROLES * 128)
    sounds = np.bincount(notes.program, minlength=128)[:128] > 0
    kit = np.zeros(128)
    kit[[track.program for track in song.tracks if track.is_drum and len(track)]] = 1
    return np.concatenate([np.sqrt(shares), sounds / max(np.sqrt(sounds.sum()), 1.0), kit])


def _drums(song: Song, bars: np.ndarray) -> np.ndarray:
    """Square roots of the shares of strokes by lane and place in the bar."""
    drums = strokes(song)
    place = _place(drums.tick / TICKS_PER_BEAT, bars)
    cell = (drums.lane * BAR_TICKS + place)[drums.lane >= 0]
    return np.sqrt(_histogram(cell, len(LANES) * BAR_TICKS))


def _histogram(values: np.ndarray, size: int) -> np.ndarray:
    counts = np.bincount(values, minlength=size).astype(float)
    return counts / max(counts.sum(), 1.0)
