"""The borders of sections that are found in songs: `python -m benchmarks.sections DIR... [--training]`.

Where the DIRs have manifests that name sections, songs are taken whose work the split of the corpus holds out, or with
--training the others. Of other DIRs, the songs are taken whose markers name at least four parts; the markers are hidden
from the finder. A border is found if one is within a bar of it; each counts once, and the beginning of a song does not
count. The rows of four and eight bars have a border at each multiple of so many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.form import names_sections
from benchmarks.singers import songs_in
from vae_music.corpus import read_corpus, split
from vae_music.corpus.request import CorpusRequest
from vae_music.measures.form import Section
from vae_music.measures.sections import marked_sections, played_sections
from vae_music.midi.read import read_song
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

WITHIN_BARS = 1
LEAST_F1 = 0.75
"""The least F1 of the finder on songs held out."""


class Borders(NamedTuple):
    """The figures of the borders found in one song, 0 to 1."""

    f1: float
    precision: float
    recall: float


def compare(true: Sequence[int], found: Sequence[int]) -> Borders:
    """The figures of borders found, in ascending bars counted from 0, against the true ones; bar 0 is left out."""
    true, found = [bar for bar in true if bar], [bar for bar in found if bar]
    hits = index = 0
    for bar in true:
        while index < len(found) and found[index] < bar - WITHIN_BARS:
            index += 1
        if index < len(found) and found[index] <= bar + WITHIN_BARS:
            hits += 1
            index += 1
    precision, recall = hits / max(len(found), 1), hits / max(len(true), 1)
    return Borders(2 * hits / max(len(found) + len(true), 1), precision, recall)


def songs_of_corpora(folders: Sequence[Path], training: bool) -> Iterator[tuple[Song, Sequence[Section]]]:
    """The songs of works on one side of the split, with their sections."""
    songs = read_corpus(CorpusRequest(tuple(map(str, folders))), RollSpec()).songs
    works = {song.work for song in split(songs).training}
    for song in songs:
        if song.entry.sections and (song.work in works) == training:
            yield read_song(song.entry.path), song.entry.sections


def songs_with_markers(folders: Sequence[Path]) -> Iterator[tuple[Song, Sequence[Section]]]:
    """The songs of folders whose markers name sections."""
    for _, song in songs_in(tuple(folders)):
        if sections := marked_sections(song).sections:
            yield song, sections


def _firsts(sections: Sequence[Section]) -> list[int]:
    return [section.first_bar for section in sections]


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--training", is_flag=True, help="Take the songs of works that the split does not hold out.")
def main(folders: tuple[Path, ...], training: bool) -> None:
    """Print F1, precision and recall of borders, means over songs; exit with 1 below the least F1 on songs held out."""
    named = all(map(names_sections, folders))
    rows: dict[str, list[Borders]] = {"found by what is played": [], "every four bars": [], "every eight bars": []}
    for song, sections in songs_of_corpora(folders, training) if named else songs_with_markers(folders):
        estimates = _firsts(played_sections(song)), range(0, song.bar_count, 4), range(0, song.bar_count, 8)
        for figures, estimate in zip(rows.values(), estimates, strict=True):
            figures.append(compare(_firsts(sections), estimate))
    click.echo("| | songs | F1 | precision | recall |\n|---|---|---|---|---|")
    for name, figures in rows.items():
        cells = " | ".join(f"{figure:.3f}" for figure in np.mean(figures, axis=0))
        click.echo(f"| {name} | {len(figures)} | {cells} |")
    found = rows["found by what is played"]
    raise SystemExit(named and not training and bool(np.mean([figures.f1 for figures in found]) < LEAST_F1))


if __name__ == "__main__":
    main()
