"""Note-level fidelity of an output to its source: recall, precision, F1, and velocity error."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.measures.notes import pitched, strokes
from vae_music.song import Song


class Match(NamedTuple):
    """Counts of events: common to both songs, in the source, in the output."""

    common: int
    source: int
    output: int

    @property
    def recall(self) -> float:
        """The share of the source's events that the output has; NaN where the source has none."""
        return self.common / self.source if self.source else float("nan")

    @property
    def precision(self) -> float:
        """The share of the output's events that the source has; NaN where the output has none."""
        return self.common / self.output if self.output else float("nan")

    @property
    def f1(self) -> float:
        """2 common / (source + output); NaN where both are empty."""
        return 2 * self.common / (self.source + self.output) if self.source + self.output else float("nan")

    def __add__(self, other: tuple) -> Match:
        return Match(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class Fidelity(NamedTuple):
    """The comparison of an output with its source; onsets are compared on a grid of twelfths of a beat.

    notes: onset, pitch and program of pitched notes. onsets: the same without program. drums: onset and drum lane;
    percussion without a lane counts as one more lane.
    velocity_error: mean absolute difference, in MIDI steps, over pitched notes with the same onset and pitch; NaN where
    there are none.
    """

    notes: Match
    onsets: Match
    drums: Match
    velocity_error: float

    @property
    def everything(self) -> Match:
        """The match of pitched notes with their programs, and of drums."""
        return self.notes + self.drums


def fidelity(source: Song, output: Song) -> Fidelity:
    """Compare `output` with `source` note by note."""
    mine, theirs = pitched(source), pitched(output)
    onset, onset2 = mine.tick * 128 + mine.pitch, theirs.tick * 128 + theirs.pitch
    strokes1, strokes2 = strokes(source), strokes(output)
    return Fidelity(
        _match(onset * 128 + mine.program, onset2 * 128 + theirs.program),
        _match(onset, onset2),
        _match(strokes1.tick * 128 + strokes1.lane, strokes2.tick * 128 + strokes2.lane),
        _velocity_error(onset, mine.velocity, onset2, theirs.velocity),
    )


def _match(source: np.ndarray, output: np.ndarray) -> Match:
    """The match of two songs' events, given as integers; an event that a song has twice counts once."""
    source, output = np.unique(source), np.unique(output)
    return Match(len(np.intersect1d(source, output, assume_unique=True)), len(source), len(output))


def _velocity_error(event: np.ndarray, velocity: np.ndarray, event2: np.ndarray, velocity2: np.ndarray) -> float:
    """The mean absolute velocity difference over common events; NaN where there are none.

    If a song has an event twice, its loudest note counts, as in the rolls.
    """
    loudest, loudest2 = _loudest(event, velocity), _loudest(event2, velocity2)
    _, mine, theirs = np.intersect1d(loudest[0], loudest2[0], assume_unique=True, return_indices=True)
    if not len(mine):
        return float("nan")
    return float(np.abs(loudest[1][mine] - loudest2[1][theirs]).mean())


def _loudest(event: np.ndarray, velocity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct events in ascending order, and the greatest velocity of each."""
    order = np.lexsort((velocity, event))
    last = np.append(np.diff(event[order]) != 0, True)[: len(order)]
    return event[order][last], velocity[order][last]
