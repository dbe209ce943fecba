"""The cheapest baseline of transfer: the same notes on other instruments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from vae_music.ordering import order_by
from vae_music.rolls.quantize import on_grid
from vae_music.rolls.roles import find_bass
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Song

_MELODY, _BASS, _ACCOMPANIMENT = range(3)
_DRUMS = -1


class Band(NamedTuple):
    """The instruments that a style's songs use most.

    melody, bass: programs. accompaniment: programs, the commonest first. kit: program of the drums, None where most
    songs have none.
    """

    melody: int
    bass: int
    accompaniment: tuple[int, ...]
    kit: int | None


def usual_band(songs: Iterable[Song]) -> Band:
    """The band of some songs, at least one: the programs that play each role in most of them."""
    votes: dict[int, Counter[int]] = {role: Counter() for role in (_MELODY, _BASS, _ACCOMPANIMENT, _DRUMS)}
    heard = 0
    for song in songs:
        heard += 1
        played = {(role, track.program) for role, track in zip(_roles(song), song.tracks, strict=True) if len(track)}
        for role, program in sorted(played):
            votes[role][program] += 1
    drums = votes[_DRUMS].most_common(1)
    first = {role: [program for program, _ in votes[role].most_common()] or [0] for role in votes}
    return Band(
        first[_MELODY][0],
        first[_BASS][0],
        tuple(first[_ACCOMPANIMENT]),
        drums[0][0] if votes[_DRUMS].total() > heard / 2 else None,
    )


def swapped(song: Song, band: Band) -> Song:
    """The song played by a band.

    The accompanying programs, those with the most notes first, are replaced by those of the band in turn. Drums are
    left out if the band has none.
    """
    roles = _roles(song)
    busy: Counter[int] = Counter()
    for role, track in zip(roles, song.tracks, strict=True):
        if role == _ACCOMPANIMENT:
            busy[track.program] += len(track)
    player = {
        program: band.accompaniment[place % len(band.accompaniment)]
        for place, (program, _) in enumerate(busy.most_common())
    }
    tracks = []
    for role, track in zip(roles, song.tracks, strict=True):
        if role == _DRUMS:
            tracks += [replace(track, program=band.kit)] if band.kit is not None else []
        else:
            program = player[track.program] if role == _ACCOMPANIMENT else (band.melody, band.bass)[role]
            tracks.append(replace(track, program=program))
    return replace(song, tracks=tuple(tracks))


def _roles(song: Song) -> list[int]:
    """The role of each track."""
    spec = RollSpec()
    notes, is_drum = on_grid(song, spec, int(np.ceil(song.length_beats * spec.steps_per_beat)) + 1)
    notes = notes.take(np.flatnonzero(np.logical_not(is_drum)))
    notes = notes.take(order_by(notes.step, 127 - notes.pitch))
    melody = find_tune(song).main_track(song)
    bass = find_bass(notes, len(song.tracks), melody)

    def role(index: int) -> int:
        if song.tracks[index].is_drum:
            return _DRUMS
        return _MELODY if index == melody else _BASS if index in bass else _ACCOMPANIMENT

    return [role(index) for index in range(len(song.tracks))]
