"""What a groove is: the parts of a band, each with its patterns, in a notation like drum tablature.

A pattern is a bar, or several parted by `|` that follow one another. A bar is cut evenly into as many steps as it has
signs: in four beats, `x...x...` is eight eighths and `x..x..x..x..` twelve triplets. Everywhere `.` is silence and
`-` holds what sounds, over the bar line too.

=======  =========================================================================================
a band   `x` the whole chord, `X` accented, `g` soft; `n` the *next* chord, ahead of its time; `u` the
         chord without its lowest note; `1`..`5` that note of it, counted from below; `p`, `q` the
         lowest with the second or the third
a bass   `1` `3` `5` `6` `7` that degree of the chord, `8` the root above, `v` the fifth below; `w` a
         step of a walking line, `a` a step that leads into the next root, `n` the next root itself
drums    `x` a stroke, `X` an accent, `g` a ghost note
=======  =========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.general_midi import LANES


@dataclass(frozen=True)
class Lead:
    """Who plays the melody and how.

    centre: MIDI pitch that the melody is brought nearest to, by octaves; legato: share of a short note that sounds;
    anticipated: share of notes on the beat that come half a beat early; ornament: `chromatic`, `passing` or `grace`,
    with the share of long notes that get it; harmony: programs of a second voice below the melody, none if empty.
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
    """A bass line: its programs, its patterns (one chosen for each section), its lowest MIDI pitch."""

    programs: tuple[int, ...]
    patterns: tuple[str, ...]
    velocity: int = 84
    lowest: int = 28
    name: str = "Bass"


@dataclass(frozen=True)
class Part:
    """An accompanying part: its patterns, and how it voices chords (see `harmony.voice`) around the pitch `centre`."""

    name: str
    programs: tuple[int, ...]
    patterns: tuple[str, ...]
    velocity: int = 68
    kind: str = "close"
    centre: int = 60


@dataclass(frozen=True)
class Groove:
    """One way for a band to play.

    tempo_qpm: slowest and fastest, in quarter notes a minute; beats: drum patterns by lane, one chosen for each
    section; fill: the drums at the end of a section; swing: off-beat eighths come at two thirds of the beat;
    colour: of `harmony.COLOURS`; two_fives: dominant bars are halved into ii and V; accents: velocity added on each
    beat of the bar; swell: velocity that a phrase gains towards its middle; ritardando: the end slows down.
    """

    name: str
    beats_per_bar: int
    tempo_qpm: tuple[int, int]
    lead: Lead
    bass: Bass
    parts: tuple[Part, ...]
    beats: tuple[Mapping[str, str], ...] = ()
    fill: Mapping[str, str] = field(default_factory=dict)
    kit: int = 0
    swing: bool = False
    colour: str = "plain"
    two_fives: bool = False
    accents: tuple[int, ...] = (6, 0, 3, 0)
    swell: int = 6
    ritardando: bool = False


class Step(NamedTuple):
    """A sign of a pattern; onset in ticks of its bar, duration in ticks with the holds that follow in that bar."""

    onset: int
    duration: int
    sign: str


@cache
def read_pattern(pattern: str, beats_per_bar: int) -> tuple[tuple[Step, ...], ...]:
    """The steps of each bar of a pattern; a step with the sign `-` holds over the bar line.

    Raises ValueError where a bar's signs do not fall on ticks.
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
    """A drum pattern from `kick="x..."`; underscores stand for spaces, `hat` and `open_hat` for the hi-hat."""
    names = {lane: lane.replace("hat", "hi-hat").replace("_", " ") for lane in lanes}
    names["hat"] = "closed hi-hat"
    unknown = {names[lane] for lane in lanes} - _LANES
    if unknown:
        raise ValueError(f"no such drum lanes: {sorted(unknown)}")
    return {names[lane]: pattern for lane, pattern in lanes.items()}
