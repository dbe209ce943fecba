"""Segments cut at bars into pieces, so that a section of a song may begin or end inside a segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from vae_music.rolls.energy import bars_of_steps
from vae_music.rolls.segments import segment_steps
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


class Pieces(NamedTuple):
    """The pieces of the segments of a song, each of bars of one kind; int arrays of shape (pieces,).

    segment: the segment that it is a piece of. begin: its first step there. length: its number of steps. kind: that of
        its bars.
    """

    segment: np.ndarray
    begin: np.ndarray
    length: np.ndarray
    kind: np.ndarray

    def take(self, index: np.ndarray) -> Pieces:
        """The pieces at these indices."""
        return Pieces(*(column[index] for column in self))

    def cut_from(self, arrays: Mapping[str, np.ndarray], spec: RollSpec) -> dict[str, np.ndarray]:
        """The pieces as segments of their own, from arrays by name that have for each its whole segment, a row a piece.

        Rolls are moved to step 0 and padded with silence; what has no steps stays.
        """
        row, step = np.arange(len(self.begin))[:, None], np.arange(spec.segment_steps)
        inside = step < self.length[:, None]  # (pieces, steps)
        source = np.where(inside, self.begin[:, None] + step, 0)
        last_beat = (self.length[:, None] - 1) // spec.steps_per_beat
        beat = self.begin[:, None] // spec.steps_per_beat + np.minimum(np.arange(spec.segment_beats), last_beat)
        cut = dict(arrays) | {"steps": self.length.astype(np.uint8)}
        for name in {"pitch", "velocity"} & arrays.keys():
            cut[name] = arrays[name][row, source]
            cut[name][~inside] = 0
        if "energy" in arrays:
            cut["energy"] = arrays["energy"][row, beat]
        return cut


def cut_at_bars(song: Song, spec: RollSpec, kinds: np.ndarray) -> Pieces:
    """Cut the segments of a song where one kind of bars follows on another.

    Input shape: kinds int (bars,).
    """
    starts, lengths = segment_steps(song, spec)
    steps = int(lengths.sum())
    segment, kind = np.repeat(np.arange(len(lengths)), lengths), kinds[bars_of_steps(song, spec, steps)]
    first = np.flatnonzero((np.diff(segment, prepend=-1) != 0) | (np.diff(kind, prepend=kind[:1]) != 0))
    return Pieces(segment[first], first - starts[segment[first]], np.diff(first, append=steps), kind[first])
