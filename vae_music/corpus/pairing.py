"""The pairing of segments in training: each gets an example of its manner and a source of its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vae_music.corpus.corpus import CorpusSong


class Pairing:
    """Draws an example and a source for each segment, from the shard of the segment.

    The arrangements of a work lie in one shard, except where a new shard begins between them.

    Args:
        songs: the songs among which the arrangements of a group are looked up.
        own_example: the share of segments that are their own example.
    """

    def __init__(self, songs: Sequence[CorpusSong], rng: np.random.Generator, own_example: float = 0.0):
        self.rng, self.own_example = rng, own_example
        self.groups: dict[tuple[Path, str, int], list[CorpusSong]] = {}
        for song in songs:
            self.groups.setdefault(_group(song), []).append(song)

    def find(
        self, songs: Sequence[CorpusSong], steps: np.ndarray, sounds: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The rows of the sounding segments of songs of one shard, of their examples and of their sources.

        Args:
            steps: the number of steps of music of each row of the shard.
            sounds: True for each row of the shard that holds a note.

        Returns:
            Three integer arrays of shape (segments,).
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
        """The rows of the same bars in arrangements drawn at random; where one is silent or of other length, `rows`."""
        first = np.array([other.rows.start for other in self.groups[_group(song)]])
        source = first[self.rng.integers(len(first), size=len(rows))] + rows - song.rows.start
        fits = sounds[source] & (steps[source] == steps[rows])
        return np.where(fits, source, rows)


def _group(song: CorpusSong) -> tuple[Path, str, int]:
    """The key that arrangements share: it includes the number of segments, as others are not the same bar for bar."""
    return song.record.shard, song.entry.group or song.sha256, song.record.segments
