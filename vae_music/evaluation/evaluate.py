"""The whole of an evaluation: models and baselines on songs that none of the models has seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vae_music.corpus import Corpus, CorpusSong, embedded_corpus_folder, read_corpus
from vae_music.errors import MidiError, ModelError
from vae_music.evaluation.bootstrap import Estimate
from vae_music.evaluation.budget import Budget, Tell
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.contender import Contender
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.latents import Encoded, Latents, encode_song, measure_latents
from vae_music.evaluation.reconstruction import Reconstructed, manner_size, reconstructed, reconstruction_row
from vae_music.evaluation.songs import HeldOut, Task, choose_songs, choose_tasks, spread
from vae_music.evaluation.strength import Dial, measure_dial, turn_dial
from vae_music.evaluation.systems import baselines, truths
from vae_music.evaluation.table import Failed, Judged, judge_all
from vae_music.evaluation.trained_on import TrainedOn, together
from vae_music.inference import Model
from vae_music.midi import read_song
from vae_music.rolls import RollSpec

PROBE_SONGS_A_STYLE = 40
TASKS_A_DIAL = 10
"""The dial is turned for one of so many transfers."""


class SongFigures(NamedTuple):
    """Reconstruction figures of one song."""

    path: str
    work: str
    figures: Reconstructed


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
    judged, failed = judge_all(systems, tasks, held_out, judge, budget, share=0.55)
    if not any(one.system == first.name for one in judged):
        raise ModelError(f"{first.name}: none of the songs can be transferred")
    songs, latents = _look_inside(first.model, held_out, judge, transfers, budget)
    dial = _dial(first.model, judge, tasks, budget)
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


def _look_inside(
    model: Model, held_out: HeldOut, judge: Judge, most: int | None, budget: Budget
) -> tuple[list[SongFigures], Latents]:
    """Reconstruction of the songs tested, and what z holds."""
    songs: list[SongFigures] = []
    tested: list[tuple[CorpusSong, Encoded]] = []
    for song in budget.spend(0.4, "reconstruction", spread(held_out.all)[:most], least=len(judge.styles)):
        path = song.entry.path
        try:
            played = read_song(path)
            encoded, z_mean = encode_song(model, played)
            songs.append(SongFigures(str(path), song.work, reconstructed(model, played, z_mean, seed=len(songs))))
            tested.append((song, encoded))
        except MidiError:  # told already by the transfers
            continue
    known = _encoded(model, spread(held_out.others), judge, budget)
    if not (tested and known):
        raise ModelError("none of the songs can be encoded")
    moved, styles = manner_size(model), len(model.styles)
    parts = {"z[:k]": slice(0, styles), "z[k:]": slice(styles, None), "z[m:]": slice(moved, None)}
    return songs, measure_latents(
        [encoded for _, encoded in known],
        [judge.styles.index(song.style) for song, _ in known],
        [encoded for _, encoded in tested],
        [judge.styles.index(song.style) for song, _ in tested],
        [song.work for song, _ in tested],
        parts,
    )


def _encoded(
    model: Model, songs: Sequence[CorpusSong], judge: Judge, budget: Budget
) -> list[tuple[CorpusSong, Encoded]]:
    """For the probes; `songs` come in turn from every style."""
    most = PROBE_SONGS_A_STYLE * len(judge.styles)
    encoded = []
    for song in budget.spend(0.3, "probes", songs[:most], least=4 * len(judge.styles)):
        try:
            encoded.append((song, encode_song(model, read_song(song.entry.path))[0]))
        except MidiError:
            continue
    return encoded


def _dial(model: Model, judge: Judge, tasks: Sequence[Task], budget: Budget) -> Dial:
    turned, works = [], []
    for task in budget.spend(1.0, "dial", tasks[: max(len(tasks) // TASKS_A_DIAL, 1)]):
        try:
            turned.append(turn_dial(model, judge, task, read_song(task.song.entry.path)))
            works.append(task.song.work)
        except MidiError:
            continue
    if not turned:
        raise ModelError("none of the songs can be transferred")
    return measure_dial(turned, works)
