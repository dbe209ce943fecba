"""`vae-music reconstruct`: what the model can hold of a song."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import existing, existing_options, input_argument, load, model_option, output_option


@click.command(epilog="Example: vae-music reconstruct song.mid -o heard.mid")
@input_argument
@output_option
@model_option
@existing_options
def reconstruct(source: Path, out: Path, model_path: Path | None, force: bool, skip_existing: bool) -> None:
    """Encode and decode INPUT, a MIDI file or a folder of them, without a change of style."""
    wanted, model = existing(force, skip_existing), load(model_path)
    from vae_music.cli.conversion import convert_all

    convert_all(source, out, wanted, model.reconstruct)
