"""The players of a band: each plays its patterns over the form and the harmony."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from vae_music.demo.form import Form, Harmony
from vae_music.demo.groove import Groove, Part, Step, read_pattern
from vae_music.demo.harmony import Chord, Tonality, voice
from vae_music.demo.line_up import LineUp
from vae_music.demo.plan import ENDING, LOUDEST

T = TypeVar("T")

STRESS = {"X": 12, "n": 5, "g": -24, "u": -8, "a": -4}
"""The velocity that a sign adds to that of its part."""


class Stage(NamedTuple):
    """The context that all players share."""

    groove: Groove
    line_up: LineUp
    form: Form
    harmony: Harmony
    tonality: Tonality


class PlayedNote(NamedTuple):
    """A note; onset and end in ticks, stress in velocity steps added to the velocity of the part."""

    onset: int
    end: int
    pitch: int
    stress: int


def at_level(patterns: Sequence[T], strokes: Callable[[T], float], level: int, rng: Random) -> T:
    """One of the patterns: not the one with most strokes at the levels 1 and 2, nor the one with fewest at level 4."""
    ordered = sorted(patterns, key=strokes)
    if len(ordered) > 1 and level != LOUDEST - 1:
        ordered = ordered[1:] if level == LOUDEST else ordered[:-1]
    return rng.choice(ordered)


def _steps(player: str, patterns: tuple[str, ...], closing: str, stage: Stage, rng: Random) -> Iterator[Step]:
    """The steps of a player, in ticks of the song, in the sections in which it plays; see `line_up` for its letter.

    Each section draws a new pattern; the ending is one step with the sign `closing`, and all players join in it.
    """
    beats = stage.groove.beats_per_bar

    def strokes(pattern: str) -> float:
        bars = read_pattern(pattern, beats)
        return sum(map(len, bars)) / len(bars)

    bars: tuple[tuple[Step, ...], ...] = ()
    for bar in stage.form.bars:
        if bar.number == 0:
            bars = read_pattern(at_level(patterns, strokes, bar.level, rng), beats)
        if bar.section == ENDING:
            if bar.number == 0:
                yield Step(bar.start, stage.form.bar_ticks * bar.of, closing)
        elif bar.chords and stage.line_up.plays(player, bar.level):
            yield from (step._replace(onset=bar.start + step.onset) for step in bars[bar.number % len(bars)])


def _cut_at_changes(steps: Iterable[Step], harmony: Harmony) -> Iterator[Step]:
    """The steps, split where a chord changes within a step; the remainder becomes a hold."""
    for step in steps:
        onset, end, sign = step.onset, step.onset + step.duration, step.sign
        while onset < end:
            change = min(harmony.next_change(onset), end)
            yield Step(onset, change - onset, sign)
            onset, sign = change, "-"


def accompany(part: Part, stage: Stage, rng: Random) -> list[PlayedNote]:
    """The chords and figures of an accompanying part; a hold into another chord strikes the new chord."""
    sounds: list[PlayedNote] = []
    struck = 0  # the number of last sounds that began together
    sounding: Chord | None = None
    pitches: tuple[int, ...] = ()
    sign = ""
    harmony = stage.harmony
    player, closing = ("1", "x") if part is stage.groove.parts[0] else ("2", "u")
    for step in _cut_at_changes(_steps(player, part.patterns, closing, stage, rng), harmony):
        end = step.onset + step.duration
        chord = harmony.at(harmony.next_change(step.onset) if step.sign == "n" else step.onset)
        held = step.sign == "-"
        if held and (not sounds or sounds[-1].end != step.onset):
            continue  # nothing sounds that could be held
        if held and chord == sounding:
            sounds[-struck:] = [sound._replace(end=end) for sound in sounds[-struck:]]
            continue
        if chord and chord != sounding:
            sounding = chord
            pitches = voice(chord, part.kind, stage.groove.colour, stage.tonality, part.centre, pitches)
        sign = sign if held else step.sign
        notes = _struck(sign, pitches, part.kind)
        struck = len(notes)
        sounds += [PlayedNote(step.onset, end, pitch, STRESS.get(sign, 0)) for pitch in notes]
    return sounds


def _struck(sign: str, pitches: tuple[int, ...], kind: str) -> tuple[int, ...]:
    """The notes of a voicing for a sign of `groove`; numbers beyond the voicing continue an octave higher."""
    if sign in "pq":
        return pitches[0], pitches["_pq".index(sign)]
    if sign == "u":
        return pitches[1:]
    if not sign.isdigit():
        return pitches
    octave, place = divmod(int(sign) - 1, len(pitches))
    pitch = pitches[place] + 12 * octave
    return (pitch, pitch + 12) if kind == "octaves" else (pitch,)


def play_bass(stage: Stage, rng: Random) -> list[PlayedNote]:
    """The bass line. The first note of a chord is its root, unless the root was already played before the change."""
    sounds: list[PlayedNote] = []
    rooted: Chord | None = None
    for step in _cut_at_changes(_steps("B", stage.groove.bass.patterns, "1", stage, rng), stage.harmony):
        chord, following, goal = _chords_around(step.onset, stage)
        sign, end = step.sign, step.onset + step.duration
        if sign == "-" and (not sounds or sounds[-1].end != step.onset):
            continue  # nothing sounds that could be held
        if sign == "-" and chord == rooted:
            sounds[-1] = sounds[-1]._replace(end=end)
            continue
        if sign == "-" or (chord != rooted and sign not in "an"):
            sign = "1"
        rooted = {"n": following, "1": chord}.get(sign, rooted)
        before = sounds[-1].pitch if sounds else _root(chord, stage.groove.bass.lowest)
        steps_left = max((goal - step.onset) // step.duration, 1)
        pitch = _bass_pitch(sign, chord, following, before, steps_left, stage, rng)
        sounds.append(PlayedNote(step.onset, end, pitch, STRESS.get(sign, 0)))
    return sounds


def _chords_around(tick: int, stage: Stage) -> tuple[Chord, Chord, int]:
    """The chord at a tick, the following chord, and the tick of that one: the next change or the next bar."""
    bar_end = (tick // stage.form.bar_ticks + 1) * stage.form.bar_ticks
    goal = min(stage.harmony.next_change(tick), bar_end)
    chord, following = stage.harmony.at(tick), stage.harmony.at(goal)
    assert chord, "bars without a chord have no steps"
    return chord, following or chord, goal


def _bass_pitch(
    sign: str, chord: Chord, following: Chord, before: int, steps_left: int, stage: Stage, rng: Random
) -> int:
    """The pitch for a sign, after the pitch `before` and `steps_left` steps ahead of the following chord."""
    lowest = stage.groove.bass.lowest
    if sign == "a":
        return _approach(_root(following, lowest), before, stage.tonality, rng)
    if sign == "w":
        return _walk(chord, _root(following, lowest), before, steps_left, stage, rng)
    if sign == "n":
        return _root(following, lowest)
    root = _root(chord, lowest)
    if sign == "v":
        below = root + chord.degrees["5"] - 12
        return below if below >= lowest else below + 12
    return root + (12 if sign == "8" else chord.degrees[sign])


def _root(chord: Chord, lowest: int) -> int:
    return lowest + (chord.root - lowest) % 12


def _approach(goal: int, before: int, tonality: Tonality, rng: Random) -> int:
    """A pitch a semitone or a step of the scale away from the next root."""
    near = [goal + step for step in (-2, -1, 1, 2) if abs(step) == 1 or (goal + step) % 12 in tonality.scale]
    return min((pitch for pitch in near if pitch != before), key=lambda pitch: abs(pitch - before) + 2 * rng.random())


def _walk(chord: Chord, goal: int, before: int, steps_left: int, stage: Stage, rng: Random) -> int:
    """A pitch on an arched line to the next root, preferably one of the chord rather than only of the scale."""
    lowest = stage.groove.bass.lowest
    usable = stage.tonality.scale | chord.pitch_classes
    direction = 1 if before < lowest + 9 else -1
    expected = before + (goal - before) / steps_left + 2 * direction * (steps_left - 1)
    near = range(max(before - 7, lowest), min(before + 7, lowest + 19) + 1)

    def cost(pitch: int) -> float:
        return abs(pitch - expected) + 1.5 * (pitch % 12 not in chord.pitch_classes) + 3 * rng.random()

    return min((pitch for pitch in near if pitch % 12 in usable and pitch not in (before, goal)), key=cost)
