"""`vae-music mix`: a song between two."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import PATH, chance_options, existing_options, finite, load, model_option, output_option


@click.command(epilog="Example: vae-music mix song.mid other.mid --weight 0.3 -o both.mid")
@click.argument("one", metavar="A", type=PATH)
@click.argument("other", metavar="B", type=PATH)
@output_option
@model_option
@click.option(
    "--weight",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    callback=finite,
    help="How much of B is in it: 0 is A, 1 is B.",
)
@chance_options
@existing_options
def mix(
    one: Path,
    other: Path,
    out: Path,
    model_path: Path | None,
    weight: float,
    temperature: float,
    seed: int,
    force: bool,
    skip_existing: bool,
) -> None:
    """Write a mixture of A and B, with the tempo, metre and length of A."""
    model = load(model_path)
    from vae_music.cli.conversion import make_one

    make_one(out, force, skip_existing, lambda: model.mix(one, other, weight, temperature, seed))
