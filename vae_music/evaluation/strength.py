"""What the strength dial does between 0 and 1.5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.evaluation.held_out import Task
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.scores import Scores, Transfer, score
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.rank_correlation import spearman
from vae_music.song import Song

STRENGTHS = np.linspace(0.0, 1.5, 13)


class Dial(NamedTuple):
    """The dial's course over transfers.

    curves: mean of each of the `Scores` at each of the strengths, shape (strengths,). rank_correlation: Spearman's, of
    strength and the mean probability of the target, by aspect. songs_rank_correlation: the mean of that of single
    transfers. largest_step: of the mean probability, by aspect.
    """

    transfers: int
    strengths: np.ndarray
    curves: dict[str, np.ndarray]
    rank_correlation: dict[str, float]
    songs_rank_correlation: dict[str, Estimate]
    largest_step: dict[str, float]


def turn_dial(model: Model, judge: Judge, task: Task, song: Song) -> np.ndarray:
    """The figures of one transfer at each strength, shape (strengths, fields of Scores). Raises MidiError."""
    outputs = (model.transfer(song, task.target, strength=float(strength)) for strength in STRENGTHS)
    return np.array([score(judge, Transfer(song, output, task.target)) for output in outputs])


def measure_dial(turned: Sequence[np.ndarray], works: Sequence[str]) -> Dial:
    """The course over several transfers, at least one: what `turn_dial` gave, and the works of their sources."""
    stack = np.stack(turned)  # (transfers, strengths, fields)
    curves = dict(zip(Scores._fields, _mean(stack).T, strict=True))
    aspects = ("notes", "all")
    columns = {aspect: Scores._fields.index(f"target_{aspect}") for aspect in aspects}
    singly = {
        aspect: np.array([[spearman(STRENGTHS, one[:, column])] for one in stack]) for aspect, column in columns.items()
    }
    return Dial(
        len(stack),
        STRENGTHS,
        curves,
        {aspect: spearman(STRENGTHS, curves[f"target_{aspect}"]) for aspect in aspects},
        {aspect: estimate(resampled_means(values, works)[:, 0]) for aspect, values in singly.items()},
        {aspect: largest_step(curves[f"target_{aspect}"]) for aspect in aspects},
    )


def largest_step(curve: np.ndarray) -> float:
    """The greatest change, up or down, between neighbours of a curve."""
    return float(np.abs(np.diff(curve)).max(initial=0.0))


def _mean(stack: np.ndarray) -> np.ndarray:
    """Over transfers, NaN counting as not there. Input shape: (transfers, strengths, fields)."""
    there = ~np.isnan(stack)
    return np.where(there, stack, 0.0).sum(0) / np.maximum(there.sum(0), 1)
