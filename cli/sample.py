"""`vae-music sample`: a new piece in a style."""

from __future__ import annotations

import click

from vae_music.cli.options import (
    NewSong,
    finite,
    known_style,
    known_variant,
    load,
    new_song_options,
    style_option,
    variant_option,
)


@click.command(epilog="Example: vae-music sample --style jazz --bars 16 --seed 3 -o new.mid")
@style_option("Style of the model", required=True)
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
@new_song_options
def sample(style: str, bars: int, qpm: float, variant: int | None, new: NewSong) -> None:
    """Write a new piece in a style; another seed gives another piece."""
    model = load(new.model_path)
    style = known_style(style, model)
    known_variant(variant, model)
    from vae_music.cli.conversion import make_one

    make_one(new, lambda: model.sample(style, bars, new.temperature, new.seed, qpm, variant=variant))
