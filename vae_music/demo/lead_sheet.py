"""Lead sheets: tunes as melody and chord symbols, and the parser of their notation, which is close to ABC.

A tune is a line `id; title; origin; key; metre; quarter notes per minute`, then sections. A section is its name in
brackets, then pairs of lines, chords over melody, with bars separated by `|`. A section without lines repeats the
previous one of the same name.

Chords divide their bar evenly (two in three beats: two beats and one); `-` is a bar without chords, the upbeat. Notes
are letters as in ABC: `C` is middle C, `c` an octave above it, `C,` an octave below it, `c'` an octave above `c`. `^`
sharpens and `_` flattens a single note (no key signature is implied). The length follows in beats, as `2`, `3/2` or
`3/`, `/`, `1/3` or `/3`. `z` is a rest, and `-` ties a note to the next one of the same pitch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from vae_music.demo.harmony import PITCH_CLASS, Chord, Tonality
from vae_music.rolls.spec import RollSpec

TICKS_PER_BEAT = RollSpec().ticks_per_beat
"""The grid of the embedded corpus, which is that of the rolls."""

_NOTE = re.compile(r"(?P<accidental>[_^]?)(?P<letter>[A-Ga-gz])(?P<octave>[,']*)(?P<length>\d*/?\d*)(?P<tie>-?)")
_NATURAL = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}


class TuneNote(NamedTuple):
    """A note of a melody; onset and duration in ticks (twelfths of a beat)."""

    onset: int
    duration: int
    pitch: int


class Bar(NamedTuple):
    """A bar of a tune: its section, and its chords with the tick at which each begins; no chords in an upbeat."""

    section: str
    chords: tuple[tuple[int, Chord], ...]


class Tune(NamedTuple):
    """A melody with its chords.

    key: the key in which the notes are written. tempo_qpm: the lowest and the highest usual tempo, in quarter notes per
    minute. notes: the melody, in ticks from the beginning of the first bar. bars: its bars in order.
    """

    id: str
    title: str
    origin: str
    key: Tonality
    beats_per_bar: int
    tempo_qpm: tuple[int, int]
    notes: tuple[TuneNote, ...]
    bars: tuple[Bar, ...]

    @property
    def has_upbeat(self) -> bool:
        """True if the first bar is an upbeat to the second."""
        return not self.bars[0].chords

    @property
    def bar_ticks(self) -> int:
        """The length of a bar in ticks."""
        return self.beats_per_bar * TICKS_PER_BEAT


def _pitch(note: re.Match) -> int:
    letter = note["letter"]
    octave = 60 + 12 * letter.islower() + 12 * (note["octave"].count("'") - note["octave"].count(","))
    return octave + _NATURAL[letter.lower()] + {"_": -1, "": 0, "^": 1}[note["accidental"]]


def _beats(length: str) -> Fraction:
    over, slash, under = length.partition("/")
    return Fraction(int(over or 1), int(under or 2) if slash else 1)


def _melody_bar(text: str, start: int, bar_ticks: int) -> Iterator[tuple[TuneNote, bool]]:
    """The notes of a bar, each with True if it is tied to the next. Raises ValueError where the bar is not full."""
    onset = start
    for note in _NOTE.finditer(text):
        duration = _beats(note["length"]) * TICKS_PER_BEAT
        if duration.denominator != 1:
            raise ValueError(f"bar {text!r}: {note[0]!r} does not end on a twelfth of a beat")
        if note["letter"] != "z":
            yield TuneNote(onset, int(duration), _pitch(note)), bool(note["tie"])
        onset += int(duration)
    if onset != start + bar_ticks or _NOTE.sub("", text).strip():
        raise ValueError(f"bar {text!r} is not full, or has signs that are no notes")


def _melody(bars: list[str], bar_ticks: int) -> tuple[TuneNote, ...]:
    notes: list[TuneNote] = []
    tied = False
    for number, text in enumerate(bars):
        for note, ties in _melody_bar(text, number * bar_ticks, bar_ticks):
            if tied and notes[-1].pitch == note.pitch:
                notes[-1] = notes[-1]._replace(duration=notes[-1].duration + note.duration)
            else:
                notes.append(note)
            tied = ties
    return tuple(notes)


def _chord_bar(text: str, beats_per_bar: int) -> tuple[tuple[int, Chord], ...]:
    symbols = [] if text.strip() == "-" else text.split()
    starts = [-(-beats_per_bar * place // len(symbols)) for place in range(len(symbols))]
    return tuple((TICKS_PER_BEAT * start, Chord.parse(symbol)) for start, symbol in zip(starts, symbols, strict=True))


def _sections(lines: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """The name, the bars of chords and the bars of melody of each section."""
    known: dict[str, tuple[list[str], list[str]]] = {}
    name = ""
    sheet: list[str] = []

    def finished() -> tuple[str, list[str], list[str]]:
        if sheet:
            chords, melody = ([bar for line in sheet[part::2] for bar in line.split("|")] for part in (0, 1))
            known[name] = chords, melody
        return name, *known[name]

    for line in lines:
        if line.startswith("["):
            if name:
                yield finished()
            name, sheet = line.strip("[] "), []
        else:
            sheet.append(line)
    yield finished()


def parse_tune(text: str) -> Tune:
    """Parse one tune in the notation of this module. Raises ValueError where a bar is invalid."""
    header, *lines = text.strip().splitlines()
    tune_id, title, origin, key, metre, tempo = (field.strip() for field in header.split(";"))
    beats_per_bar = int(metre.split("/")[0])
    bars: list[Bar] = []
    melody: list[str] = []
    for name, chord_texts, melody_texts in _sections(lines):
        bars += [Bar(name, _chord_bar(chords, beats_per_bar)) for chords in chord_texts]
        melody += melody_texts
    if len(bars) != len(melody):
        raise ValueError(f"{tune_id}: {len(bars)} bars of chords over {len(melody)} bars of melody")
    slowest, fastest = map(int, tempo.split("-"))
    return Tune(
        tune_id,
        title,
        origin,
        Tonality(PITCH_CLASS[key.removesuffix("m")], key.endswith("m")),
        beats_per_bar,
        (slowest, fastest),
        _melody(melody, beats_per_bar * TICKS_PER_BEAT),
        tuple(bars),
    )
