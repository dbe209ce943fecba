"""The effect of the strength dial: style and content at each of its strengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.evaluation.held_out import Task
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.scores import Scores, Transfer, score
from vae_music.inference.model import Model
from vae_music.latent import MAX_STRENGTH
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.rank_correlation import spearman
from vae_music.song import Song

STRENGTHS = np.linspace(0.0, MAX_STRENGTH, 13)


class Dial(NamedTuple):
    """The figures of a number of transfers against the strength.

    curves: the mean of each of the `Scores` at each of the strengths, shape (strengths,). rank_correlation: Spearman's,
    of strength and the mean probability of the target, by aspect. songs_rank_correlation: the mean of the correlations
    of single transfers. largest_step: of the mean probability, by aspect.
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
    """Summarise the dial over several transfers, at least one.

    Args:
        turned: the output of `turn_dial` for each transfer.
        works: the works of their sources.
    """
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
    """The greatest change, up or down, between neighbouring points of a curve."""
    return float(np.abs(np.diff(curve)).max(initial=0.0))


def _mean(stack: np.ndarray) -> np.ndarray:
    """The mean over transfers; NaN counts as a missing value. Input shape: (transfers, strengths, fields)."""
    there = ~np.isnan(stack)
    return np.where(there, stack, 0.0).sum(0) / np.maximum(there.sum(0), 1)
