"""The form of an arrangement: its bars (intro, choruses, ending) and its chord changes."""

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
    """A bar of the arrangement: bar `number`, counted from 0, of the `of` bars of its section.

    start: its tick. chords: its chords, with the tick at which each begins.
    """

    start: int
    section: str
    number: int
    of: int
    chords: tuple[tuple[int, Chord], ...]


class Form(NamedTuple):
    """All bars in order, and the ticks at which the choruses of the melody begin (the first bar of the tune)."""

    bars: tuple[PlannedBar, ...]
    chorus_starts: tuple[int, ...]
    bar_ticks: int

    @property
    def end(self) -> int:
        """The tick at which the last bar ends."""
        return self.bars[-1].start + self.bar_ticks

    def markers(self) -> Iterator[tuple[int, str]]:
        """The tick and name of each section."""
        return ((bar.start, bar.section) for bar in self.bars if bar.number == 0)


def plan_form(tune: Tune, intro_bars: int, choruses: int) -> Form:
    """The form: an intro on the chords of the tune's last bars, the choruses, and one bar on the tonic as ending.

    An upbeat begins in the bar before its chorus, or in a bar of its own at the beginning of the song.
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
    """The chords of the bars, grouped by section."""
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


def choose_intro(tune: Tune, rng: Random) -> int:
    """The number of bars of the intro, drawn at random: 0, 2 or, for a tune of more than 8 bars, 4."""
    return rng.choice((0, 2, 4) if len(tune.bars) > 8 else (0, 2))
