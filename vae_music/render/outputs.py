"""A song written as what a file's name asks for: sound, picture or page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vae_music.audio.sound import SOUND_SUFFIXES
from vae_music.errors import RenderError
from vae_music.render.sounds import Progress, sounds_of
from vae_music.song import Song
from vae_music.storage import write_atomically

PICTURE_SUFFIXES = (".png", ".svg", ".pdf")
PAGE_SUFFIXES = (".html", ".htm")
SUFFIXES = (*SOUND_SUFFIXES, *PICTURE_SUFFIXES, *PAGE_SUFFIXES)


def render_to(path: Path, songs: Mapping[str, Song], title: str, progress: Progress | None = None) -> None:
    """Write a file, first under a temporary name.

    Args:
        path: its suffix, one of SUFFIXES, says what it is to be.
        songs: a name for each: one, or two that are shown one beside the other; the first is what a sound is made of.
        title: of a page.
        progress: of the sound.

    Raises RenderError, which names the file.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RenderError(f"{path}: a name must end in one of {', '.join(SUFFIXES)}")
    write_output(path, lambda: _content(suffix, songs, title, progress))


def write_page(path: Path, html: Callable[[], str]) -> None:
    """Make a page and write it, first under a temporary name. Raises RenderError, which names the file."""
    write_output(path, lambda: html().encode(errors="replace"))  # a file's name need not be text


def write_output(path: Path, content: Callable[[], bytes]) -> None:
    """Make the content of a file and write it, as `write_page` does."""
    try:
        write_atomically(path, content())
    except RenderError as error:
        raise RenderError(f"{path}: {error}") from error
    except OSError as error:
        raise RenderError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _content(suffix: str, songs: Mapping[str, Song], title: str, progress: Progress | None) -> bytes:
    if suffix in SOUND_SUFFIXES:
        return sounds_of([next(iter(songs.values()))], progress, suffix[1:])[0].content
    if suffix in PICTURE_SUFFIXES:
        from vae_music.render.pictures import draw_songs

        return draw_songs(dict(songs)).to_bytes(suffix[1:])
    from vae_music.render.page import Take, player_page

    takes, sounds = [Take(name, song) for name, song in songs.items()], sounds_of(list(songs.values()), progress)
    return player_page(title, takes, sounds=sounds).encode(errors="replace")
