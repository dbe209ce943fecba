"""The form of an arrangement: intro, choruses, ending, and which chord sounds when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from random import Random
from typing import NamedTuple

from vae_music.demo.harmony import Chord
from vae_music.demo.lead_sheet import TICKS_PER_BEAT, Bar, Tune, TuneNote

INTRO = "Intro"
ENDING = "Ending"


class PlannedBar(NamedTuple):
    """A bar of the arrangement; `number` counts from 0 in its section, of which `of` is the number of bars."""

    start: int
    section: str
    number: int
    of: int
    chords: tuple[tuple[int, Chord], ...]


class Form(NamedTuple):
    """Bars from first to last, and the ticks at which a chorus of the melody (its first bar) begins."""

    bars: tuple[PlannedBar, ...]
    chorus_starts: tuple[int, ...]
    bar_ticks: int

    @property
    def end(self) -> int:
        return self.bars[-1].start + self.bar_ticks

    def markers(self) -> Iterator[tuple[int, str]]:
        """The tick and name of each section."""
        return ((bar.start, bar.section) for bar in self.bars if bar.number == 0)


def plan_form(tune: Tune, intro_bars: int, choruses: int) -> Form:
    """Lay out an intro made of the tune's last bars, the choruses, and one bar on the tonic as ending.

    An upbeat begins in the bar before its chorus, if there is one.
    """
    intro = tune.bars[len(tune.bars) - intro_bars :]
    sections = [(INTRO, [bar.chords for bar in intro])] if intro else []
    first_bars: list[int] = []
    for _ in range(choruses):
        upbeat_shared = tune.has_upbeat and bool(sections)
        first_bars.append(sum(len(chords) for _, chords in sections) - upbeat_shared)
        sections += _sections(tune.bars[upbeat_shared:])
    sections.append((ENDING, [((0, Chord(tune.key.tonic, "m" if tune.key.minor else "")),)]))
    bars = tuple(_numbered(sections, tune.bar_ticks))
    return Form(bars, tuple(first * tune.bar_ticks for first in first_bars), tune.bar_ticks)


def _sections(bars: Iterable[Bar]) -> list[tuple[str, list]]:
    """Chords of the bars, gathered where the section is the same."""
    sections: list[tuple[str, list]] = []
    for bar in bars:
        if not sections or sections[-1][0] != bar.section:
            sections.append((bar.section, []))
        sections[-1][1].append(bar.chords)
    return sections


def _numbered(sections: list[tuple[str, list]], bar_ticks: int) -> Iterator[PlannedBar]:
    start = 0
    for section, bars in sections:
        for number, chords in enumerate(bars):
            placed = tuple((start + onset, chord) for onset, chord in chords)
            yield PlannedBar(start, section, number, len(bars), placed)
            start += bar_ticks


def transpose_form(form: Form, semitones: int) -> Form:
    """The same form in another key."""
    bars = (
        bar._replace(chords=tuple((onset, chord.transpose(semitones)) for onset, chord in bar.chords))
        for bar in form.bars
    )
    return form._replace(bars=tuple(bars))


def with_two_fives(form: Form, melody: Iterable[TuneNote]) -> Form:
    """Halve bars of a dominant that resolves to a major chord into II minor and V, unless its third is sung."""
    sung = {(note.onset // form.bar_ticks, note.pitch % 12) for note in melody}
    half = form.bar_ticks // TICKS_PER_BEAT // 2 * TICKS_PER_BEAT

    def halved(index: int, bar: PlannedBar, following: PlannedBar) -> PlannedBar:
        resolves = len(bar.chords) == 1 and bar.chords[0][1].quality == "7" and following.chords
        if not resolves:
            return bar
        five, one = bar.chords[0][1], following.chords[0][1]
        if one.root != (five.root + 5) % 12 or one.quality == "m" or (index, (five.root + 4) % 12) in sung:
            return bar
        return bar._replace(chords=((bar.start, Chord((five.root + 7) % 12, "m7")), (bar.start + half, five)))

    pairs = zip(form.bars, form.bars[1:], strict=False)
    bars = [halved(index, bar, following) for index, (bar, following) in enumerate(pairs)]
    return form._replace(bars=(*bars, form.bars[-1]))


class Harmony:
    """Which chord sounds at a tick."""

    def __init__(self, form: Form):
        changes = [change for bar in form.bars for change in bar.chords]
        self._onsets = [onset for onset, _ in changes]
        self._chords = [chord for _, chord in changes]
        self._end = form.end

    def at(self, tick: int) -> Chord | None:
        """The chord at a tick; none in an upbeat."""
        index = bisect_right(self._onsets, tick) - 1
        return self._chords[index] if index >= 0 else None

    def next_change(self, tick: int) -> int:
        """The tick after this one at which a chord is named next, or the end."""
        index = bisect_right(self._onsets, tick)
        return self._onsets[index] if index < len(self._onsets) else self._end


def choose_intro(tune: Tune, rng: Random) -> int:
    """Bars of intro: none, two or four."""
    return rng.choice((0, 2, 4) if len(tune.bars) > 8 else (0, 2))
