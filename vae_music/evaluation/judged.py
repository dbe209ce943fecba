"""Judged transfers: the figures of each, and their means as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.evaluation.baselines import System
from vae_music.evaluation.budget import Budget
from vae_music.evaluation.held_out import HeldOut, Task
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.scores import Scores, Transfer, hear, row
from vae_music.evaluation.style_ranges import WITHIN, share_within
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.form import Form, measure_form
from vae_music.measures.musicality import Musicality, bass_agreement, measure_musicality
from vae_music.midi.read import read_song

OWN = "the style's own songs, held out"
"""The name of the row of songs that systems are compared with by their usual ranges."""

TRANSFERS_SHARE = 0.5
"""The share of the time left that transfers may take."""


class Judged(NamedTuple):
    """A transfer and its figures.

    unseen: neither the work nor the groove of the source was trained on. heard: the style recognised by its notes.
    bass: the bass agreement with the source.
    """

    system: str
    path: str
    work: str
    style: str
    target: str
    unseen: bool
    heard: str
    scores: Scores
    form: Form
    musicality: Musicality
    bass: float


class Failed(NamedTuple):
    """A transfer that failed, and the reason."""

    system: str
    path: str
    reason: str


class Row(NamedTuple):
    """The number of a system's transfers, and its figures over them.

    figures: those of `row` of `vae_music.evaluation.scores`, and the means of those of `Form`, of those of `Musicality`
    and of `bass`.
    """

    transfers: int
    figures: dict[str, Estimate]


def judge_all(
    systems: Mapping[str, System], tasks: Sequence[Task], held_out: HeldOut, judge: Judge, budget: Budget
) -> tuple[list[Judged], list[Failed]]:
    """Run every system on each task, and judge the outputs."""
    unseen = {song.sha256 for song in held_out.unseen}
    judged, failed = [], []
    for task in budget.spend(TRANSFERS_SHARE, "transfers", tasks, least=len(judge.styles)):
        source, path = read_song(task.song.entry.path), str(task.song.entry.path)
        for name, system in systems.items():
            try:
                output = system(task, source)
            except MidiError as error:
                failed.append(Failed(name, path, error.reason))
                continue
            if output is not None:
                scores, heard = hear(judge, Transfer(source, output, task.target))
                of = (task.song.work, task.song.style, task.target, task.song.sha256 in unseen)
                form = measure_form(source, output, task.song.entry.sections)
                music = measure_musicality(output), bass_agreement(source, output)
                judged.append(Judged(name, path, *of, heard, scores, form, *music))
    return judged, failed


def rows(judged: Iterable[Judged]) -> dict[str, Row]:
    """The row of each system, in order of appearance."""
    return {system: Row(len(of_system), _means(of_system)) for system, of_system in by_system(judged).items()}


def by_target(judged: Iterable[Judged], figure: str = "right_notes") -> dict[str, dict[str, Estimate]]:
    """One figure of each system for each target style; `figure` is a name of `Scores`."""
    column = Scores._fields.index(figure)
    table: dict[str, dict[str, Estimate]] = {}
    for system, of_system in by_system(judged).items():
        table[system] = {}
        for target in targets(of_system):
            some = [one for one in of_system if one.target == target]
            means = resampled_means(_figures(some)[:, [column]], [one.work for one in some])
            table[system][target] = estimate(means[:, 0])
    return table


def within_ranges(judged: Iterable[Judged], judge: Judge, target: str | None = None) -> dict[str, dict[str, Estimate]]:
    """The shares `WITHIN` of each system's outputs that lie within the usual ranges of their target styles.

    The first row, `OWN`, is of the styles' own songs that the judge did not learn from, which is what is to be reached.

    Args:
        target: counts only this style; by default all styles.
    """
    row = judge.styles.index(target) if target else -1
    table = {OWN: [Estimate(*figure) for figure in judge.ranges.held_out[row].tolist()]}
    for system, of_system in by_system(one for one in judged if target in (None, one.target)).items():
        figures = np.array([one.musicality for one in of_system], float)
        styles = np.array([judge.styles.index(one.target) for one in of_system])
        table[system] = share_within(judge.ranges.within(figures, styles), [one.work for one in of_system])
    return {system: dict(zip(WITHIN, shares, strict=True)) for system, shares in table.items()}


def targets(judged: Iterable[Judged]) -> list[str]:
    """The names of the target styles, sorted."""
    return sorted({one.target for one in judged})


def confusion(judged: Iterable[Judged], styles: Sequence[str]) -> np.ndarray:
    """The number of transfers into each style (rows) that are recognised as each style (columns), by notes.

    Output shape: (styles, styles).
    """
    counts = np.zeros((len(styles), len(styles)), int)
    for one in judged:
        counts[styles.index(one.target), styles.index(one.heard)] += 1
    return counts


def by_system(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The transfers of each system."""
    systems: dict[str, list[Judged]] = {}
    for one in judged:
        systems.setdefault(one.system, []).append(one)
    return systems


def _means(judged: Sequence[Judged]) -> dict[str, Estimate]:
    works = [one.work for one in judged]
    names = (*Form._fields, *Musicality._fields, "bass")
    means = resampled_means(np.array([(*one.form, *one.musicality, one.bass) for one in judged], float), works)
    return row(_figures(judged), works) | dict(zip(names, map(estimate, means.T), strict=True))


def _figures(judged: Sequence[Judged]) -> np.ndarray:
    return np.array([one.scores for one in judged], float)
