"""The plan of a song: its sections, and the level of each; the same for a tune in all styles.

Level 1 is thin and soft, level 4 is everybody and loud; `line_up` says who plays at which.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil
from random import Random
from typing import NamedTuple

from vae_music.demo.harmony import Chord
from vae_music.demo.lead_sheet import Bar, Tune

INTRO, BREAK, ENDING = "Intro", "Break", "Ending"

LOUDEST = 4
CURVES = ("1234", "1324", "2134", "2314", "2424", "3124", "3214", "1424")
"""The levels of the sections of a tune over the song; a curve is stretched to as many sections as there are."""

SECTION_BARS = 8
"""Longer sections of a tune are divided, if at least half as many bars are left."""

USUAL_SECONDS, USUAL_SECTIONS = 40.0, 3
"""A tune is played until it has lasted this long and had so many sections, besides intro, break and ending."""

BarChords = tuple[tuple[int, Chord], ...]
"""The chords of a bar, with the tick of the bar at which each begins."""


class Section(NamedTuple):
    """A section of a song: its name, its level (1 to 4), the chords of its bars, and whether the tune begins here."""

    name: str
    level: int
    bars: tuple[BarChords, ...]
    begins_tune: bool = False


def usual_choruses(tune: Tune) -> int:
    """The number of times that the tune is usually played."""
    seconds = len(tune.bars) * tune.beats_per_bar * 120 / sum(tune.tempo_qpm)
    sections = sum(1 for _ in _divided(tune))
    return max(ceil(USUAL_SECONDS / seconds), ceil(USUAL_SECTIONS / sections))


def plan_song(tune: Tune, choruses: int, rng: Random) -> list[Section]:
    """The sections: perhaps an intro, the tune a number of times, perhaps a break before the last, an ending.

    Intro and break have the chords of the tune's last bars. An upbeat begins in the bar before the tune, or in a bar of
    its own at the beginning of the song.
    """
    in_tune = list(_divided(tune))
    levels = iter(_levels(len(in_tune) * choruses, rng))
    intro = _last_bars(tune, rng.choice((0, 2, 4) if len(tune.bars) > SECTION_BARS else (0, 2)))
    pause = _last_bars(tune, rng.choice((0, 2, 4)))
    sections = [Section(INTRO, rng.choice((1, 2, 3)), intro)] if intro else []
    break_level = rng.choice((1, LOUDEST))
    for chorus in range(choruses):
        if pause and 0 < chorus == choruses - 1:
            sections.append(Section(BREAK, break_level, pause))
        for place, (name, bars) in enumerate(in_tune):
            upbeat_shared = tune.has_upbeat and not place and bool(sections)
            sections.append(Section(name, next(levels), bars[upbeat_shared:], begins_tune=not place))
    tonic = ((0, Chord(tune.key.tonic, "m" if tune.key.minor else "")),)
    last = sections[-1].level
    sections.append(Section(ENDING, rng.choice((1, last, last)), (tonic,) * rng.choice((1, 2))))
    return sections


def _last_bars(tune: Tune, number: int) -> tuple[BarChords, ...]:
    return tuple(bar.chords for bar in tune.bars[len(tune.bars) - number :])


def _levels(sections: int, rng: Random) -> list[int]:
    curve = rng.choice(CURVES)
    if sections == 1:
        return [LOUDEST]
    return [int(curve[round(place * (len(curve) - 1) / (sections - 1))]) for place in range(sections)]


def _divided(tune: Tune) -> Iterator[tuple[str, tuple[BarChords, ...]]]:
    """The names and bars of the sections of the tune; an upbeat belongs to the first and does not count."""
    for name, group in groupby(tune.bars, lambda bar: bar.section):
        bars = list(group)
        while len(bars) - (upbeat := not bars[0].chords) >= SECTION_BARS * 3 // 2:
            yield name, _chords(bars[: SECTION_BARS + upbeat])
            bars = bars[SECTION_BARS + upbeat :]
        yield name, _chords(bars)


def _chords(bars: list[Bar]) -> tuple[BarChords, ...]:
    return tuple(bar.chords for bar in bars)
