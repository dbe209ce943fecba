"""The answers of `classify`: `python -m benchmarks.classify CORPUS... [--model M] [--songs N] [--weak]`.

Songs that the model was not trained on, spread over each style of the corpora, are classified. Prints a Markdown table
with a row for each style, then for all styles that the model has and all that it has not: the share that is told to be
unlike anything the model knows; of all songs and of the others, the share whose likeliest style is right and the
expected calibration error; and the commonest answer with its share of all songs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from vae_music.corpus import CorpusSong, read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.export.trained_on import read_trained_on
from vae_music.export.versions import find_model
from vae_music.inference.loading import load_model
from vae_music.inference.recognized import Recognized

BINS = 10


class Answer(NamedTuple):
    """The true style of a song, and what a model answers."""

    style: str
    heard: Recognized

    @property
    def likeliest(self) -> str:
        """The style that the model takes the song for."""
        return next(iter(self.heard))

    @property
    def right(self) -> bool:
        """True if that is its style."""
        return self.likeliest == self.style

    @property
    def told(self) -> str:
        """The style, or "unlike" for a song that is unlike anything the model knows."""
        return "unlike" if self.heard.known is False else self.likeliest


def calibration_error(answers: Sequence[Answer]) -> float:
    """The expected calibration error (Guo et al. 2017, section 2) in ten bins of equal width."""
    sure = np.array([max(answer.heard.values()) for answer in answers])
    right = np.array([answer.right for answer in answers], float)
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(place, sure, BINS) - np.bincount(place, right, BINS))
    return float(gaps.sum() / len(answers))


def chosen(songs: Sequence[CorpusSong], most: int) -> list[CorpusSong]:
    """At most so many songs, spread evenly."""
    return list(songs[:: max(1, -(-len(songs) // most))])


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@click.option("--model", "path", type=click.Path(exists=True, path_type=Path), help="By default the shipped one.")
@click.option("--songs", default=24, type=click.IntRange(1), help="The most songs of a style.")
@click.option("--weak", is_flag=True, help="Ask the weak classifier of the model, as models of earlier versions do.")
def main(folders: tuple[str, ...], path: Path | None, songs: int, weak: bool) -> None:
    """Print the table."""
    model = load_model(path)
    if weak:
        model.card = replace(model.card, recognizer=None)
    corpus, trained_on = read_corpus(CorpusRequest(folders), model.spec), read_trained_on(find_model(path))
    answers: list[Answer] = []
    click.echo("| style | songs | unlike | right | error | right of the others | error | commonest answer |")
    click.echo("|---" * 8 + "|")
    for style in corpus.styles:
        unknown = [song for song in corpus.songs if song.style == style and not trained_on.knows(song)]
        heard = [Answer(style, model.classify(song.entry.path)) for song in chosen(unknown, songs)] if unknown else []
        _print(style, heard)
        answers += heard
    _print("all styles it has", [answer for answer in answers if answer.style in model.styles])
    _print("all others", [answer for answer in answers if answer.style not in model.styles])


def _print(name: str, answers: Sequence[Answer]) -> None:
    if not answers:
        return
    known = [answer for answer in answers if answer.told != "unlike"]
    figures = [1 - len(known) / len(answers)]
    for some in (answers, known):
        right = float(np.mean([answer.right for answer in some])) if some else np.nan
        figures += [right, calibration_error(some) if some else np.nan]
    style, count = Counter(answer.told for answer in known).most_common(1)[0] if known else ("-", 0)
    cells = " | ".join(f"{figure:.2f}" for figure in figures)
    click.echo(f"| {name} | {len(answers)} | {cells} | {style} {count / len(answers):.2f} |")


if __name__ == "__main__":
    main()
