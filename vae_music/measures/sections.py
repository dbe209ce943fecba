"""The sections of a song, such as verse and chorus: by its markers where they name them, else by what is played.

Where the music changes is measured by the novelty of Foote ("Automatic audio segmentation using a measure of audio
novelty", ICME 2000, section 2) for each bar line. Which bar lines are borders is found for the whole song at once, by
dynamic programming with a cost for unusual lengths, as in Sargent, Bimbot and Vincent ("A regularity-constrained
Viterbi algorithm and its application to the structural segmentation of songs", ISMIR 2011).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from vae_music.general_midi import LANES
from vae_music.measures.form import Section, activity
from vae_music.measures.notes import TICKS_PER_BEAT, nearest_tick, pitched, strokes
from vae_music.song import Song

PART = re.compile("intro|vers|chor|refrain|bridge|solo|break|coda|tag|interlude|outro|head|hook", re.IGNORECASE)
"""The words of markers that name a part of a song."""

FEWEST_MARKED = 4
"""With fewer sections than this, markers are not trusted to name them all."""

MOST_BARS = 4_000
"""A longer song is one section."""

KERNEL_BARS = 2
"""The bars on each side of a bar line that are compared."""

NOVELTY_WEIGHT = 6.0
BORDER_COST = 0.5
COST_OF_LENGTH = {8: 0.0, 4: 1.0, 2: 2.0, 1: 5.0}
"""The cost of a section whose number of bars this is the greatest divisor of. These costs and the weight of novelty are
the best of a few for the training tunes of a corpus whose sections are known; see `benchmarks.sections`."""

LONGEST_BARS = 128

_TICKS_PER_SIXTEENTH = TICKS_PER_BEAT // 4
_SIXTEENTHS = 16
_VELOCITY_UNIT = 20


class FoundSections(NamedTuple):
    """The sections of a song, one after the other without gaps, and their names; these are empty without markers."""

    sections: list[Section]
    names: list[str]


def find_sections(song: Song) -> FoundSections:
    """The sections of a song, by its markers or else by what is played.

    Example:
        >>> find_sections(read_song("song.mid")).sections[0]
        Section(first_bar=0, bars=4)
    """
    marked = marked_sections(song)
    if not marked.sections:
        sections = played_sections(song)
        return FoundSections(sections, [""] * len(sections))
    first = marked.sections[0].first_bar
    if not first:
        return marked
    return FoundSections([Section(0, first), *marked.sections], ["", *marked.names])


def marked_sections(song: Song) -> FoundSections:
    """The sections from one marker that names a part to the next; none unless there are at least FEWEST_MARKED."""
    bars = song.downbeats()
    markers = [marker for marker in song.markers if PART.search(marker.text)]
    beats = np.reshape([marker.beat for marker in markers], (1, -1))
    firsts, which = np.unique(np.argmin(np.abs(bars[:-1, None] - beats), axis=0), return_index=True)
    if len(firsts) < FEWEST_MARKED:
        return FoundSections([], [])
    names = [markers[index].text.strip() for index in which]
    return FoundSections(_between([*firsts.tolist(), len(bars) - 1]), names)


def played_sections(song: Song) -> list[Section]:
    """The sections by what is played, whatever the markers say."""
    if song.bar_count > MOST_BARS:
        return [Section(0, song.bar_count)]
    return _between(_best_borders(NOVELTY_WEIGHT * novelty(song) - BORDER_COST))


def _between(borders: list[int]) -> list[Section]:
    return [Section(first, end - first) for first, end in pairwise(borders)]


def novelty(song: Song) -> np.ndarray:
    """The novelty at the beginning of each bar: how unlike the bars before it those after it are; shape (bars,).

    It is the mean of that of how much is played, of the programs that play it, and of the pattern of the drums.
    """
    bars = song.downbeats()
    features = ((_activity(song, bars), _near), (_programs(song, bars), _cosine), (_drums(song, bars), _cosine))
    return np.mean([_foote(bars, likeness) for bars, likeness in features], axis=0)


def _activity(song: Song, bars: np.ndarray) -> np.ndarray:
    notes, drums, programs, velocity = np.nan_to_num(activity(song, bars)).T
    velocity = np.where(velocity > 0, velocity, velocity[velocity > 0].mean() if velocity.any() else 0)
    share = programs / max(programs.max(), 1)
    return np.stack([np.log1p(notes), np.log1p(drums), 2 * share, velocity / _VELOCITY_UNIT], axis=1)


def _programs(song: Song, bars: np.ndarray) -> np.ndarray:
    notes, edges = pitched(song), nearest_tick(bars)
    plays = np.zeros((len(edges) - 1, 128))
    plays[np.searchsorted(edges[1:-1], notes.tick, side="right"), notes.program] = 1
    return plays


def _drums(song: Song, bars: np.ndarray) -> np.ndarray:
    """The lanes that are struck on each sixteenth of each bar; what comes after the sixteenth 16 counts as that."""
    drums, edges = strokes(song), nearest_tick(bars)
    bar = np.searchsorted(edges[1:-1], drums.tick, side="right")
    sixteenth = np.minimum((drums.tick - edges[bar]) // _TICKS_PER_SIXTEENTH, _SIXTEENTHS - 1)
    struck = np.zeros((len(edges) - 1, len(LANES) + 1, _SIXTEENTHS))
    struck[bar, drums.lane, sixteenth] = 1  # strokes without a lane have -1, the last
    return struck[:, :-1].reshape(len(struck), -1)


def _near(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The likeness of rows of two arrays, 0 to 1, by their distance."""
    return np.exp(-((one - other) ** 2).sum(1))


def _cosine(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The likeness of rows of two arrays, 0 to 1, by the cosine of their angle; rows of zeros are alike."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    silent = ~(one.any(1) | other.any(1))
    return np.where(silent, 1.0, (one * other).sum(1) / np.maximum(lengths, 1e-9))


def _foote(features: np.ndarray, likeness: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
    """The correlation of a checkerboard kernel with the diagonal of the matrix of likenesses of bars.

    Before the first bar and after the last one, these go on. Input shape: (bars, any). Output shape: (bars,).
    """
    w, bars = KERNEL_BARS, len(features)
    padded = np.pad(features, ((w, w), (0, 0)), mode="edge")
    total = np.full(bars, 2.0 * w)  # of the diagonal: each bar is like itself
    for i, j in combinations(range(2 * w), 2):
        same_side = (i < w) == (j < w)
        total += (2 if same_side else -2) * likeness(padded[i : i + bars], padded[j : j + bars])
    return total / w**2


def _best_borders(score: np.ndarray) -> list[int]:
    """The bars at which sections begin, and the number of bars, for the highest sum of scores less costs.

    Input shape: (bars,), the score of a border at the beginning of each bar.
    """
    bars = len(score)
    lengths = range(1, min(bars, LONGEST_BARS) + 1)
    cost = np.array([COST_OF_LENGTH[math.gcd(length, 8)] for length in lengths])
    best, begun = np.zeros(bars + 1), np.zeros(bars + 1, np.int64)
    gain = np.append(score, 0.0)  # the end of the song is no choice
    for end in range(1, bars + 1):
        reach = min(end, len(lengths))
        sums = best[end - reach : end][::-1] - cost[:reach]
        length = int(sums.argmax())
        best[end], begun[end] = sums[length] + gain[end], end - length - 1
    borders = [bars]
    while borders[-1]:
        borders.append(int(begun[borders[-1]]))
    return borders[::-1]
