"""An evaluation: models and baselines on songs that none of the models has seen."""

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
from vae_music.evaluation.diagnostics import SongFigures, look_inside, sample_dial
from vae_music.evaluation.held_out import HeldOut, Task, choose_songs, choose_tasks
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.judged import Failed, Judged, judge_all
from vae_music.evaluation.latents import Latents
from vae_music.evaluation.reconstruction import reconstruction_row
from vae_music.evaluation.request import EvaluationRequest
from vae_music.evaluation.strength import Dial
from vae_music.evaluation.trained_on import TrainedOn, together
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate
from vae_music.rolls.spec import RollSpec


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
    models: Sequence[ComparedModel],
    request: EvaluationRequest,
    tell: Tell | None = None,
    reading: ReadingProgress | None = None,
) -> Evaluation:
    """Compare models, the first of which is looked into, with each other and with what needs no model.

    Args:
        tell: is told how the work goes on; reading: how the reading of the corpora does.

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
    for model in reversed(models):  # the best is expected last
        systems |= model.systems()
    systems |= truths(first.model.spec)
    judged, failed = judge_all(systems, tasks, held_out, judge, budget)
    if not any(one.system == first.name for one in judged):
        raise ModelError(f"{first.name}: none of the songs can be transferred")
    songs, latents = look_inside(first.model, held_out, judge, request.transfers, budget)
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
