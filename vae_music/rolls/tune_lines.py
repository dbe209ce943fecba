"""The upper lines of tracks: of each track the highest note at each onset, the candidates for the tune."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.ordering import order_by
from vae_music.song import Notes, Song

TICKS_PER_BEAT = 12
_MAX_CELLS = 60_000


class Lines(NamedTuple):
    """The upper lines of a song, track after track, on a grid of twelfths of a beat.

    note: indices into the notes of the song; track, tick, window, pitch, velocity: those of the notes; beats: their
    durations. All of shape (line,).
    """

    note: np.ndarray
    track: np.ndarray
    tick: np.ndarray
    window: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    beats: np.ndarray


class Pitched(NamedTuple):
    """All notes of pitched tracks, sorted by track, tick and pitch, as columns like those of `Lines`."""

    note: np.ndarray
    track: np.ndarray
    tick: np.ndarray
    window: np.ndarray
    pitch: np.ndarray

    def take(self, index: np.ndarray) -> Pitched:
        """The notes at these indices."""
        return Pitched(*(column.take(index) for column in self))


def window_borders(song: Song) -> tuple[np.ndarray, int]:
    """The ticks at which windows begin, and the number of bars of each: one, or more in very long songs."""
    ticks = np.floor(song.downbeats() * TICKS_PER_BEAT + 0.5).astype(np.int64)
    bars = -(-(len(ticks) - 1) * len(song.tracks) // _MAX_CELLS) or 1
    return np.append(ticks[:-1:bars], ticks[-1]), bars


def upper_lines(song: Song, notes: Notes, borders: np.ndarray) -> tuple[Lines, Pitched]:
    """The upper lines of the pitched tracks of a song, and all of their notes."""
    is_drum = np.array([track.is_drum for track in song.tracks], bool)
    index = np.flatnonzero(~is_drum[notes.track])
    track, pitch = notes.track[index], notes.pitch[index]
    tick = np.floor(notes.onset[index] * TICKS_PER_BEAT + 0.5).astype(np.int64)
    window = np.searchsorted(borders[1:-1], tick, side="right")
    pitched = Pitched(index, track, tick, window, pitch)
    if _is_out_of_order(track, tick, pitch):
        pitched = pitched.take(order_by(track, tick, pitch))
    highest = np.append((np.diff(pitched.tick) != 0) | (np.diff(pitched.track) != 0), True)[: len(index)]
    note, track, tick, window, pitch = pitched.take(np.flatnonzero(highest))
    return Lines(note, track, tick, window, pitch, notes.velocity[note], notes.duration[note]), pitched


def _is_out_of_order(track: np.ndarray, tick: np.ndarray, pitch: np.ndarray) -> bool:
    """True if notes that are struck at the same tick are not in order of pitch, as where one comes a little later."""
    together = (np.diff(tick) == 0) & (np.diff(track) == 0)
    return bool((together & (np.diff(pitch) < 0)).any())
