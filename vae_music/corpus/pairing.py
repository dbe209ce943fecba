"""What goes with each segment in training: an example of its manner, and a source of its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vae_music.corpus.corpus import CorpusSong


class Pairing:
    """Draws companions for segments, within a shard: all arrangements of a work lie in one, but for some at a border.

    Args:
        songs: among which the arrangements of a group are looked for.
        own_example: how often a segment is its own example.
    """

    def __init__(self, songs: Sequence[CorpusSong], rng: np.random.Generator, own_example: float = 0.0):
        self.rng, self.own_example = rng, own_example
        self.groups: dict[tuple[Path, str, int], list[CorpusSong]] = {}
        for song in songs:
            self.groups.setdefault(_group(song), []).append(song)

    def find(
        self, songs: Sequence[CorpusSong], steps: np.ndarray, sounds: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows of a shard, all of shape (segments,): of the sounding segments of its songs, their examples and sources.

        Args:
            steps, sounds: of all rows of the shard, how many steps are music, and whether any note sounds.
        """
        found = [self._of_song(song, steps, sounds) for song in songs]
        rows, example, source = (np.concatenate(column) for column in zip(*found, strict=True))
        return rows, example, source

    def _of_song(self, song: CorpusSong, steps: np.ndarray, sounds: np.ndarray):
        rows = song.rows.start + np.flatnonzero(sounds[song.rows])
        others = rows[(np.arange(len(rows)) + self.rng.integers(1, max(len(rows), 2), len(rows))) % len(rows)]
        example = np.where(self.rng.random(len(rows)) < self.own_example, rows, others)
        return rows, example, self._sources(song, rows, steps, sounds)

    def _sources(self, song: CorpusSong, rows: np.ndarray, steps: np.ndarray, sounds: np.ndarray) -> np.ndarray:
        """The same bars in an arrangement drawn for each segment; a bar that is silent or cut short there is none."""
        first = np.array([other.rows.start for other in self.groups[_group(song)]])
        source = first[self.rng.integers(len(first), size=len(rows))] + rows - song.rows.start
        fits = sounds[source] & (steps[source] == steps[rows])
        return np.where(fits, source, rows)


def _group(song: CorpusSong) -> tuple[Path, str, int]:
    """What arrangements of the same music share: as many segments as well, or they are not bar for bar the same."""
    return song.record.shard, song.entry.group or song.sha256, song.record.segments
