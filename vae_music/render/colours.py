"""One colour an instrument, the same in every picture and on every page; readable on white and on black."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle

from vae_music.song import Song

PALETTE = (
    *("#3b82f6", "#f97316", "#0fae7c", "#e0247a", "#8b5cf6", "#d19f06"),
    *("#0aa5c2", "#ef4444", "#82a816", "#a8674a", "#c33fd6", "#e58a9f"),
)
DRUMS = "#5b6472"


def colours_of(songs: Iterable[Song]) -> dict[int, str]:
    """A colour for each program that sounds in some songs, in order of program."""
    programs = {track.program for song in songs for track in song.tracks if len(track) and not track.is_drum}
    return dict(zip(sorted(programs), cycle(PALETTE), strict=False))
