"""The methods of transfer side by side: `python -m benchmarks.methods [CORPUS]... [--transfers N] [--model M]`.

Every method of the model transfers the same held-out songs to the same styles, for the same judges; a table has their
figures with 95 % intervals. *Style* is the share of outputs in which the judge hears the target style by notes, by
velocities, and by all together; chroma, top line, form and the share of figures within the usual ranges of the style
are those of `evaluate`, *tune* is *heard* of `benchmarks.tune_heard` where a track is known to sing. *Variety* is the
share of notes and strokes, by time, pitch and program, in which two outputs differ, of three seeds and, for the
prototype, of its first three variants; it is measured on every fourth song.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.singers import singer_of
from benchmarks.tune_heard import heard
from vae_music.cli.corpora import corpus_options
from vae_music.corpus import read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.evaluation.baselines import System
from vae_music.evaluation.budget import Budget
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.compared_models import open_compared
from vae_music.evaluation.held_out import Task, choose_songs, choose_tasks
from vae_music.evaluation.judged import Row, judge_all, rows, within_ranges
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.notes import nearest_tick
from vae_music.progress import Meter
from vae_music.song import Song
from vae_music.storage import write_atomically
from vae_music.translators.protocol import PROTOTYPE

BANDS = 3
EVERY = 4
"""One in so many transfers is made by several bands, for their variety."""

FIGURES = (
    ("notes", "right_notes"),
    ("velocities", "right_velocities"),
    ("all", "right_all"),
    ("chroma", "chroma"),
    ("harmonic", "harmonic"),
    ("top line", "top_line"),
    ("follow notes", "follow_notes"),
    ("follow drums", "follow_drums"),
    ("follow programs", "follow_programs"),
    ("follow velocity", "follow_velocity"),
    ("drum bars", "drum_bars"),
)
"""The columns, and their names in the rows of `vae_music.evaluation.judged`."""


class Extra(NamedTuple):
    """The figures of a transfer beside those of the judge; NaN where they are not measured."""

    tune: float
    variety: float
    seconds: float


class Method:
    """A method of a model as a system, which notes the figures `Extra` of each transfer."""

    def __init__(self, model: Model, name: str):
        self.model, self.name = model, name
        self.extras: list[Extra] = []
        self.works: list[str] = []

    def __call__(self, task: Task, song: Song) -> Song:
        """The transfer by the first band."""
        begun = time.perf_counter()
        output = self._played(task, song, 0)
        seconds = time.perf_counter() - begun
        others = [] if len(self.extras) % EVERY else [self._played(task, song, band) for band in range(1, BANDS)]
        differ = [difference(one, other) for one, other in combinations([output, *others], 2)]
        singer = singer_of(song)
        tune = np.nan if singer is None else heard(song.tracks[singer], output).heard
        self.extras.append(Extra(tune, float(np.mean(differ)) if differ else np.nan, seconds))
        self.works.append(task.song.work)
        return output

    def figures(self) -> dict[str, Estimate]:
        """The means of the figures."""
        means = resampled_means(np.array(self.extras, float), self.works)
        return dict(zip(Extra._fields, map(estimate, means.T), strict=True))

    def _played(self, task: Task, song: Song, band: int) -> Song:
        if self.name == PROTOTYPE:
            return self.model.transfer(song, task.target, variant=band + 1 if band else None)
        return self.model.transfer(song, task.target, seed=band, method=self.name)


def difference(one: Song, other: Song) -> float:
    """The share of the notes of two songs, by tick, pitch and program, that only one of them has; 0 without notes."""
    mine, theirs = _notes(one), _notes(other)
    return 1 - len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _notes(song: Song) -> set[tuple[int, int, int]]:
    return {
        (tick, pitch, 128 if track.is_drum else track.program)
        for track in song.tracks
        for tick, pitch in zip(nearest_tick(track.onset).tolist(), track.pitch.tolist(), strict=True)
    }


def compare(
    model_path: Path | None,
    request: CorpusRequest,
    transfers: int | None,
    tell: Callable[[str, int, int], None],
    skipped: int = 0,
) -> tuple[int, dict[str, dict[str, Estimate]]]:
    """The number of transfers of each method, and their figures; the first tasks may be skipped."""
    compared = open_compared(model_path)
    model = compared.model
    corpus = read_corpus(request, model.spec, partial(tell, "files read"))
    held_out = choose_songs(corpus.songs, compared.split_seed or 0, compared.trained_on)
    judge = train_judge(held_out.others, held_out.all, request, partial(tell, "judges"))
    targets = [style for style in judge.styles if style in model.styles]
    tasks = choose_tasks(held_out, corpus.songs, targets)[skipped:][:transfers]
    methods = {name: Method(model, name) for name in model.methods}
    _warm_up(list(methods.values()), tasks)
    systems: dict[str, System] = dict(methods)
    judged, _ = judge_all(systems, tasks, held_out, judge, Budget(None, tell))
    within = within_ranges(judged, judge)
    found = {
        name: {**_of_judge(row), "within range": within[name]["within_range"], **methods[name].figures()}
        for name, row in rows(judged).items()
    }
    return len(tasks), found


def _warm_up(methods: Sequence[Method], tasks: Sequence[Task]) -> None:
    """Transfer one song by each method, so that none is timed while it loads what it needs."""
    from vae_music.midi.read import read_song

    for method in methods:
        method.model.transfer(read_song(tasks[0].song.entry.path), tasks[0].target, method=method.name)


def _of_judge(row: Row) -> dict[str, Estimate]:
    return {heading: row.figures[name] for heading, name in FIGURES}


def table(found: dict[str, dict[str, Estimate]]) -> str:
    """The figures as a table in Markdown, a line a figure and a column a method."""
    lines = [f"| | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    for heading in next(iter(found.values())):
        cells = " | ".join(_cell(figures[heading]) for figures in found.values())
        lines.append(f"| {heading} | {cells} |")
    return "\n".join(lines)


def _cell(figure: Estimate) -> str:
    return "-" if np.isnan(figure.value) else f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


@click.command()
@corpus_options()
@click.option("--transfers", type=click.IntRange(1), help="The most transfers of each method; by default all.")
@click.option("--skip", default=0, show_default=True, type=click.IntRange(0), help="Leave out the first transfers.")
@click.option("--model", "path", type=click.Path(exists=True, path_type=Path), help="A run or an export.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write the figures as JSON, too.")
def main(asked: CorpusRequest, transfers: int | None, skip: int, path: Path | None, json_path: Path | None) -> None:
    """Print the figures of every method of a model."""
    with Meter() as meter:
        number, found = compare(path, asked, transfers, meter, skip)
    click.echo(f"{number} transfers of each method\n\n{table(found)}")
    if json_path:
        write_atomically(json_path, json.dumps(found, indent=1).encode())


if __name__ == "__main__":
    main()
