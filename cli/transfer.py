"""`vae-music transfer`: a song, or a folder of them, in another style."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.options import (
    existing,
    existing_options,
    finite,
    input_argument,
    installed_runtime,
    load_or_connect,
    model_option,
    output_option,
    rest_option,
    runtime_option,
    server_option,
)

if TYPE_CHECKING:
    from vae_music.song import Song


@click.command(epilog="Example: vae-music transfer song.mid --style jazz -o jazzy.mid")
@input_argument
@click.option("--style", required=True, metavar="STYLE", help="A style of the model; `vae-music info` lists them.")
@output_option
@model_option
@server_option
@rest_option
@runtime_option
@click.option(
    "--strength",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1.5),
    callback=finite,
    help="How far to go: 0 leaves the style, 1 is the style, above 1 exaggerates it.",
)
@click.option(
    "--temperature",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 10),
    callback=finite,
    help="0 takes the likeliest notes, 1 leaves them to chance.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="The same seed, the same chance.")
@existing_options
def transfer(
    source: Path,
    style: str,
    out: Path,
    model_path: Path | None,
    server: str | None,
    rest: str | None,
    runtime: str | None,
    strength: float,
    temperature: float,
    seed: int,
    force: bool,
    skip_existing: bool,
) -> None:
    """Give INPUT, a MIDI file or a folder of them, another style.

    Tempo, metre, keys, markers and length stay. Of a folder, each song is written at its relative path.
    """
    wanted, chosen = existing(force, skip_existing), installed_runtime(runtime)
    model = load_or_connect(model_path, server, rest, chosen)
    from vae_music.cli.conversion import convert_all
    from vae_music.latent import StyleError, style_weights

    try:
        style_weights(style, model.styles)
    except StyleError as error:
        raise click.BadParameter(str(error), param_hint="--style") from error
    tensorflow = rest is None and (chosen == "tensorflow" or temperature > 0)

    def change(song: Song) -> Song:
        return model.transfer(song, style, strength, temperature, seed)

    convert_all(source, out, wanted, change, tensorflow)
