"""The files of a version that a musician takes away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from vae_music.audio.soundfont import SoundFont
from vae_music.midi.write import song_to_bytes
from vae_music.render.dawproject import dawproject
from vae_music.render.page import Take, player_page
from vae_music.render.sounds import Progress, sounds_of
from vae_music.render.stems import stems_zip
from vae_music.song import Song


class Asked(NamedTuple):
    """The version that a file is made of; its label and styles are empty for the source itself.

    font: by default `general_midi`.
    """

    song: Song
    source: Song
    title: str
    label: str
    styles: str
    font: SoundFont | None
    progress: Progress


class Kind(NamedTuple):
    """A kind of file: its media type, and what makes the bytes of one."""

    media_type: str
    make: Callable[[Asked], bytes]


def _sound(asked: Asked, kind: str) -> bytes:
    return sounds_of([asked.song], asked.progress, kind, asked.font)[0].content


def _page(asked: Asked) -> bytes:
    songs = {"before": asked.source} | ({f"version {asked.label}": asked.song} if asked.label else {})
    sounds = sounds_of(list(songs.values()), asked.progress, font=asked.font)
    takes = [Take(label, song) for label, song in songs.items()]
    page = player_page(asked.title, takes, asked.styles or None, sounds=sounds, font=asked.font)
    return page.encode(errors="replace")


KINDS = {
    "mid": Kind("audio/midi", lambda asked: song_to_bytes(asked.song)),
    "wav": Kind("audio/wav", lambda asked: _sound(asked, "wav")),
    "mp3": Kind("audio/mpeg", lambda asked: _sound(asked, "mp3")),
    "zip": Kind("application/zip", lambda asked: stems_zip(asked.song, asked.font, asked.progress)),
    "dawproject": Kind("application/zip", lambda asked: dawproject(asked.song, asked.title)),
    "html": Kind("text/html; charset=utf-8", _page),
}
"""What can be had, by suffix."""


def file_name(asked: Asked, suffix: str) -> str:
    """The name of a file, such as `Song - A jazz.mid`."""
    parts = [asked.title, " ".join(filter(None, [asked.label, asked.styles]))]
    return f"{' - '.join(filter(None, parts))[:150]}.{suffix}"
