"""The tune of a song: the notes that are sung or played as its melody, in whatever tracks they are.

Names and lyrics count, and where they tell nothing, the traits of the tracks. The tune may move and rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vae_music.rolls.outline import outline
from vae_music.rolls.tune_lines import TICKS_PER_BEAT, Lines, Pitched, upper_lines, window_borders
from vae_music.rolls.tune_names import evidence_of_tracks
from vae_music.rolls.tune_path import REST, likeliest_tracks
from vae_music.rolls.tune_traits import traits_of_tracks
from vae_music.song import Notes, Song

_OCTAVE = 12
_LEGATO_TICKS = 3
# A track with so many onsets for each note is one voice: notes of it that overlap are legato, not harmony.
_ONE_VOICE = 0.9


class Stretch(NamedTuple):
    """Bars in which a track has the tune, from the first to the last, counted from 0; both belong to it."""

    track: int
    first_bar: int
    last_bar: int


@dataclass(frozen=True, eq=False)
class Tune:
    """The tune of a song.

    notes: True for the notes of the tune, in the order of `Song.notes()`; no two of them begin together.
    stretches: the tracks that have it, in order, without overlaps; between them it rests.
    """

    notes: np.ndarray
    stretches: tuple[Stretch, ...]

    def main_track(self, song: Song) -> int:
        """The track with the most notes of the tune, or -1 if it has none."""
        owners = song.notes().track[self.notes]
        return int(np.bincount(owners).argmax()) if len(owners) else REST


def find_tune(song: Song, names: bool = True) -> Tune:
    """Find the tune of a song; without `names`, from the notes alone."""
    notes = song.notes()
    is_tune = np.zeros(len(notes.onset), bool)
    borders, bars = window_borders(song)
    lines, pitched = upper_lines(song, notes, borders)
    if not len(lines.note):
        return Tune(is_tune, ())
    rank = evidence_of_tracks(song, lines) if names else np.zeros(len(song.tracks), np.int64)
    path = likeliest_tracks(traits_of_tracks(lines, pitched, borders, len(song.tracks)), rank)
    is_tune[_line_through(path, lines, pitched, notes)] = True
    return Tune(is_tune, _stretches(path, lines, bars, song.bar_count))


def tune_of_track(song: Song, track: int) -> Tune:
    """The tune where it is known to be in one track, from its first note to its last."""
    notes = song.notes()
    is_tune = np.zeros(len(notes.onset), bool)
    borders, bars = window_borders(song)
    lines, pitched = upper_lines(song, notes, borders)
    if not np.any(lines.track == track):
        return Tune(is_tune, ())
    path = np.full(int(max(lines.window.max(), pitched.window.max())) + 1, track)
    is_tune[_line_through(path, lines, pitched, notes)] = True
    return Tune(is_tune, _stretches(path, lines, bars, song.bar_count))


def _line_through(path: np.ndarray, lines: Lines, pitched: Pitched, notes: Notes) -> np.ndarray:
    """The indices of the notes of the tune, one at a time, that the track of each window plays."""
    top = np.flatnonzero(path[lines.window] == lines.track)
    top = top[np.argsort(lines.tick[top], kind="stable")]
    note, tick, pitch = lines.note[top], lines.tick[top], lines.pitch[top]
    everything = np.flatnonzero(path[pitched.window] == pitched.track)
    note, pitch = _in_one_octave(note, tick, pitch, pitched.take(everything))
    end = np.floor((notes.onset[note] + notes.duration[note]) * TICKS_PER_BEAT + 0.5).astype(np.int64)
    single = _singleness(lines, pitched)[notes.track[note]]
    return note[outline(tick, np.where(single > _ONE_VOICE, tick, end - _LEGATO_TICKS), pitch)]


def _singleness(lines: Lines, pitched: Pitched) -> np.ndarray:
    """The onsets of each track for each of its notes; shape (tracks,)."""
    notes = np.bincount(pitched.track)
    return np.bincount(lines.track, minlength=len(notes)) / np.maximum(notes, 1)


def _in_one_octave(
    note: np.ndarray, tick: np.ndarray, pitch: np.ndarray, among: Pitched
) -> tuple[np.ndarray, np.ndarray]:
    """Notes and pitches of a line, each an octave lower where it is doubled there and the line is nearer to that."""
    key = among.tick * 128 + among.pitch
    order = np.argsort(key, kind="stable")
    wanted = tick * 128 + pitch - _OCTAVE
    place = order[np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)] if len(key) else tick
    doubled = key[place] == wanted if len(key) else np.zeros(0, bool)
    if not doubled.any() or doubled.all():  # in octaves throughout, the line is the upper one
        return note, pitch
    around = np.interp(tick, tick[~doubled], pitch[~doubled])
    lower = doubled & (np.abs(pitch - _OCTAVE - around) < np.abs(pitch - around))
    return np.where(lower, among.note[place], note), np.where(lower, pitch - _OCTAVE, pitch)


def _stretches(path: np.ndarray, lines: Lines, bars: int, bar_count: int) -> tuple[Stretch, ...]:
    """The stretches of a path, each from the first bar to the last in which its track begins a note."""
    sung = np.unique(lines.window[path[lines.window] == lines.track])
    owner = path[sung]
    run = np.cumsum(path[1:] != path[:-1]) if len(path) > 1 else np.zeros(0, np.int64)
    run = np.append(0, run)[sung]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    last = np.append(first[1:], len(sung))[: len(first)] - 1
    return tuple(
        Stretch(int(owner[a]), int(sung[a]) * bars, min(int(sung[b] + 1) * bars, bar_count) - 1)
        for a, b in zip(first.tolist(), last.tolist(), strict=True)
    )
