"""The figures of one transfer, and their means over many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from vae_music.evaluation.judge import Judge
from vae_music.measures.bootstrap import DRAWS, Estimate, estimate, resampled_means
from vae_music.measures.features import ASPECTS
from vae_music.measures.preservation import chroma_similarity, top_line_recall
from vae_music.song import Song


class Transfer(NamedTuple):
    """A source, and the output that should be the source in the style `target`.

    work: the work of the source; sources of one work are not independent.
    """

    source: Song
    output: Song
    target: str
    work: str = ""


class Scores(NamedTuple):
    """The figures of one transfer, 0 to 1; NaN where not defined.

    right_*: 1 where the judge recognises the target style in the output by that aspect, else 0; target_*: the
    probability that it gives the target. chroma, top_line: see `vae_music.measures.preservation`. time_pitch,
    onset_duration: see `vae_music.measures.style_fit`.
    """

    right_notes: float
    right_velocities: float
    right_instruments: float
    right_all: float
    target_notes: float
    target_velocities: float
    target_instruments: float
    target_all: float
    chroma: float
    top_line: float
    time_pitch: float
    onset_duration: float


class Verdict(NamedTuple):
    """The figures of one transfer, and the style that the judge recognises by its notes."""

    scores: Scores
    heard: str


def score(judge: Judge, transfer: Transfer) -> Scores:
    """The figures of one transfer."""
    return hear(judge, transfer).scores


def hear(judge: Judge, transfer: Transfer) -> Verdict:
    """The judge's verdict on one transfer."""
    target = judge.styles.index(transfer.target)
    shares = judge.probabilities(transfer.output)
    right = [float(shares[aspect].argmax() == target) for aspect in ASPECTS]
    probability = [float(shares[aspect][target]) for aspect in ASPECTS]
    content = [measure(transfer.source, transfer.output) for measure in (chroma_similarity, top_line_recall)]
    scores = Scores._make([*right, *probability, *content, *judge.style_fit(transfer.output, transfer.target)])
    return Verdict(scores, judge.styles[int(shares["notes"].argmax())])


def score_all(judge: Judge, transfers: Iterable[Transfer]) -> np.ndarray:
    """The figures of many transfers, shape (transfers, fields of Scores)."""
    return np.array([score(judge, transfer) for transfer in transfers]).reshape(-1, len(Scores._fields))


def row(table: np.ndarray, works: Sequence[str], draws: int = DRAWS, seed: int = 0) -> dict[str, Estimate]:
    """The mean of each figure over transfers, and `harmonic`, the harmonic mean of notes accuracy and chroma.

    `harmonic` is the figure that decides whether a change is kept.

    Args:
        table: shape (transfers, fields of Scores).
        works: the work of each transfer's source; the intervals come from resampling works.
    """
    means = resampled_means(table, works, draws, seed)
    columns = dict(zip(Scores._fields, means.T, strict=True))
    columns["harmonic"] = harmonic_mean(columns["right_notes"], columns["chroma"])
    return {name: estimate(column) for name, column in columns.items()}


def harmonic_mean(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The harmonic mean, 2 a b / (a + b), 0 where both are 0."""
    return 2 * one * other / np.maximum(one + other, 1e-12)
