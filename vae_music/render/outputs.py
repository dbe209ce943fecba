"""A song written as what a file's name asks for: sound, stems, project, picture or page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from vae_music.audio.sound import SOUND_SUFFIXES
from vae_music.audio.soundfont import SoundFont
from vae_music.errors import RenderError
from vae_music.render.sounds import Progress, sounds_of
from vae_music.song import Song
from vae_music.storage import write_atomically

PICTURE_SUFFIXES = (".png", ".svg", ".pdf")
PAGE_SUFFIXES = (".html", ".htm")
STEMS_SUFFIX, PROJECT_SUFFIX = ".zip", ".dawproject"
SUFFIXES = (*SOUND_SUFFIXES, STEMS_SUFFIX, PROJECT_SUFFIX, *PICTURE_SUFFIXES, *PAGE_SUFFIXES)


def render_to(
    path: Path,
    songs: Mapping[str, Song],
    title: str,
    progress: Progress | None = None,
    font: SoundFont | None = None,
) -> None:
    """Write a file, first under a temporary name.

    Args:
        path: its suffix, one of SUFFIXES, says what it is to be.
        songs: a name for each: one, or two that pictures and pages show one beside the other; all else is of the first.
        title: of a page and of a project.
        progress: of the sound.
        font: what is heard is played with; by default `general_midi`.

    Raises RenderError, which names the file.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise RenderError(f"{path}: a name must end in one of {', '.join(SUFFIXES)}")
    write_output(path, lambda: _content(suffix, songs, title, progress, font))


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


def _content(
    suffix: str, songs: Mapping[str, Song], title: str, progress: Progress | None, font: SoundFont | None
) -> bytes:
    song = next(iter(songs.values()))
    if suffix in SOUND_SUFFIXES:
        return sounds_of([song], progress, suffix[1:], font)[0].content
    if suffix == STEMS_SUFFIX:
        from vae_music.render.stems import stems_zip

        return stems_zip(song, font, progress)
    if suffix == PROJECT_SUFFIX:
        from vae_music.render.dawproject import dawproject

        return dawproject(song, title)
    if suffix in PICTURE_SUFFIXES:
        from vae_music.render.pictures import draw_songs

        return draw_songs(dict(songs)).to_bytes(suffix[1:])
    from vae_music.render.page import Take, player_page

    takes, sounds = [Take(*named) for named in songs.items()], sounds_of(list(songs.values()), progress, font=font)
    return player_page(title, takes, sounds=sounds, font=font).encode(errors="replace")
