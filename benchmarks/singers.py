"""Songs in which one track is known to sing, by its name or by the lyrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from vae_music.errors import MidiError
from vae_music.midi.folder import find_songs
from vae_music.midi.read import read_song
from vae_music.rolls.tune_lines import upper_lines, window_borders
from vae_music.rolls.tune_names import HAS_THE_WORDS, SINGS, evidence_of_tracks
from vae_music.song import Song

FEWEST_NOTES = 16


def singer_of(song: Song) -> int | None:
    """The one track that is known to sing, or None if none or several are, or if nothing else plays."""
    pitched = [index for index, track in enumerate(song.tracks) if not track.is_drum]
    if len(pitched) < 2:
        return None
    rank = evidence_of_tracks(song, upper_lines(song, song.notes(), window_borders(song)[0])[0])
    highest = HAS_THE_WORDS if HAS_THE_WORDS in rank else SINGS
    sings = [int(track) for track in np.flatnonzero(rank == highest) if len(song.tracks[track]) >= FEWEST_NOTES]
    return sings[0] if len(sings) == 1 else None


def hidden(song: Song) -> Song:
    """The song without names and lyrics."""
    return replace(song, tracks=tuple(replace(track, name="") for track in song.tracks), lyrics=())


def songs_in(folders: tuple[Path, ...]) -> Iterator[tuple[Path, Song]]:
    """The songs of folders that can be read."""
    for path in (path for folder in folders for path in find_songs(folder)[0]):
        try:
            yield path, read_song(path)
        except MidiError:
            continue
