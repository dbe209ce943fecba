"""The share of tunes that are found in songs in which one track is known to sing: `python -m benchmarks.tune DIR...`.

With --transfers, the songs are transferred instead, and a table says how much of the tune is heard; see
`benchmarks.tune_heard`.

A song counts if exactly one of its tracks is named as the singer or the melody, or has the onsets of the lyrics. Prints
two rows, names seen and names hidden. Songs found: most notes of the tune are that track's. Notes right: the onsets of
that track at which the tune has one of its pitch classes. Notes wrong: those of the tune that are other tracks' and no
doublings. In folders in which every such track is called "Melody", a table of styles follows: the share of songs whose
voice 0 has nine in ten of its notes and no others, the name hidden.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.singers import hidden, singer_of, songs_in
from benchmarks.tune_heard import tell_transfers
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.rolls.tune_lines import TICKS_PER_BEAT
from vae_music.song import Song

NAME = "Melody"
LEAST = {"names seen": 0.97, "names hidden": 0.80}
"""The least share of notes right in each row."""

LEAST_IN_ROLLS = 0.93


class Found(NamedTuple):
    """The tune of one song against the track that sings: whether most of it is that track's, notes right and wrong."""

    found: bool
    right: float
    wrong: float


def compare(song: Song, singer: int, names: bool) -> Found:
    """Compare the tune that is found with the track that sings."""
    notes, tune = song.notes(), find_tune(song, names).notes
    tick = np.floor(notes.onset * TICKS_PER_BEAT + 0.5).astype(np.int64)
    chord = tick * 12 + notes.pitch % 12  # equal for doublings in unison and octaves
    sung = notes.track == singer
    right = tune & np.isin(chord, chord[sung])
    share = right.sum() / max(tune.sum(), 1)
    return Found(bool(share > 0.5), len(np.unique(tick[right])) / len(np.unique(tick[sung])), 1.0 - float(share))


def is_in_rolls(song: Song) -> bool:
    """True if voice 0 has the notes of the track "Melody", nine in ten, and no others, although it is hidden."""
    named = next(track for track in song.tracks if track.name == NAME)
    rolls, _ = song_to_rolls(hidden(song), RollSpec())
    sung = [track for track in rolls_to_song(rolls, RollSpec(), song).tracks if track.name == TUNE_TRACK]
    heard = {(round(onset * TICKS_PER_BEAT), pitch) for track in sung for onset, _, pitch, _ in track.rows()}
    wanted = {(round(onset * TICKS_PER_BEAT), pitch) for onset, _, pitch, _ in named.rows()}
    return len(heard & wanted) > 0.9 * max(len(heard), len(wanted))


def measure(folders: tuple[Path, ...]) -> tuple[dict[str, list[Found]], dict[str, list[bool]]]:
    """The comparisons of each row, and of each style those songs whose melody is found in the rolls."""
    rows: dict[str, list[Found]] = {name: [] for name in LEAST}
    in_rolls: dict[str, list[bool]] = defaultdict(list)
    for path, song in songs_in(folders):
        if (singer := singer_of(song)) is None:
            continue
        for name, seen in zip(rows, (True, False), strict=True):
            rows[name].append(compare(song, singer, seen))
        if song.tracks[singer].name == NAME:
            in_rolls[path.stem].append(is_in_rolls(song))
    whole = all(len(songs) > 1 for songs in in_rolls.values()) and sum(map(len, in_rolls.values())) == len(
        rows["names seen"]
    )
    return rows, dict(sorted(in_rolls.items())) if whole else {}


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--transfers", is_flag=True, help="Print how much of the tunes is heard in transfers instead.")
@click.option("--songs", default=60, show_default=True, help="How many songs are transferred, each to two styles.")
@click.option("--model", "path", type=click.Path(exists=True, path_type=Path), help="A run or an export.")
def main(folders: tuple[Path, ...], as_json: bool, transfers: bool, songs: int, path: Path | None) -> None:
    """Print the share of tunes that are found, names seen and names hidden; exit with 1 below the least shares."""
    if transfers:
        return tell_transfers(folders, songs, path, as_json)
    rows, in_rolls = measure(folders)
    figures = {
        name: {
            "songs": len(found),
            **dict(zip(Found._fields, np.mean(found or [Found(False, 0.0, 0.0)], axis=0).tolist(), strict=True)),
        }
        for name, found in rows.items()
    }
    styles = {style: float(np.mean(songs)) for style, songs in in_rolls.items()}
    if as_json:
        click.echo(json.dumps({**figures, "in rolls": styles}))
    else:
        click.echo("| | songs | songs found | notes right | notes wrong |\n|---|---|---|---|---|")
        for name, row in figures.items():
            click.echo(f"| {name} | {row['songs']} | {row['found']:.3f} | {row['right']:.3f} | {row['wrong']:.3f} |")
        for style, share in styles.items():
            click.echo(f"{style:12}{share:8.3f}")
    low = any(row["right"] < LEAST[name] for name, row in figures.items())
    raise SystemExit(low or min(styles.values(), default=1.0) < LEAST_IN_ROLLS)


if __name__ == "__main__":
    main()
