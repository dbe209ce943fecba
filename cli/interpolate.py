"""`vae-music interpolate`: a bridge of bars between two songs."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import PATH, chance_options, existing_options, load, model_option, output_option


@click.command(epilog="Example: vae-music interpolate verse.mid chorus.mid --bars 4 -o bridge.mid")
@click.argument("one", metavar="A", type=PATH)
@click.argument("other", metavar="B", type=PATH)
@output_option
@model_option
@click.option("--bars", default=8, show_default=True, type=click.IntRange(1, 1000), help="Length of the bridge.")
@chance_options
@existing_options
def interpolate(
    one: Path,
    other: Path,
    out: Path,
    model_path: Path | None,
    bars: int,
    temperature: float,
    seed: int,
    force: bool,
    skip_existing: bool,
) -> None:
    """Write the bars that lead from the end of A to the beginning of B."""
    model = load(model_path)
    from vae_music.cli.conversion import make_one

    make_one(out, force, skip_existing, lambda: model.interpolate(one, other, bars, temperature, seed))
