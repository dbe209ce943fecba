"""`vae-music sample`: a new piece in a style."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.energy import energy_option
from vae_music.cli.options import (
    PATH,
    NewSong,
    finite,
    known_style,
    known_variant,
    load,
    new_song_options,
    style_option,
    variant_option,
)

if TYPE_CHECKING:
    from vae_music.inference.energy import BarsLevel


@click.command()
@style_option("Style of the model")
@click.option("--like", type=PATH, metavar="EXAMPLE.mid", help="Take the manner of this song instead of a style.")
@click.option(
    "--bars", default=16, show_default=True, type=click.IntRange(1, 1000), help="Length of the piece in bars."
)
@click.option(
    "--qpm",
    default=120.0,
    show_default=True,
    type=click.FloatRange(10, 500),
    callback=finite,
    help="Tempo in quarter notes per minute.",
)
@variant_option
@energy_option
@new_song_options
def sample(
    style: str | None,
    like: Path | None,
    bars: int,
    qpm: float,
    variant: int | None,
    energy: tuple[BarsLevel, ...] | None,
    new: NewSong,
) -> None:
    """Write a new piece in a style; another seed gives another piece.

    \b
    Examples:
      vae-music sample --style jazz --bars 16 --seed 3 -o new.mid
      vae-music sample --like example.mid --energy "1-8:1, 9-:4" -o grows.mid
    """
    if (style is None) == (like is None):
        raise click.UsageError("give either a style with --style or a song with --like")
    if like is not None and variant is not None:
        raise click.UsageError("--variant selects a band of a style, and --like names none")
    model = load(new.model_path)
    style = style and known_style(style, model)
    known_variant(variant, model)
    from vae_music.cli.conversion import make_one

    make_one(
        new,
        lambda: model.sample(style, bars, new.temperature, new.seed, qpm, variant=variant, like=like, energy=energy),
    )
