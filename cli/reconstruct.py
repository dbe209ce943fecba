"""`vae-music reconstruct`: a song encoded and decoded, which shows what the model can represent."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import (
    existing,
    existing_options,
    inputs_argument,
    json_option,
    load,
    model_option,
    output_option,
    runtime_option,
)


@click.command(epilog="Example: vae-music reconstruct song.mid -o heard.mid")
@inputs_argument
@output_option
@model_option
@runtime_option
@existing_options
@json_option
def reconstruct(
    sources: tuple[Path, ...],
    out: Path,
    model_path: Path | None,
    runtime: str | None,
    force: bool,
    skip_existing: bool,
    as_json: bool,
) -> None:
    """Encode and decode each INPUT, a MIDI file, - or a folder of MIDI files, without changing its style."""
    wanted = existing(force, skip_existing)
    model = load(model_path, runtime)
    from vae_music.cli.conversion import Conversion, convert_all

    convert_all(Conversion(sources, out, wanted, lambda song, _: model.reconstruct(song), as_json))
