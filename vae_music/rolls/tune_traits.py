"""Traits by which a tune is told from accompaniment: of each track near each window, and in the whole song.

They compare a track with the rest of the song where they can, so that they mean the same in any style. Programs are
no traits: with the families of programs as traits, fewer tunes of real songs were found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.rolls.tune_lines import TICKS_PER_BEAT, Lines, Pitched

WINDOW_TRAITS = 23
"""How many traits a track has in a window."""

_NEAR = 2
_REPEATS_AFTER = (1, 2, 4)
_LEAP = 5
_PHRASE_TICKS = 48
_HASH_SIZE, _CHORDS = 1 << 12, 1 << 20
_PITCH_CLASS = np.arange(128) % 12
_HASHES = np.random.RandomState(0).rand(_HASH_SIZE)
_EPSILON = 1e-6
# The columns of the table of sums, which are added up over windows.
_SUMS = (
    *("notes", "all_pitch", "onsets", "pitch", "square", "velocity", "log_length", "length", "offbeat"),
    *("beats_begun", "steps", "repeated", "leaps", "semitones", "intervals", "gap", "gap_square"),
    *("top", "doubled", "same_notes", "same_rhythm", "played", "beats"),
)
_AT = {name: place for place, name in enumerate(_SUMS)}
_ONSETS = _AT["onsets"]


class Traits(NamedTuple):
    """The traits of tracks, near each window (traits, windows, tracks) and in the whole song (more traits, tracks).

    strikes: True where a track begins notes in a window; near: where it does so there or in a neighbouring one.
    """

    of_window: np.ndarray
    of_song: np.ndarray
    strikes: np.ndarray
    near: np.ndarray


def traits_of_tracks(lines: Lines, pitched: Pitched, borders: np.ndarray, tracks: int) -> Traits:
    """The traits of each track in each window, and in the whole song."""
    sums = _sums(lines, pitched, borders, tracks)
    wider = _near_and_whole(sums)
    traits, onsets, strikes = _traits(wider), wider[_ONSETS], sums[_ONSETS] > 0
    of_song = np.stack([*traits[:, -1], strikes.mean(0, dtype=np.float32), np.log2(onsets[-1] + 1) / 4])
    return Traits(traits[:, :-1], of_song, strikes, onsets[:-1] > 0)


def _near_and_whole(sums: np.ndarray) -> np.ndarray:
    """The sums over each window and its neighbours, then over all windows: shape (sums, windows + 1, tracks)."""
    wider = np.empty((len(sums), sums.shape[1] + 1, sums.shape[2]), sums.dtype)
    sums.sum(1, out=wider[:, -1])
    near = wider[:, :-1]
    near[:] = sums
    for away in range(1, _NEAR + 1):
        near[:, away:] += sums[:, :-away]
        near[:, :-away] += sums[:, away:]
    return wider


def _sums(lines: Lines, pitched: Pitched, borders: np.ndarray, tracks: int) -> np.ndarray:
    """The table of sums, of shape (sums, windows, tracks)."""
    windows = len(borders) - 1
    table = np.empty((len(_SUMS), windows, tracks), np.float32)

    def put(cell: np.ndarray, **weights: np.ndarray | None) -> None:
        for name, weight in weights.items():
            table[_AT[name]] = np.bincount(cell, weight, windows * tracks).reshape(windows, tracks)

    put(pitched.window * tracks + pitched.track, notes=None, all_pitch=pitched.pitch)
    cell = lines.window * tracks + lines.track
    put(cell, **_of_notes(lines), **_of_intervals(lines), **_among_others(lines, pitched))
    place = (lines.tick - borders[lines.window]) * 131
    for name, content in (("same_notes", place + lines.pitch), ("same_rhythm", place)):
        hashes = np.bincount(cell, _HASHES[content & (_HASH_SIZE - 1)], windows * tracks)
        table[_AT[name]] = _repeats(hashes.reshape(windows, tracks))
    table[_AT["played"]] = table[_ONSETS] > 0
    table[_AT["beats"]] = np.diff(borders)[:, None] / TICKS_PER_BEAT
    return table


def _of_notes(lines: Lines) -> dict[str, np.ndarray | None]:
    return {
        "onsets": None,
        "pitch": lines.pitch,
        "square": lines.pitch**2,
        "velocity": lines.velocity,
        "log_length": np.log2(np.maximum(lines.beats * TICKS_PER_BEAT, 1)),
        "length": lines.beats,
        "offbeat": lines.tick % (TICKS_PER_BEAT // 2) != 0,
    }


def _of_intervals(lines: Lines) -> dict[str, np.ndarray]:
    """The intervals of pitch and time from the previous note of the track to each note."""
    same_track = np.append(False, lines.track[1:] == lines.track[:-1])[: len(lines.track)]
    gap = np.diff(lines.tick, prepend=0)
    inside = same_track & (gap <= _PHRASE_TICKS)
    interval = np.abs(np.diff(lines.pitch, prepend=0)) * inside
    log_gap = np.log2(np.clip(gap, 1, None)) * inside
    beat = lines.tick // TICKS_PER_BEAT
    return {
        "beats_begun": ~same_track | (np.diff(beat, prepend=-1) != 0),
        "steps": (interval == 1) | (interval == 2),
        "repeated": inside & (interval == 0),
        "leaps": interval >= _LEAP,
        "semitones": interval,
        "intervals": inside,
        "gap": log_gap,
        "gap_square": log_gap**2,
    }


def _among_others(lines: Lines, pitched: Pitched) -> dict[str, np.ndarray]:
    """Notes that are the highest struck in their beat, and notes that another doubles in unison or octaves."""
    rising = np.argsort(pitched.pitch.astype(np.int16), kind="stable")
    skyline = np.zeros(int(pitched.tick.max(initial=0)) // TICKS_PER_BEAT + 1, np.int64)
    skyline[pitched.tick[rising] // TICKS_PER_BEAT] = pitched.pitch[rising]  # the last write wins
    struck = np.bincount(_chords(pitched))
    return {
        "top": lines.pitch >= skyline[lines.tick // TICKS_PER_BEAT],
        "doubled": struck[_chords(lines)] > 1,
    }


def _chords(notes: Lines | Pitched) -> np.ndarray:
    """Numbers that are equal for notes struck together in unison or octaves (in very long songs for a few others)."""
    return (notes.tick * 12 + _PITCH_CLASS[notes.pitch]) & (_CHORDS - 1)


def _repeats(table: np.ndarray) -> np.ndarray:
    """True where a track plays the same as one, two or four windows before or after, by hashes (windows, tracks)."""
    found = np.zeros(table.shape, bool)
    for after in _REPEATS_AFTER:
        same = np.abs(table[after:] - table[:-after]) < _EPSILON
        found[after:] |= same
        found[:-after] |= same
    return found & (table > 0)


def _traits(sums: np.ndarray) -> np.ndarray:
    """The traits of shape (traits, ..., tracks) from sums of shape (sums, ..., tracks); 0 for tracks without notes."""
    s = dict(zip(_SUMS, sums, strict=True))
    plays = s["onsets"] > 0
    onsets, intervals, beats = (np.maximum(s[name], _EPSILON) for name in ("onsets", "intervals", "beats"))
    played = np.maximum(s["played"], _EPSILON)
    pitch, velocity, density = s["pitch"] / onsets, s["velocity"] / onsets, s["onsets"] / beats
    single, height = s["onsets"] / np.maximum(s["notes"], _EPSILON), (pitch - 66) / 12
    mean_density = density.sum(-1, keepdims=True) / np.maximum(plays.sum(-1, keepdims=True), 1)
    gap = s["gap"] / intervals
    columns = (
        single,
        single > 0.95,
        (pitch - _share(s["all_pitch"], s["notes"])) / 12,
        height,
        height**2,
        s["beats_begun"] / beats,
        s["steps"] / intervals,
        s["semitones"] / intervals / 4,
        s["repeated"] / intervals,
        s["leaps"] / intervals,
        (velocity - _share(s["velocity"], s["onsets"])) / 16,
        np.log2(density + 0.1),
        np.log2((density + 0.1) / (mean_density + 0.1)),
        s["log_length"] / onsets / 2,
        np.minimum(s["length"] / beats, 2),
        s["top"] / onsets,
        s["doubled"] / onsets,
        s["offbeat"] / onsets,
        s["same_notes"] / played,
        s["same_rhythm"] / played,
        np.sqrt(np.maximum(s["square"] / onsets - pitch**2, 0)) / 4,
        np.sqrt(np.maximum(s["gap_square"] / intervals - gap**2, 0)),
        s["played"] / np.maximum(s["played"].max(-1, keepdims=True), 1),
    )
    return np.stack(columns) * plays


def _share(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The mean over all tracks, of shape (..., 1)."""
    return total.sum(-1, keepdims=True) / np.maximum(count.sum(-1, keepdims=True), _EPSILON)
