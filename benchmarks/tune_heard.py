"""The tune as it is heard in transfers of real songs: `python -m benchmarks.tune_heard DIR... [--keep-melody]`.

SONGS songs in which one track is known to sing (see `benchmarks.tune`), spread over the folders, are transferred to two
styles each. Of that track's notes, *heard* are those whose pitch class begins within a sixth of a beat in the output;
*at pitch* those heard at their own pitch; *on top* those heard with nothing above them. Lost are the songs of which
less than half is heard. The row "source" compares the songs with themselves.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.tune import singer_of, songs_in
from vae_music.demo.bands import STYLES
from vae_music.inference.loading import load_model
from vae_music.song import Notes, Song, Track

NEAR = 1 / 6
"""The distance of onsets, in beats, up to which a note counts as heard."""


class Heard(NamedTuple):
    """Shares of the notes of a tune: heard, at their own pitch, and on top."""

    heard: float
    at_pitch: float
    on_top: float


def heard(tune: Track, output: Song) -> Heard:
    """The shares of the notes of `tune` that are heard in a song with the same beats."""
    notes = replace(output, tracks=tuple(track for track in output.tracks if not track.is_drum)).notes()
    found = np.array([_of_note(onset, pitch, notes) for onset, _, pitch, _ in tune.rows()])
    return Heard(*found.mean(0).tolist())


def _of_note(onset: float, pitch: int, notes: Notes) -> tuple[bool, bool, bool]:
    same = (np.abs(notes.onset - onset) <= NEAR) & (notes.pitch % 12 == pitch % 12)
    if not same.any():
        return False, False, False
    sounding = (notes.onset <= onset + NEAR) & (notes.onset + notes.duration > onset + NEAR)
    return (
        True,
        bool((notes.pitch[same] == pitch).any()),
        bool(notes.pitch[same].max() >= notes.pitch[sounding].max(initial=0)),
    )


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--songs", default=40, show_default=True, help="How many songs are transferred.")
@click.option("--keep-melody", is_flag=True, help="Copy the tune that is found.")
@click.option("--model", "path", type=click.Path(exists=True, path_type=Path), help="A run or an export.")
def main(folders: tuple[Path, ...], songs: int, keep_melody: bool, path: Path | None) -> None:
    """Print the shares of the tune that are heard in the songs themselves and in their transfers."""
    model = load_model(path)
    known = [(song, song.tracks[where]) for _, song in songs_in(folders) if (where := singer_of(song)) is not None]
    known = known[:: max(1, len(known) // songs)][:songs]
    rows = [
        heard(tune, model.transfer(song, STYLES[(index + step) % len(STYLES)], keep_melody=keep_melody))
        for index, (song, tune) in enumerate(known)
        for step in (0, len(STYLES) // 2)
    ]
    click.echo("| | transfers | heard | at pitch | on top | lost |\n|---|---|---|---|---|---|")
    for name, figures in (("source", [heard(tune, song) for song, tune in known]), ("transfers", rows)):
        shares = np.array(figures)
        cells = " | ".join(f"{share:.2f}" for share in (*shares.mean(0), (shares[:, 0] < 0.5).mean()))
        click.echo(f"| {name} | {len(figures)} | {cells} |")


if __name__ == "__main__":
    main()
