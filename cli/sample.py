"""`vae-music sample`: a new piece."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import (
    chance_options,
    existing_options,
    finite,
    known_style,
    load,
    model_option,
    output_option,
)


@click.command(epilog="Example: vae-music sample --style jazz --bars 16 --seed 3 -o new.mid")
@click.option("--style", required=True, metavar="STYLE", help="A style of the model; `vae-music info` lists them.")
@output_option
@model_option
@click.option("--bars", default=16, show_default=True, type=click.IntRange(1, 1000), help="Length of the piece.")
@click.option(
    "--qpm", default=120.0, show_default=True, type=click.FloatRange(10, 500), callback=finite, help="Its tempo."
)
@chance_options
@existing_options
def sample(
    style: str,
    out: Path,
    model_path: Path | None,
    bars: int,
    qpm: float,
    temperature: float,
    seed: int,
    force: bool,
    skip_existing: bool,
) -> None:
    """Write a new piece in a style; another seed gives another piece."""
    model = load(model_path)
    known_style(style, model)
    from vae_music.cli.conversion import make_one

    make_one(out, force, skip_existing, lambda: model.sample(style, bars, temperature, seed, qpm))
