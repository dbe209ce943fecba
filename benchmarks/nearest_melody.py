"""New pieces and the melodies trained on: `python -m benchmarks.nearest_melody CORPUS... [--model M] [--pieces N]`.

A melody is the set of its figures: the intervals and the times between FIGURE notes in a row, whatever the key. Its
nearest melody is that of the training songs which has the largest share of its figures; the second nearest is that of
another work. Prints a row for the tunes of songs held out, and one for those of new pieces. A piece that were a copy
would be much nearer to one melody than to any other.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from vae_music.corpus import CorpusSong, read_corpus, split
from vae_music.corpus.corpus import load_rolls
from vae_music.corpus.request import CorpusRequest
from vae_music.inference.loading import load_model
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.tune import find_tune
from vae_music.rolls.voices import MELODY

FIGURE = 6
BARS = 16
Figures = set[tuple[int, ...]]


def figures_of(rolls: Rolls, segments: int | None = None) -> Figures:
    """The figures of the tune of a song, or of its first segments."""
    parts = zip(rolls.pitch[:segments], rolls.velocity[:segments], rolls.steps[:segments], strict=True)
    line = np.concatenate(
        [np.where(velocity[:steps, MELODY, 0] > 0, pitch[:steps, MELODY], 0) for pitch, velocity, steps in parts]
    ).astype(int)
    steps = np.flatnonzero(line)
    moves = np.stack([np.diff(line[steps]), np.diff(steps)], axis=1)
    ways = range(len(moves) - FIGURE + 2)
    return {tuple(moves[start : start + FIGURE - 1].ravel().tolist()) for start in ways}


class Melodies:
    """The figures of the tunes of songs, by their works."""

    def __init__(self, songs: Sequence[CorpusSong]):
        self.works: defaultdict[tuple[int, ...], set[str]] = defaultdict(set)
        for song in songs:
            for figure in figures_of(load_rolls(song)):
                self.works[figure].add(song.work)

    def nearest(self, tune: Figures) -> tuple[float, float]:
        """The shares of the figures of a tune that the nearest work has, and that the second nearest has."""
        shared: defaultdict[str, int] = defaultdict(int)
        for figure in tune:
            for work in self.works.get(figure, ()):
                shared[work] += 1
        first, second = [*sorted(shared.values(), reverse=True), 0, 0][:2]
        return first / len(tune), second / len(tune)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="+")
    options.add_argument("--model")
    options.add_argument("--pieces", type=int, default=140)
    options.add_argument("--cache")
    asked = options.parse_args()
    model = load_model(asked.model)
    corpus = read_corpus(CorpusRequest(tuple(asked.corpora), cache=asked.cache), model.spec)
    sides = split(corpus.songs, seed=0)
    known = Melodies(sides.training)
    print("| | nearest | second nearest | largest nearest | largest difference |\n|---|---|---|---|---|")
    chosen = {song.work: song for song in sides.validation}.values()
    segments = BARS * 4 * model.spec.steps_per_beat // model.spec.segment_steps
    _print("songs held out, 16 bars", known, (figures_of(load_rolls(song), segments) for song in chosen))
    styles = [model.styles[seed % len(model.styles)] for seed in range(asked.pieces)]
    pieces = (model.sample(style, BARS, seed=seed) for seed, style in enumerate(styles))
    _print("new pieces", known, (figures_of(song_to_rolls(song, model.spec, find_tune(song))[0]) for song in pieces))


def _print(name: str, known: Melodies, tunes: Iterable[Figures]) -> None:
    found = np.array([known.nearest(tune) for tune in tunes if tune])
    figures = [*found.mean(0), found[:, 0].max(), (found[:, 0] - found[:, 1]).max()]
    print(f"| {name}, {len(found)} | {' | '.join(f'{figure:.2f}' for figure in figures)} |", flush=True)


if __name__ == "__main__":
    main()
