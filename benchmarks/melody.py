"""The share of songs in which the melody is found from the notes: `python -m benchmarks.melody DIR`.

DIR has a folder for each tune with a file for each style, each with one track named "Melody". The name is used only to
check the result. Prints one row per style; exits with 1 if a style is below 0.90.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import click
import numpy as np

from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import read_song
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

LEAST = 0.90
NAME = "Melody"


def is_found(song: Song) -> bool:
    """True if the notes of the melody voice and of the named track agree in more than nine tenths."""
    named = next(track for track in song.tracks if track.name == NAME)
    rolls, _ = song_to_rolls(song, RollSpec())
    sung = [track for track in rolls_to_song(rolls, RollSpec(), song).tracks if track.name == TUNE_TRACK]
    onsets = np.concatenate([track.onset for track in sung]) if sung else np.zeros(0)
    pitches = np.concatenate([track.pitch for track in sung]) if sung else np.zeros(0)
    heard = set(zip(np.round(onsets * 12).tolist(), pitches.tolist(), strict=True))
    wanted = set(zip(np.round(named.onset * 12).tolist(), named.pitch.tolist(), strict=True))
    return len(heard & wanted) > 0.9 * max(len(heard), len(wanted))


def share_found(folders: Iterable[Path]) -> dict[str, float]:
    """The share of the songs of each style whose melody is found."""
    found: dict[str, list[bool]] = defaultdict(list)
    for path in sorted(path for folder in folders for path in folder.iterdir() if is_midi_name(path)):
        song = read_song(path)
        if sum(track.name == NAME for track in song.tracks) == 1:
            found[path.stem].append(is_found(song))
    return {style: float(np.mean(songs)) for style, songs in sorted(found.items())}


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print the share of songs of each style in which the voice of the melody has the notes of the track Melody."""
    shares = share_found(path for path in sorted(folder.iterdir()) if path.is_dir())
    for style, share in shares.items():
        click.echo(f"{style:12}{share:8.3f}")
    raise SystemExit(min(shares.values(), default=0) < LEAST)


if __name__ == "__main__":
    main()
