"""One section of a version made anew: its bars come from another version, and every other note stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from vae_music.song import Song, Track

_NEAR_BEATS = 1 / 24
"""A note that begins so little before a bar begins with it: half of the least distance of notes that a model writes."""

_Key = tuple[str, int, bool, int]


def with_bars_of(song: Song, other: Song, first: int, last: int) -> Song:
    """The song with the bars `first` to `last`, counted from 1, of another version of it.

    A note belongs, as long as it is, to the bar in which it begins. Notes of the other version yield where a note of
    the song sounds on the same pitch of the same track, as of one pitch in one track MIDI knows one note at a time.

    Tracks are the same if their name and instrument are.
    """
    borders = song.downbeats()
    span = (borders[first - 1] - _NEAR_BEATS if first > 1 else -np.inf, _end(borders, last))
    ours, theirs = _by_key(song), _by_key(other)
    tracks = []
    for key in dict.fromkeys((*ours, *theirs)):
        here, there = ours.get(key), theirs.get(key)
        stays = [] if here is None else _rows(here, span, inside=False)
        comes = [] if there is None else _rows(there, span, inside=True)
        track = here or there
        assert track is not None
        tracks.append(Track.of([*stays, *_yielding(comes, stays)], track.program, track.is_drum, track.name))
    return replace(song, tracks=tuple(track for track in tracks if len(track)))


def _end(borders: np.ndarray, last: int) -> float:
    return np.inf if last == len(borders) - 1 else borders[last] - _NEAR_BEATS


def _by_key(song: Song) -> dict[_Key, Track]:
    """The tracks by name, instrument and number among those that are alike."""
    tracks: dict[_Key, Track] = {}
    for track in song.tracks:
        number = 0
        while (key := (track.name, track.program, track.is_drum, number)) in tracks:
            number += 1
        tracks[key] = track
    return tracks


def _rows(track: Track, span: tuple[float, float], inside: bool) -> list[tuple[float, float, int, int]]:
    return [row for row in track.rows() if (span[0] <= row[0] < span[1]) == inside]


def _yielding(
    comes: list[tuple[float, float, int, int]], stays: list[tuple[float, float, int, int]]
) -> Iterator[tuple[float, float, int, int]]:
    """The notes that come, each without the time in which one that stays has its pitch."""
    begin = min((row[0] for row in comes), default=0.0)
    end = max((row[0] + row[1] for row in comes), default=0.0)
    busy: dict[int, list[tuple[float, float]]] = {}
    for onset, duration, pitch, _ in stays:
        if onset < end and onset + duration > begin:  # few, at the borders
            busy.setdefault(pitch, []).append((onset, onset + duration))
    for onset, duration, pitch, velocity in comes:
        end = onset + duration
        for begins, ends in busy.get(pitch, ()):
            if begins <= onset < ends:
                onset = ends
            elif onset < begins < end:
                end = begins
        if end > onset:
            yield onset, end - onset, pitch, velocity
