"""Form: how much is played in the course of a song, and whether an output follows its source in that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.measures.notes import TICKS_PER_BEAT, nearest_tick, pitched, strokes
from vae_music.measures.rank_correlation import spearman
from vae_music.song import Song

BLOCK_BARS = 4
STRUCK_WITHIN_BEATS = 1 / 24
_EPSILON_BEATS = 1e-6
_TICKS_PER_SIXTEENTH = TICKS_PER_BEAT // 4


class Section(NamedTuple):
    """A part of a song, such as a verse: the index of its first bar, from 0, and its number of bars."""

    first_bar: int
    bars: int


class Form(NamedTuple):
    """The figures of the form of one output; NaN where not defined.

    follow_*: Spearman's rank correlation with the source over blocks of four bars, -1 to 1; 0 where the output alone
    is constant. explained_*: the share of the variance over the output's bars that its sections explain, 0 to 1. Of
    each, `notes` are pitched notes a beat, `drums` drum strokes a beat, `programs` the number of programs that begin a
    note, and `velocity` the mean velocity of pitched notes. drum_bars, struck_again: see the functions.
    """

    follow_notes: float
    follow_drums: float
    follow_programs: float
    follow_velocity: float
    explained_notes: float
    explained_drums: float
    explained_programs: float
    explained_velocity: float
    drum_bars: float
    struck_again: float


def measure_form(source: Song, output: Song, sections: Sequence[Section] = ()) -> Form:
    """The form of an output with the bars of its source, whose sections are given if they are known."""
    figures = [*follow(source, output), *explained(output, sections), distinct_drum_bars(output), struck_again(output)]
    return Form(*map(float, figures))


def activity(song: Song, borders: np.ndarray) -> np.ndarray:
    """Notes, drums, programs and velocity between the borders, as `Form` defines them.

    Args:
        borders: ascending beats, shape (intervals + 1,).

    Returns:
        shape (intervals, 4); without pitched notes, the velocity is NaN.
    """
    edges, notes, drums = nearest_tick(borders), pitched(song), strokes(song)
    place, struck = (np.searchsorted(edges, tick, side="right") - 1 for tick in (notes.tick, drums.tick))
    inside = (place >= 0) & (place < len(edges) - 1)
    place, velocity = place[inside], notes.velocity[inside]
    playing = np.unique(np.stack([place, notes.program[inside]]), axis=1)[0]

    def count(places: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        return np.bincount(places[places >= 0], weights, len(edges))[: len(edges) - 1]

    beats, sounding = np.diff(borders), count(place)
    mean = np.where(sounding > 0, count(place, velocity) / np.maximum(sounding, 1), np.nan)
    return np.stack([sounding / beats, count(struck) / beats, count(playing), mean], axis=1)


def follow(source: Song, output: Song) -> np.ndarray:
    """The rank correlations of source and output over blocks of four bars, shape (4,), as `Form` defines them.

    They are NaN where the source is constant, and for drums where the output has none.
    """
    bars = source.downbeats()
    borders = np.append(bars[:-1:BLOCK_BARS], bars[-1])
    pairs = zip(activity(source, borders).T, activity(output, borders).T, strict=True)
    figures = np.array([_correlation(mine, theirs) for mine, theirs in pairs])
    figures[1] = figures[1] if any(track.is_drum and len(track) for track in output.tracks) else np.nan
    return figures


def _correlation(source: np.ndarray, output: np.ndarray) -> float:
    both = ~(np.isnan(source) | np.isnan(output))
    source, output = source[both], output[both]
    if not len(source) or np.ptp(source) == 0:
        return float("nan")
    return spearman(source, output) if np.ptp(output) else 0.0


def explained(song: Song, sections: Sequence[Section]) -> np.ndarray:
    """The shares of the variance over bars that sections explain (eta squared), shape (4,), as `Form` defines them.

    Bars outside the sections do not count. A share is NaN where a figure is constant, or there are no sections.
    """
    section = np.full(song.bar_count, -1)
    for index, (first, bars) in enumerate(sections):
        section[first : first + bars] = index
    return np.array([_share_between(figure, section) for figure in activity(song, song.downbeats()).T])


def _share_between(figure: np.ndarray, group: np.ndarray) -> float:
    """The share of the variance of a figure that lies between groups, where -1 is none."""
    there = (group >= 0) & ~np.isnan(figure)
    if not there.any():
        return float("nan")
    figure, group = figure[there] - figure[there].mean(), group[there]
    total = (figure**2).sum()
    sums, counts = np.bincount(group, figure), np.bincount(group)
    return float((sums**2 / np.maximum(counts, 1)).sum() / total) if total > 1e-9 else float("nan")


def distinct_drum_bars(song: Song) -> float:
    """The number of different bars of drums, by lane and sixteenth, for each bar in which the drums play.

    NaN where they never do.
    """
    drums, bars = strokes(song), nearest_tick(song.downbeats())
    middle = drums.tick + _TICKS_PER_SIXTEENTH // 2  # so that rounding down finds the nearest sixteenth
    bar = np.searchsorted(bars[:-1], middle, side="right") - 1
    step = (middle - bars[bar]) // _TICKS_PER_SIXTEENTH
    patterns: dict[int, set[tuple[int, int]]] = {}
    for number, *stroke in zip(bar.tolist(), step.tolist(), drums.lane.tolist(), strict=True):
        patterns.setdefault(number, set()).add((stroke[0], stroke[1]))
    return len(set(map(frozenset, patterns.values()))) / len(patterns) if patterns else float("nan")


def struck_again(song: Song) -> float:
    """The share of pitched notes that begin where another one of their pitch and program ends; NaN without notes."""
    notes = pitched(song)
    if not len(notes.onset):
        return float("nan")
    reach = STRUCK_WITHIN_BEATS + _EPSILON_BEATS
    apart = song.length_beats + 1  # keeps the times of one pitch and program from those of the next
    offset = (notes.program * 128 + notes.pitch) * apart
    ends = np.sort(offset + notes.onset + notes.duration)
    begin = offset + notes.onset
    near = np.searchsorted(ends, begin + reach, side="right") - np.searchsorted(ends, begin - reach)
    return float((near > (notes.duration <= reach)).mean())  # a note that short ends within reach of itself
