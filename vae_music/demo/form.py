"""The form of an arrangement: the bars of all sections of its plan, and their chord changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from vae_music.demo.harmony import Chord
from vae_music.demo.lead_sheet import TICKS_PER_BEAT, Tune, TuneNote
from vae_music.demo.plan import BarChords, Section


class PlannedBar(NamedTuple):
    """A bar of the arrangement: bar `number`, counted from 0, of the `of` bars of its section.

    start: its tick. level: that of its section, 1 to 4. next_level: that of the next section, or its own in the last
    one. chords: its chords, with the tick at which each begins.
    """

    start: int
    section: str
    number: int
    of: int
    level: int
    next_level: int
    chords: BarChords

    @property
    def is_last(self) -> bool:
        """True for the last bar of a section."""
        return self.number == self.of - 1


class Form(NamedTuple):
    """All bars in order, and the ticks at which the choruses of the melody begin (the first bar of the tune)."""

    bars: tuple[PlannedBar, ...]
    chorus_starts: tuple[int, ...]
    bar_ticks: int

    @property
    def end(self) -> int:
        """The tick at which the last bar ends."""
        return self.bars[-1].start + self.bar_ticks

    def bar_at(self, tick: int) -> PlannedBar:
        """The bar in which a tick lies."""
        return self.bars[tick // self.bar_ticks]

    def markers(self) -> Iterator[tuple[int, str]]:
        """The tick and name of each section."""
        return ((bar.start, bar.section) for bar in self.bars if bar.number == 0)


def lay_out(sections: Sequence[Section], tune: Tune) -> Form:
    """The form of the sections. An upbeat begins in the bar before its chorus unless the song begins with it."""
    first_bars = list(accumulate((len(section.bars) for section in sections), initial=0))
    starts = [first for first, section in zip(first_bars, sections, strict=False) if section.begins_tune]
    chorus_starts = tuple((first - (tune.has_upbeat and first > 0)) * tune.bar_ticks for first in starts)
    return Form(tuple(_numbered(sections, tune.bar_ticks)), chorus_starts, tune.bar_ticks)


def _numbered(sections: Sequence[Section], bar_ticks: int) -> Iterator[PlannedBar]:
    start = 0
    for section, following in zip(sections, [*sections[1:], sections[-1]], strict=True):
        for number, chords in enumerate(section.bars):
            placed = tuple((start + onset, chord) for onset, chord in chords)
            of = len(section.bars)
            yield PlannedBar(start, section.name, number, of, section.level, following.level, placed)
            start += bar_ticks


def transpose_form(form: Form, semitones: int) -> Form:
    """The form transposed by a number of semitones."""
    bars = (
        bar._replace(chords=tuple((onset, chord.transpose(semitones)) for onset, chord in bar.chords))
        for bar in form.bars
    )
    return form._replace(bars=tuple(bars))


def with_two_fives(form: Form, melody: Iterable[TuneNote]) -> Form:
    """Split bars of a dominant that resolves to a major chord into II minor and V, unless the melody has its third."""
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
    """The chord progression of a form, looked up by tick."""

    def __init__(self, form: Form):
        changes = [change for bar in form.bars for change in bar.chords]
        self._onsets = [onset for onset, _ in changes]
        self._chords = [chord for _, chord in changes]
        self._end = form.end

    def at(self, tick: int) -> Chord | None:
        """The chord at a tick, or None in an upbeat."""
        index = bisect_right(self._onsets, tick) - 1
        return self._chords[index] if index >= 0 else None

    def next_change(self, tick: int) -> int:
        """The tick after this one at which the next chord begins, or the end of the form."""
        index = bisect_right(self._onsets, tick)
        return self._onsets[index] if index < len(self._onsets) else self._end
