"""The embedded corpus, arranged once for all tests."""

from __future__ import annotations

from functools import cache

from vae_music.demo import EmbeddedSong, embedded_corpus
from vae_music.song import Song, Track


@cache
def corpus() -> tuple[EmbeddedSong, ...]:
    return tuple(embedded_corpus(variations=1))


def track(song: Song, name: str) -> Track:
    return next(part for part in song.tracks if part.name == name)
