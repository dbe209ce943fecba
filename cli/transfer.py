"""`vae-music transfer`: a song, or a folder of them, in another style."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.options import existing, existing_options, finite, input_argument, load, model_option, output_option
from vae_music.cli.rendering import Extras, extra_options

if TYPE_CHECKING:
    from vae_music.song import Song


@click.command(epilog="Example: vae-music transfer song.mid --style jazz -o jazzy.mid --report jazzy.html")
@input_argument
@click.option("--style", required=True, metavar="STYLE", help="A style of the model; `vae-music info` lists them.")
@output_option
@model_option
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
@extra_options
@existing_options
def transfer(
    source: Path,
    style: str,
    out: Path,
    model_path: Path | None,
    strength: float,
    temperature: float,
    seed: int,
    audio: Path | None,
    report: Path | None,
    force: bool,
    skip_existing: bool,
) -> None:
    """Give INPUT, a MIDI file or a folder of them, another style.

    Tempo, metre, keys, markers and length stay. Of a folder, each song is written at its relative path.
    """
    wanted, model = existing(force, skip_existing), load(model_path)
    from vae_music.cli.conversion import convert_all
    from vae_music.latent import StyleError, style_weights

    try:
        style_weights(style, model.styles)
    except StyleError as error:
        raise click.BadParameter(str(error), param_hint="--style") from error
    extras = Extras(audio, report, wanted)
    extras.check(source)

    def change(song: Song, strength: float = strength) -> Song:
        return model.transfer(song, style, strength, temperature, seed)

    convert_all(source, out, wanted, extras.keeping(change))
    extras.write(source.stem, style, strength, change, model.classify)
