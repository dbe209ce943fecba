"""Tracks of a song that are named on the way to a model: those that are muted, kept, or have the melody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.general_midi import label
from vae_music.rolls.instrument_tracks import BASS_TRACK, DRUM_TRACK, TUNE_TRACK
from vae_music.rolls.tune import Tune
from vae_music.song import Song, Track
from vae_music.text import did_you_mean, printable

_ROUNDED_BEATS = 1 / 12


class TrackError(MidiError):
    """A track that a song does not have."""


class Tracks(NamedTuple):
    """Tracks by number, counted from 1, or by name.

    melody: has the tune. keep: stay exactly as they are, beside what is new. mute: are taken out of the source.
    """

    melody: int | str | None = None
    keep: tuple[int | str, ...] = ()
    mute: tuple[int | str, ...] = ()


def find_track(song: Song, wanted: int | str) -> int:
    """The index of the track with a name, or with a number, counted from 1.

    The name of a track without one is its instrument; upper and lower case are alike. Raises TrackError for a track
    that there is not, and for a name that several tracks have.
    """
    if isinstance(wanted, int) and 1 <= wanted <= len(song.tracks):
        return wanted - 1
    names = [label(track).lower() for track in song.tracks]
    name = printable(str(wanted).strip()).lower()
    if names.count(name) == 1:
        return names.index(name)
    if name in names:
        several = ", ".join(str(number) for number, other in enumerate(names, 1) if other == name)
        raise TrackError("the song", f"several tracks are called {name!r}; give the number of one: {several}")
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(names):
        return int(name) - 1
    there = ", ".join(f"{number} {label(track)}" for number, track in enumerate(song.tracks, 1))
    raise TrackError("the song", f"no track {printable(wanted)!r}, only {there}{did_you_mean(name, names)}")


def silenced(song: Song, tracks: Iterable[int]) -> Song:
    """The song with some of its tracks empty, so that the others keep their numbers."""
    muted = set(tracks)
    empty = Track.of([])
    return replace(song, tracks=tuple(empty if index in muted else track for index, track in enumerate(song.tracks)))


def tune_json(song: Song, tune: Tune) -> list[dict[str, int | str]]:
    """The stretches of the tune as JSON holds them; tracks and bars are counted from 1."""
    return [
        {"track": track + 1, "name": label(song.tracks[track]), "first_bar": first + 1, "last_bar": last + 1}
        for track, first, last in tune.stretches
    ]


def tune_text(stretches: Iterable[Mapping[str, int | str]]) -> str:
    """The tune in words, from what `tune_json` gives: `vocals (track 4), bars 9-88; guitar (track 2), bars 89-104`."""
    words = (f"{s['name']} (track {s['track']}), bars {s['first_bar']}-{s['last_bar']}" for s in stretches)
    return "; ".join(words) or "none"


def with_exact_tune(new: Song, song: Song, tune: Tune) -> Song:
    """The new version with the tune of the source instead of its own, note for note, on the instruments it chose."""
    notes = song.notes()
    rows = np.stack([notes.onset, notes.duration, notes.pitch, notes.velocity], axis=1)[tune.notes]
    chosen = [(onset, track.program) for track in new.tracks if track.name == TUNE_TRACK for onset in track.onset]
    begun, programs = np.array(sorted(chosen) or [(0.0, 0)]).T
    latest = np.searchsorted(begun, rows[:, 0] + _ROUNDED_BEATS, side="right") - 1
    program = programs[np.maximum(latest, 0)]
    tunes = (Track.of(rows[program == one], int(one), name=TUNE_TRACK) for one in np.unique(program))
    return replace(new, tracks=(*tunes, *(track for track in new.tracks if track.name != TUNE_TRACK)))


def with_kept_tracks(new: Song, song: Song, kept: Iterable[int], tune: Tune, bass: Iterable[int]) -> Song:
    """The new version beside tracks of the source that stay as they are; what these play is not played a second time.

    Args:
        bass: the tracks that are the source's bass.
    """
    kept = sorted(set(kept))
    doubled = set()
    if set(kept) & set(bass):
        doubled.add(BASS_TRACK)
    if any(song.tracks[index].is_drum for index in kept):
        doubled.add(DRUM_TRACK)
    left = tuple(
        _resting(track, song, kept, tune) if track.name == TUNE_TRACK else track
        for track in new.tracks
        if track.name not in doubled
    )
    staying = tuple(song.tracks[index] for index in kept)
    return replace(new, tracks=(*staying, *(track for track in left if len(track))))


def _resting(track: Track, song: Song, kept: list[int], tune: Tune) -> Track:
    """The new tune, silent in the bars in which a kept track has the tune."""
    downbeats, sounding = song.downbeats(), np.ones(len(track), bool)
    for stretch in tune.stretches:
        if stretch.track in kept:
            first, end = downbeats[stretch.first_bar], downbeats[stretch.last_bar + 1]
            sounding &= (track.onset < first) | (track.onset >= end)
    columns = (track.onset, track.duration, track.pitch, track.velocity)
    onset, duration, pitch, velocity = (column[sounding] for column in columns)
    return replace(track, onset=onset, duration=duration, pitch=pitch, velocity=velocity)
