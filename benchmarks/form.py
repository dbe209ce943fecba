"""The form of songs and of their transfers: `python -m benchmarks.form DIR... [--songs N] [--model M] [--json F]`.

Where the DIRs have manifests that name sections and works, songs whose work the model was not trained on are
transferred, each to one style of which the true arrangement is known, whose row is what there is to be reached. Of
other DIRs, the songs whose markers name at least four parts are transferred to two styles each. The figures are those
of `vae_music.measures.form`; in the row of constant energy, every bar of the source counts as equally full.
"""

from __future__ import annotations

import inspect
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.singers import songs_in
from vae_music.corpus import read_corpus
from vae_music.corpus.layouts import lay_out
from vae_music.corpus.manifest import MANIFEST
from vae_music.corpus.request import CorpusRequest
from vae_music.evaluation.compared_models import ComparedModel, open_compared
from vae_music.evaluation.held_out import choose_songs, choose_tasks
from vae_music.inference.model import Model
from vae_music.measures.form import Form, Section, measure_form
from vae_music.measures.sections import marked_sections
from vae_music.midi.read import read_song
from vae_music.song import Song
from vae_music.storage import write_atomically

CONSTANT_ENERGY = 2.5
"""The middle of the levels of energy, 1 to 4."""


class Case(NamedTuple):
    """A song with its sections, the style it is to have, and its true arrangement in that style if there is one."""

    song: Song
    sections: Sequence[Section]
    style: str
    truth: Song | None = None


def names_sections(folder: Path) -> bool:
    """True for a corpus whose manifest names the sections of songs."""
    if not (folder / MANIFEST).is_file():
        return False
    return any(entry.sections for entry in lay_out(CorpusRequest((str(folder),))).entries)


def cases_with_truth(folders: Sequence[Path], compared: ComparedModel) -> Iterator[Case]:
    """Songs of corpora whose work the model was not trained on, spread over the styles."""
    corpus = read_corpus(CorpusRequest(tuple(map(str, folders))), compared.model.spec)
    held_out = choose_songs(corpus.songs, compared.split_seed or 0, compared.trained_on)
    targets = [style for style in corpus.styles if style in compared.model.styles]
    for task in choose_tasks(held_out, corpus.songs, targets):
        entry = task.song.entry
        if task.truth and entry.sections:
            yield Case(read_song(entry.path), entry.sections, task.target, read_song(task.truth.entry.path))


def cases_with_markers(folders: Sequence[Path], styles: Sequence[str], songs: int | None) -> Iterator[Case]:
    """Songs whose markers name their sections, spread over the folders, each with two styles."""
    known = [(song, sections) for _, song in songs_in(tuple(folders)) if (sections := marked_sections(song).sections)]
    known = known[:: max(1, len(known) // songs)][:songs] if songs else known
    for index, (song, sections) in enumerate(known):
        for step in (0, len(styles) // 2):
            yield Case(song, sections, styles[(index + step) % len(styles)])


def outputs(model: Model, case: Case) -> Iterator[tuple[str, Song]]:
    """The songs that are measured in a case, each with the name of its row."""
    yield "source", case.song
    if case.truth:
        yield "true arrangement", case.truth
    yield "model", model.transfer(case.song, case.style)
    if "energy" in inspect.signature(model.transfer).parameters:
        transfer: Callable[..., Song] = model.transfer
        energy = [CONSTANT_ENERGY] * case.song.bar_count
        yield "model, constant energy", transfer(case.song, case.style, energy=energy)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--songs", type=click.IntRange(1), help="How many songs are transferred; all by default.")
@click.option("--model", "path", type=click.Path(exists=True, path_type=Path), help="A run or an export.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write the figures of each song, too.")
def main(folders: tuple[Path, ...], songs: int | None, path: Path | None, json_path: Path | None) -> None:
    """Print the figures of form of songs, of their true arrangements, and of what the model makes of them."""
    compared = open_compared(path)
    cases: Iterable[Case]
    if all(map(names_sections, folders)):
        cases = islice(cases_with_truth(folders, compared), songs)
    else:
        cases = cases_with_markers(folders, compared.model.styles, songs)
    rows: dict[str, list[Form]] = defaultdict(list)
    for case in cases:
        for name, output in outputs(compared.model, case):
            rows[name].append(measure_form(case.song, output, case.sections))
    headings = [name.replace("_", " ") for name in Form._fields]
    click.echo(f"| | songs | {' | '.join(headings)} |\n|{'---|' * (len(headings) + 2)}")
    for name, figures in rows.items():
        cells = " | ".join(f"{figure:.2f}" for figure in np.nanmean(figures, axis=0))
        click.echo(f"| {name} | {len(figures)} | {cells} |")
    if json_path:
        table = {name: [_plain(form) for form in figures] for name, figures in rows.items()}
        write_atomically(json_path, json.dumps(table, indent=1).encode())


def _plain(form: Form) -> dict[str, float | None]:
    return {name: None if np.isnan(figure) else figure for name, figure in form._asdict().items()}


if __name__ == "__main__":
    main()
