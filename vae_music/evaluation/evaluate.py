"""The whole of an evaluation: models and baselines on songs that none of the models has seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from vae_music.corpus import Corpus, embedded_corpus_folder, read_corpus
from vae_music.errors import ModelError
from vae_music.evaluation.bootstrap import Estimate
from vae_music.evaluation.budget import Budget, Tell
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.contender import Contender
from vae_music.evaluation.inside import SongFigures, look_inside, sample_dial
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.latents import Latents
from vae_music.evaluation.reconstruction import reconstruction_row
from vae_music.evaluation.songs import HeldOut, Task, choose_songs, choose_tasks
from vae_music.evaluation.strength import Dial
from vae_music.evaluation.systems import baselines, truths
from vae_music.evaluation.table import Failed, Judged, judge_all
from vae_music.evaluation.trained_on import TrainedOn, together
from vae_music.inference import Model
from vae_music.rolls import RollSpec


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was found.

    judged: every transfer of every system. split_seed, split_known: the split, and whether the model told it.
    trained_on: what any of the models compared has seen.
    model: name of the model in `judged`; what follows is of that model alone.
    """

    model: str
    styles: tuple[str, ...]
    split_seed: int
    split_known: bool
    trained_on: TrainedOn
    held_out: HeldOut
    judge: Judge
    tasks: int
    judged: list[Judged]
    failed: list[Failed]
    reconstruction: dict[str, Estimate]
    reconstructed: list[SongFigures]
    latents: Latents
    dial: Dial


def evaluate(
    contenders: Sequence[Contender],
    corpora: Iterable[str | os.PathLike] = (),
    *,
    styles: Sequence[str] | None = None,
    style_map: Mapping[str, str] | None = None,
    max_songs: int | None = None,
    seed: int | None = None,
    transfers: int | None = None,
    minutes: float | None = None,
    cache: str | os.PathLike | None = None,
    workers: int | None = None,
    tell: Tell | None = None,
    reading: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Compare models, of which the first is looked into, with each other and with what needs no model.

    Args:
        corpora, styles, style_map, max_songs, cache, workers: see `read_corpus`; by default the embedded corpus.
        seed: of the split, where the first model does not tell by which it was trained; 0 by default.
        transfers: at most so many songs and target styles, spread evenly; by default each song into each other style.
        minutes: about so long, by doing less of everything.
        tell: is told how the work goes on; reading: see `progress` of `read_corpus`.

    Raises:
        CorpusError: there is nothing to test on, or to learn the styles from.
        ModelError: the model knows no style of the corpus.
    """
    budget = Budget(minutes, tell)
    first = contenders[0]
    folders = [*corpora] or [embedded_corpus_folder(cache)]
    corpus = read_corpus(
        folders,
        RollSpec(),
        styles=styles,
        style_map=style_map,
        max_songs=max_songs,
        cache=cache,
        workers=workers,
        progress=reading,
    )
    split_seed = first.split_seed if first.split_seed is not None else seed or 0
    trained_on = together(one.trained_on for one in contenders)
    held_out = choose_songs(corpus.songs, split_seed, trained_on)
    judge = train_judge(
        held_out.others,
        held_out.all,
        cache=cache,
        workers=workers,
        progress=lambda done, total: budget.tell("judges", done, total),
    )
    tasks = _tasks(first.model, judge, held_out, corpus)[:transfers]
    systems = baselines(held_out, tasks)
    for contender in reversed(contenders):  # the best is expected last
        systems |= contender.systems()
    systems |= truths(first.model.spec)
    judged, failed = judge_all(systems, tasks, held_out, judge, budget, share=0.5)
    if not any(one.system == first.name for one in judged):
        raise ModelError(f"{first.name}: none of the songs can be transferred")
    songs, latents = look_inside(first.model, held_out, judge, transfers, budget)
    dial = sample_dial(first.model, judge, tasks, budget)
    return Evaluation(
        first.name,
        judge.styles,
        split_seed,
        first.split_seed is not None,
        trained_on,
        held_out,
        judge,
        len(tasks),
        judged,
        failed,
        reconstruction_row([song.figures for song in songs], [song.work for song in songs]),
        songs,
        latents,
        dial,
    )


def _tasks(model: Model, judge: Judge, held_out: HeldOut, corpus: Corpus) -> list[Task]:
    targets = [style for style in judge.styles if style in model.styles]
    tasks = choose_tasks(held_out, corpus.songs, targets)
    if not tasks:
        raise ModelError(f"the model knows {', '.join(model.styles)}; the corpus has {', '.join(judge.styles)}")
    return tasks
