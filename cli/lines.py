"""How things are put on a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from vae_music.errors import MidiError


def printable(text: str) -> str:
    """The text with a question mark for whatever a terminal should not be given."""
    return "".join(char if char.isprintable() else "?" for char in text)


def minutes(seconds: float) -> str:
    """Such as 3:07 or 1:02:45."""
    whole, rest = divmod(round(seconds), 60)
    hours, whole = divmod(whole, 60)
    return f"{hours}:{whole:02}:{rest:02}" if hours else f"{whole}:{rest:02}"


def size(path: Path) -> str:
    """Of a file, such as 640 kB or 1.3 MB."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(round(count / 1e3), 1)} kB"


def tell_failures(failures: Sequence[MidiError]) -> None:
    """A line on stderr for each file that could not be handled; with any of them the command ends with exit code 1."""
    for failure in failures:
        click.echo(f"vae-music: {printable(str(failure))}", err=True)
    if failures:
        raise SystemExit(1)
