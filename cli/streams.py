"""Standard input and output, which `-` names in the place of a MIDI file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vae_music.song import Song

STANDARD = Path("-")
"""The path that stands for standard input or output; that of a file of this name is absolute."""

_KEPT = "vae_music.cli.streams"


class SongPath(click.Path):
    """The type of a path of a MIDI file, or of `-`."""

    def __init__(self, exists: bool = False, dir_okay: bool = True):
        super().__init__(exists=exists, dir_okay=dir_okay, allow_dash=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; `./-` is the path of a file."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        return Path.cwd() / path if path == STANDARD and os.fspath(value) != "-" else path


def song_of(path: Path) -> Song:
    """The song of a path, or of standard input. Raises MidiError as `read_song` does."""
    from vae_music.midi.read import read_song

    return _song_on_stdin() if path == STANDARD else read_song(path)


def path_or_song(path: Path) -> Path | Song:
    """The path for functions that read it themselves, or the song of standard input."""
    return song_of(path) if path == STANDARD else path


def name_of(path: Path) -> str:
    """The name of a song without the suffix of its file."""
    return "stdin" if path == STANDARD else path.stem


def check_stdout() -> None:
    """Refuse, as wrong usage, to write bytes to a terminal."""
    if sys.stdout.buffer.isatty():
        raise click.BadParameter(
            "a MIDI file is not for a terminal: redirect it to a file or a program", param_hint="-o"
        )


def write_to_stdout(song: Song) -> None:
    """Write a song to standard output as the bytes of a MIDI file."""
    from vae_music.midi.write import song_to_bytes

    out = sys.stdout.buffer
    out.write(song_to_bytes(song))
    out.flush()


def _song_on_stdin() -> Song:
    """The song on standard input, which can be read only once in a command."""
    kept = click.get_current_context().meta
    if _KEPT not in kept:
        kept[_KEPT] = _read_stdin()
    return kept[_KEPT]


def _read_stdin() -> Song:
    from vae_music.midi.header import within_size
    from vae_music.midi.limits import MAX_BYTES
    from vae_music.midi.read import song_from_bytes

    name = "standard input"
    return song_from_bytes(within_size(sys.stdin.buffer.read(MAX_BYTES + 1), name), name)
