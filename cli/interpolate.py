"""`vae-music interpolate`: a bridge between two songs."""

from __future__ import annotations

from pathlib import Path

import click

from vae_music.cli.options import NewSong, load, new_song_options, two_songs_arguments


@click.command(epilog="Example: vae-music interpolate verse.mid chorus.mid --bars 4 -o bridge.mid")
@two_songs_arguments
@click.option(
    "--bars", default=8, show_default=True, type=click.IntRange(1, 1000), help="Length of the bridge in bars."
)
@new_song_options
def interpolate(one: Path, other: Path, bars: int, new: NewSong) -> None:
    """Write a bridge from the end of A to the beginning of B."""
    model = load(new.model_path)
    from vae_music.cli.conversion import make_one

    make_one(new, lambda: model.interpolate(one, other, bars, new.temperature, new.seed))
