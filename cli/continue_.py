"""`vae-music continue`: a song, and new bars with which it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.energy import energy_option
from vae_music.cli.options import (
    SONG,
    NewSong,
    known_style,
    known_variant,
    load,
    new_song_options,
    style_option,
    variant_option,
)
from vae_music.cli.streams import path_or_song

if TYPE_CHECKING:
    from vae_music.inference.energy import BarsLevel


@click.command("continue")
@click.argument("source", metavar="SONG", type=SONG)
@click.option("--bars", default=8, show_default=True, type=click.IntRange(1, 1000), help="Number of new bars.")
@style_option("Style of the new bars; by default they are played as SONG is")
@variant_option
@energy_option
@new_song_options
def continue_(
    source: Path, bars: int, style: str | None, variant: int | None, energy: tuple[BarsLevel, ...] | None, new: NewSong
) -> None:
    """Write SONG, and after its last bar new ones, in its own manner, tempo, metre and key.

    They lead on from where SONG last plays as usual, so that a fade-out or a last held note is passed over. The bars of
    --energy are counted from the first new one. Another seed goes on otherwise.

    \b
    Examples:
      vae-music continue song.mid --bars 8 -o longer.mid
      vae-music continue song.mid --bars 16 --style jazz --energy "1-8:2, 9-:4" --seed 3 -o ending.mid
    """
    if style is None and variant is not None:
        raise click.UsageError("--variant selects a band of a style, and there is no --style")
    model = load(new.model_path)
    style = style and known_style(style, model)
    known_variant(variant, model)
    from vae_music.cli.conversion import make_one

    make_one(
        new,
        lambda: model.continued(path_or_song(source), bars, new.temperature, new.seed, style, variant, energy),
    )
