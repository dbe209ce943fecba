"""Evaluation of models and baselines on songs that none of the models was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from vae_music.corpus import Corpus, read_corpus
from vae_music.corpus.request import ReadingProgress
from vae_music.errors import ModelError
from vae_music.evaluation.baselines import baselines, truths
from vae_music.evaluation.budget import Budget, Tell
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.compared_models import ComparedModel
from vae_music.evaluation.diagnostics import SongFigures, diagnose, dial_over_transfers
from vae_music.evaluation.held_out import HeldOut, Task, choose_songs, choose_tasks
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.judged import Failed, Judged, judge_all
from vae_music.evaluation.latents import Latents
from vae_music.evaluation.reconstruction import reconstruction_row
from vae_music.evaluation.request import EvaluationRequest
from vae_music.evaluation.strength import Dial
from vae_music.export.trained_on import TrainedOn, together
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate
from vae_music.rolls.spec import RollSpec


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The results of an evaluation.

    model: the name of the first model in `judged`; reconstruction, reconstructed, latents and dial are of it alone.
    split_seed, split_known: the seed of the split, and True if the model's folder has a record of it.
    trained_on: the songs that any of the models was trained on. tasks: the number of tasks.
    judged, failed: the transfers of all systems.
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
    models: Sequence[ComparedModel],
    request: EvaluationRequest,
    tell: Tell | None = None,
    reading: ReadingProgress | None = None,
) -> Evaluation:
    """Compare models with each other and with the baselines, and run the diagnostics of the first model.

    Args:
        tell: gets the progress of the work.
        reading: gets the progress of reading the corpora.

    Raises:
        CorpusError: there is nothing to test on, or to learn the styles from.
        ModelError: the model knows no style of the corpus.
    """
    budget = Budget(request.minutes, tell)
    first = models[0]
    corpus = read_corpus(request.corpus, RollSpec(), reading)
    split_seed = first.split_seed if first.split_seed is not None else request.seed or 0
    trained_on = together(model.trained_on for model in models)
    held_out = choose_songs(corpus.songs, split_seed, trained_on)
    judge = train_judge(held_out.others, held_out.all, request.corpus, partial(budget.tell, "judges"))
    tasks = _tasks(first.model, judge, held_out, corpus)[: request.transfers]
    systems = baselines(held_out, tasks)
    for model in reversed(models):  # the tables end with the best systems
        systems |= model.systems()
    systems |= truths(first.model.spec)
    judged, failed = judge_all(systems, tasks, held_out, judge, budget)
    if not any(one.system == first.name for one in judged):
        raise ModelError(f"{first.name}: none of the songs can be transferred")
    songs, latents = diagnose(first.model, held_out, judge, request.transfers, budget)
    dial = dial_over_transfers(first.model, judge, tasks, budget)
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
