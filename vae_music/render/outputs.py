"""A song written as what a file's name asks for: sound, picture or page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vae_music.audio.sound import SOUND_SUFFIXES, song_to_sound
from vae_music.errors import RenderError
from vae_music.song import Song
from vae_music.storage import write_atomically

PICTURE_SUFFIXES = (".png", ".svg", ".pdf")
PAGE_SUFFIXES = (".html", ".htm")
SUFFIXES = (*SOUND_SUFFIXES, *PICTURE_SUFFIXES, *PAGE_SUFFIXES)


def render_to(path: Path, songs: Mapping[str, Song], title: str) -> None:
    """Write a file, first under a temporary name.

    Args:
        path: its suffix, one of SUFFIXES, says what it is to be.
        songs: a name for each: one, or two that are shown one beside the other; the first is what a sound is made of.
        title: of a page.

    Raises RenderError, which names the file.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RenderError(f"{path}: a name must end in one of {', '.join(SUFFIXES)}")
    _write(path, lambda: _content(suffix, songs, title))


def write_page(path: Path, html: Callable[[], str]) -> None:
    """Make a page and write it, first under a temporary name. Raises RenderError, which names the file."""
    _write(path, lambda: html().encode(errors="replace"))  # a file's name need not be text


def _write(path: Path, content: Callable[[], bytes]) -> None:
    try:
        write_atomically(path, content())
    except RenderError as error:
        raise RenderError(f"{path}: {error}") from error
    except OSError as error:
        raise RenderError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _content(suffix: str, songs: Mapping[str, Song], title: str) -> bytes:
    if suffix in SOUND_SUFFIXES:
        return song_to_sound(next(iter(songs.values()))).to_bytes(suffix[1:])
    if suffix in PICTURE_SUFFIXES:
        from vae_music.render.pictures import draw_songs

        return draw_songs(dict(songs)).to_bytes(suffix[1:])
    from vae_music.render.page import Take, player_page

    return player_page(title, [Take(name, song) for name, song in songs.items()]).encode(errors="replace")
