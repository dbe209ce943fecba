"""Content preservation on songs unlike those trained on: `python -m benchmarks.out_of_domain DIR... [--model M]`.

SONGS songs of each folder, spread over it, are transferred to the styles in turn. Prints a Markdown table with a row
for each folder: chroma and top line as in `evaluate`; the share of the melody's notes, as found in the source, that are
in the output; and the number of output notes per source note.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.demo.bands import STYLES
from vae_music.evaluation.baselines import rolled
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.measures.preservation import chroma_similarity, top_line_recall
from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import read_song
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.song import Song


class Kept(NamedTuple):
    """The figures of one transfer.

    melody: the top-line recall of the melody. notes: the number of output notes per source note.
    """

    chroma: float
    top_line: float
    melody: float
    notes: float


def kept(model: Model, source: Song, style: str) -> Kept:
    """Transfer a song to a style and measure what is kept of it."""
    output, held = model.transfer(source, style), rolled(source, model.spec)
    melody = replace(held, tracks=tuple(track for track in held.tracks if track.name == TUNE_TRACK))
    return Kept(
        chroma_similarity(source, output),
        top_line_recall(source, output),
        top_line_recall(melody, output),
        output.note_count / source.note_count,
    )


def figures(model: Model, folder: Path, songs: int) -> Iterator[Kept]:
    """The figures of some songs of a folder, transferred to the styles in turn."""
    paths = sorted(path for path in folder.rglob("*") if is_midi_name(path))
    for index, path in enumerate(paths[:: max(1, len(paths) // songs)][:songs]):
        yield kept(model, read_song(path), STYLES[index % len(STYLES)])


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--model", type=Path)
    options.add_argument("--songs", type=int, default=24, help="of each folder")
    asked = options.parse_args()
    model, every = load_model(asked.model), []
    print("| folder | songs | chroma | top line | melody | notes a note |\n|---|---|---|---|---|---|")
    for folder in asked.folders:
        rows = list(figures(model, folder, asked.songs))
        every += rows
        _print(f"{folder.parent.name}/{folder.name}", rows)
    _print("all", every)


def _print(name: str, rows: list[Kept]) -> None:
    chroma, top, melody, notes = np.nanmean(rows, axis=0)
    print(f"| {name} | {len(rows)} | {chroma:.2f} | {top:.2f} | {melody:.2f} | {notes:.2f} |", flush=True)


if __name__ == "__main__":
    main()
