"""`vae-music mix`: a mixture of two songs."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import NewSong, finite, load, new_song_options, two_songs_arguments
from vae_music.cli.streams import path_or_song


@click.command(epilog="Example: vae-music mix song.mid other.mid --weight 0.3 -o both.mid")
@two_songs_arguments
@click.option(
    "--weight",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    callback=finite,
    help="Share of B: 0 gives A, 1 gives B.",
)
@new_song_options
def mix(one: Path, other: Path, weight: float, new: NewSong) -> None:
    """Write a mixture of A and B, with the tempo, metre and length of A."""
    model = load(new.model_path)
    from vae_music.cli.conversion import make_one

    make_one(new, lambda: model.mix(path_or_song(one), path_or_song(other), weight, new.temperature, new.seed))
