"""Grooves: the parts of a band, each with its patterns, in a notation similar to drum tablature.

A pattern is a bar, or several successive bars separated by `|`. A bar is divided evenly into as many steps as it has
signs: in four beats, `x...x...` is eight eighths and `x..x..x..x..` twelve triplets. In all parts `.` is silence and
`-` holds what sounds, also across the bar line.

=======  =========================================================================================
parts    `x` the whole chord, `X` accented, `g` soft; `n` the *next* chord, played early; `u` the chord
         without its lowest note; `1`..`5` one note of it, counted from below; `p`, `q` the lowest note
         with the second or the third
bass     `1` `3` `5` `6` `7` a degree of the chord, `8` the root above, `v` the fifth below; `w` a note
         of a walking line, `a` a note that leads into the next root, `n` the next root itself
drums    `x` a stroke, `X` an accent, `g` a ghost note
=======  =========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.general_midi import LANES


@dataclass(frozen=True)
class Lead:
    """The lead: the programs that play the melody, and its phrasing.

    centre: the MIDI pitch to which the melody is moved, by octaves, as near as possible.
    legato: the share of a note during which it sounds; the gap is at most a quarter of a beat.
    anticipated: the share of notes on the beat that come half a beat early.
    ornament: `chromatic`, `passing`, `grace` or none. ornamented: the share of long notes that get an ornament.
    harmony: the programs of a second voice below the melody; no such voice if empty.
    """

    programs: tuple[int, ...]
    centre: int = 74
    velocity: int = 92
    legato: float = 0.95
    anticipated: float = 0.0
    ornament: str = ""
    ornamented: float = 0.4
    harmony: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bass:
    """A bass line: its programs, its patterns, of which one is chosen for each section, and its lowest MIDI pitch."""

    programs: tuple[int, ...]
    patterns: tuple[str, ...]
    velocity: int = 84
    lowest: int = 28
    name: str = "Bass"


@dataclass(frozen=True)
class Part:
    """An accompanying part: its patterns, and the kind of voicing (see `harmony.voice`) around the pitch `centre`."""

    name: str
    programs: tuple[int, ...]
    patterns: tuple[str, ...]
    velocity: int = 68
    kind: str = "close"
    centre: int = 60


@dataclass(frozen=True)
class Groove:
    """A way of playing for a whole band: its lead, bass, accompanying parts and drums.

    tempo_qpm: the slowest and the fastest tempo, in quarter notes per minute.
    beats: drum patterns by lane, of which one is chosen for each section. fills: bars of drums, of which one or its
    last beats end a section.
    kit: the program of the drum kit. swing: off-beat eighths are played at two thirds of the beat.
    colour: a key of `harmony.COLOURS`. two_fives: dominant bars are split into ii and V; see `form.with_two_fives`.
    accents: the velocity added on each beat of the bar. swell: the velocity that a section gains towards its middle.
    ritardando: the end slows down.
    """

    name: str
    beats_per_bar: int
    tempo_qpm: tuple[int, int]
    lead: Lead
    bass: Bass
    parts: tuple[Part, ...]
    beats: tuple[Mapping[str, str], ...] = ()
    fills: tuple[Mapping[str, str], ...] = ()
    kit: int = 0
    swing: bool = False
    colour: str = "plain"
    two_fives: bool = False
    accents: tuple[int, ...] = (6, 0, 3, 0)
    swell: int = 6
    ritardando: bool = False


class Step(NamedTuple):
    """A sign of a pattern; onset in ticks of its bar, duration in ticks, including the holds that follow in the bar."""

    onset: int
    duration: int
    sign: str


@cache
def read_pattern(pattern: str, beats_per_bar: int) -> tuple[tuple[Step, ...], ...]:
    """The steps of each bar of a pattern; a step with the sign `-` is held across the bar line.

    Raises ValueError where the signs of a bar do not fall on ticks.
    """
    return tuple(_read_bar(bar, beats_per_bar * TICKS_PER_BEAT) for bar in pattern.split("|"))


def _read_bar(bar: str, bar_ticks: int) -> tuple[Step, ...]:
    length, rest = divmod(bar_ticks, len(bar))
    if rest:
        raise ValueError(f"pattern {bar!r}: {len(bar)} steps do not divide a bar of {bar_ticks} ticks")
    steps: list[Step] = []
    for place, sign in enumerate(bar):
        held = sign == "-" and bool(steps) and steps[-1].onset + steps[-1].duration == place * length
        if held:
            steps[-1] = steps[-1]._replace(duration=steps[-1].duration + length)
        elif sign != ".":
            steps.append(Step(place * length, length, sign))
    return tuple(steps)


_LANES = {lane.name for lane in LANES}


def beat(**lanes: str) -> dict[str, str]:
    """A drum pattern by lane, from arguments such as `kick="x..."`.

    Underscores stand for spaces, `hat` for the closed and `open_hat` for the open hi-hat. Raises ValueError for a name
    that is no lane.
    """
    names = {lane: lane.replace("hat", "hi-hat").replace("_", " ") for lane in lanes}
    names["hat"] = "closed hi-hat"
    unknown = {names[lane] for lane in lanes} - _LANES
    if unknown:
        raise ValueError(f"no such drum lanes: {sorted(unknown)}")
    return {names[lane]: pattern for lane, pattern in lanes.items()}
