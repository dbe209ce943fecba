"""Lines of output: the format of sizes, JSON, and error messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from vae_music.errors import MidiError
from vae_music.text import printable


def size(path: Path) -> str:
    """The size of a file as text, such as 640 kB or 1.3 MB."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(round(count / 1e3), 1)} kB"


def tell_json(told: Mapping[str, Any]) -> None:
    """Print JSON for scripts; nothing else must be written to stdout."""
    click.echo(json.dumps(told, indent=1))


def tell_failures(failures: Sequence[MidiError]) -> None:
    """Print a line on stderr for each file that could not be handled; if there are any, exit with code 1."""
    for failure in failures:
        click.echo(f"vae-music: {printable(str(failure))}", err=True)
    if failures:
        raise SystemExit(1)
