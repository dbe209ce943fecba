"""`vae-music interpolate`: a bridge between two songs."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import NewSong, load, new_song_options, two_songs_arguments
from vae_music.cli.streams import path_or_song

BAR = click.IntRange(1)


@click.command(epilog="Example: vae-music interpolate verse.mid chorus.mid --bars 4 -o bridge.mid")
@two_songs_arguments
@click.option(
    "--bars", default=8, show_default=True, type=click.IntRange(1, 1000), help="Length of the bridge in bars."
)
@click.option("--from-bar", type=BAR, metavar="N", help="Leave A at this bar; by default before it fades or ends.")
@click.option("--to-bar", type=BAR, metavar="N", help="Arrive at this bar of B; by default where it is in full swing.")
@new_song_options
def interpolate(one: Path, other: Path, bars: int, from_bar: int | None, to_bar: int | None, new: NewSong) -> None:
    """Write a bridge from the end of A to the beginning of B."""
    model = load(new.model_path)
    from vae_music.cli.conversion import make_one
    from vae_music.errors import BarError

    try:
        songs = path_or_song(one), path_or_song(other)
        make_one(
            new, lambda: model.interpolate(*songs, bars, new.temperature, new.seed, from_bar=from_bar, to_bar=to_bar)
        )
    except BarError as error:
        raise click.BadParameter(error.reason, param_hint="--from-bar or --to-bar") from error
