"""Voice assignment: tune and bass get voices of their own, other parts the voices that fit them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vae_music.rolls.outline import outline
from vae_music.rolls.quantize import GridNotes

MELODY, BASS = 0, 1
_FIRST_FREE = 2
# A note that overlaps the next one by at most this number of steps is legato, not a second voice.
_LEGATO_STEPS = 1
# The initial pitches of the free voices, spaced evenly from voice 2 to the last; a line takes the voice nearest to it.
_HIGHEST_HOME, _LOWEST_HOME = 76, 43
# The costs of sharing a voice: with any line, with one of another program, and with one that plays at the same time.
_TAKEN_HOME_SEMITONES, _SHARED_HOME, _MET = 24.0, 100.0, 1000.0
# The weights, in the competition for voices, of a note in unison with another and of a note held over; others have 1.
_DOUBLED_WEIGHT, _HELD_WEIGHT = 0.6, 0.25
_LAST_RESORT = 1000.0
_MAX_PATTERNS = 256
# The costs of putting a remaining note into a voice, in addition to the distance in semitones.
_CUTS_A_NOTE, _OTHER_PROGRAM, _OTHERS_VOICE, _FORBIDDEN = 30.0, 200.0, 500.0, 1e6


def assign_voices(notes: GridNotes, bass: tuple[int, ...], segment_of_step: np.ndarray, voices: int) -> np.ndarray:
    """Assign a voice to each note, or -1 if all voices already have an onset at its step.

    Voice 0 gets the notes of the tune, voice 1 the lower outline of the tracks `bass`, which take turns.
    No voice gets two onsets at one step. A part keeps its voices from segment to segment as long as they are free.
    """
    voice = np.full(len(notes.step), -1)
    is_bass = np.zeros(max(int(notes.track.max(initial=0)), *bass, 0) + 1, bool)
    is_bass[list(bass)] = True
    tune = np.flatnonzero(notes.tune)
    voice[tune[np.diff(notes.step[tune], prepend=-1) > 0]] = MELODY  # the highest of a step, where two are in one
    voice[_lower_outline(notes, np.flatnonzero(is_bass[notes.track] & (voice < 0)))] = BASS
    rest = np.flatnonzero(voice < 0)
    if len(rest):
        reserved = np.zeros((int(segment_of_step[-1]) + 1, _FIRST_FREE), bool)
        sung = np.flatnonzero(voice >= 0)
        reserved[segment_of_step[notes.step[sung]], voice[sung]] = True
        weight = np.where(is_doubled(notes, voice)[rest], _DOUBLED_WEIGHT, 1.0)
        others = notes.take(rest)
        line = _lines(others, segment_of_step, voices)
        voice[rest] = _homes(others, line, weight, reserved, segment_of_step, voices)
        _crowd_in(notes, voice, segment_of_step, voices)
    return voice


def _lower_outline(notes: GridNotes, among: np.ndarray) -> np.ndarray:
    """The indices of the lower outline of the notes `among`, one note at a time."""
    among = among[np.lexsort((notes.pitch[among], notes.step[among]))]  # the lowest note of a step comes first
    return among[outline(notes.step[among], notes.end[among] - _LEGATO_STEPS, -notes.pitch[among])]


def _lines(notes: GridNotes, segment_of_step: np.ndarray, voices: int) -> np.ndarray:
    """Split the notes of each track into lines of one note at a time; returns the line of each note, shape (notes,).

    A line takes no note while it holds one, so no note is shortened. In segments where this gives more lines than
    voices, tracks of the same program share lines: the highest notes struck together form the first, and so on.
    """
    stands_for = np.zeros(int(notes.program.max()) + 1, np.int64)
    stands_for[notes.program] = notes.track
    owner = stands_for[notes.program]  # one track represents all tracks of a program
    rank = _in_order(_peeled, notes, notes.track)
    place = _in_order(_places, notes, owner)
    width = max(int(rank.max()), int(place.max())) + 1
    segment, line = segment_of_step[notes.step], notes.track * width + rank
    sounding = np.zeros((int(segment[-1]) + 1, int(line.max()) + 1), bool)
    sounding[segment, line] = True
    crowded = sounding.sum(1) > voices - _FIRST_FREE
    return np.where(crowded[segment], owner * width + place, line)


def _in_order(number: Callable, notes: GridNotes, group: np.ndarray) -> np.ndarray:
    """Apply the function `number` to the notes sorted by group; each group is sorted by step and descending pitch."""
    order = np.argsort(group.astype(np.int16), kind="stable")
    numbers = np.empty(len(order), np.int64)
    numbers[order] = number(group[order], notes.step[order], notes.end[order])
    return numbers


def _peeled(group: np.ndarray, step: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Number the lines of each group so that no line takes a note while it holds one."""
    base = group * (int(end.max()) + 1)
    begin, free = base + step, base + np.maximum(end - _LEGATO_STEPS, step + 1)
    number, chord = _places(group, step, end), np.flatnonzero(np.diff(begin, prepend=-1))
    held = np.append(0, np.maximum.accumulate(free)[chord[1:] - 1])  # when all notes before a chord have ended
    over = np.zeros(int(group.max()) + 1, bool)
    over[group[chord[held > begin[chord]]]] = True
    holding = np.flatnonzero(over[group])  # other groups have one line per position in their chords
    number[holding] = _chained(begin[holding], free[holding])
    return number


def _chained(begin: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Peel off chain after chain, each taking the next note whenever it is free; returns the chain of each note."""
    numbers = np.zeros(len(begin), np.int64)
    left, number = np.arange(len(begin)), 0
    while len(left):
        following = np.searchsorted(begin[left], free[left]).tolist()
        taken: list[int] = []
        take, i, end = taken.append, 0, len(following)
        while i < end:
            take(i)
            i = following[i]
        numbers[left[taken]] = number
        left, number = np.delete(left, taken), number + 1
    return numbers


def _places(group: np.ndarray, step: np.ndarray, _: np.ndarray) -> np.ndarray:
    """The position of each note among those that its group strikes at the same step."""
    index = np.arange(len(group))
    first = np.append(True, (group[1:] != group[:-1]) | (step[1:] != step[:-1]))
    return index - np.maximum.accumulate(np.where(first, index, 0))


def _homes(
    notes: GridNotes,
    line: np.ndarray,
    weight: np.ndarray,
    reserved: np.ndarray,
    segment_of_step: np.ndarray,
    voices: int,
) -> np.ndarray:
    """Assign a voice to each note by its line; -1 where a segment has more lines than voices.

    Args:
        line, weight: the line and the weight of each note, shape (notes,); if a segment has too few voices, its lines
            of the greatest weight get them.
        reserved: True if melody or bass has notes in a segment, bool of shape (segments, 2).
    """
    line = _renumbered(line)
    begin, end = segment_of_step[notes.step], segment_of_step[notes.end - 1]
    count = np.bincount(line)
    weights = np.zeros((len(reserved), len(count)))
    for this, last, which in zip(*(c[end > begin].tolist() for c in (begin, end, line)), strict=True):
        weights[this + 1 : last + 1, which] = _HELD_WEIGHT
    weights += np.bincount(begin * len(count) + line, weight, weights.size).reshape(weights.shape)
    program = np.zeros(len(count), np.int64)
    program[line] = notes.program
    return _slots(weights, np.bincount(line, notes.pitch) / count, program, reserved, voices)[begin, line]


def _renumbered(numbers: np.ndarray) -> np.ndarray:
    """Replace the numbers that occur by 0, 1, 2 and so on, in the same order."""
    occurs = np.zeros(int(numbers.max()) + 1, bool)
    occurs[numbers] = True
    return (np.cumsum(occurs) - 1)[numbers]


def _slots(
    weights: np.ndarray, pitch: np.ndarray, program: np.ndarray, reserved: np.ndarray, voices: int
) -> np.ndarray:
    """The voice of each line in each segment in which it has weight, or -1 if it gets none; shape (segments, lines).

    The heaviest lines of a segment get the voices. A line has its home voice wherever no heavier line of the same home
    plays. Elsewhere it takes a free voice, that of melody or bass last of all.
    """
    home, owner = _home_voices(weights, pitch, program, voices)
    free = np.ones((len(weights), voices), bool)
    free[:, :_FIRST_FREE] = ~reserved
    rank = np.argsort(np.argsort(-weights, axis=1, kind="stable"), axis=1, kind="stable")
    weights = np.where(rank < free.sum(1)[:, None], weights, 0.0)
    table = np.where(weights > 0, home, -1)
    for line in np.argsort(-weights.sum(0), kind="stable").tolist():
        plays = np.flatnonzero(weights[:, line])
        at_home = free[plays, home[line]]
        free[plays[at_home], home[line]] = False
        table[plays[~at_home], line] = -1
    segments, lines = np.nonzero((weights > 0) & (table < 0))
    for place in np.argsort(-weights[segments, lines], kind="stable").tolist():
        segment, line = segments[place], lines[place]
        there = np.flatnonzero(free[segment])
        if len(there):
            cost = _LAST_RESORT * (there < _FIRST_FREE) + _SHARED_HOME * (owner[there] != program[line])
            voice = there[np.argmin(cost)]
            table[segment, line], free[segment, voice] = voice, False
    return table


def _home_voices(
    weights: np.ndarray, pitch: np.ndarray, program: np.ndarray, voices: int
) -> tuple[np.ndarray, np.ndarray]:
    """The voice in which each line plays throughout the song, and the program of each voice (-1: none).

    Lines choose in turn, the heaviest first: a voice of their own, the nearest in pitch, while there are any. Then they
    share one with lines that seldom play when they do, preferably of their program, so that a voice has one program.
    """
    at = np.linspace(_HIGHEST_HOME, _LOWEST_HOME, voices - _FIRST_FREE)
    owner = np.full(voices, -1)
    taken = np.zeros((len(weights), voices - _FIRST_FREE), bool)
    home = np.zeros(weights.shape[1], np.int64)
    total = weights.sum(0)
    for line in np.argsort(-total, kind="stable").tolist():
        has = owner[_FIRST_FREE:] >= 0
        away = _SHARED_HOME * (owner[_FIRST_FREE:] != program[line]) * has
        met = weights[:, line] @ taken / max(total[line], 1e-9)
        voice = int(np.argmin(np.abs(at - pitch[line]) + away + _TAKEN_HOME_SEMITONES * has + _MET * met))
        home[line] = voice + _FIRST_FREE
        taken[:, voice] |= weights[:, line] > 0
        if not has[voice]:
            at[voice], owner[home[line]] = pitch[line], program[line]
    return home, owner


def _crowd_in(notes: GridNotes, voice: np.ndarray, segment_of_step: np.ndarray, voices: int) -> None:
    """Assign notes without a voice, in place, to the cheapest voice that has no onset at their step."""
    left = np.flatnonzero(voice < 0)
    if not len(left):
        return
    left = left[np.lexsort((is_doubled(notes, voice)[left], notes.step[left]))]
    program, pitch = _in_segments(notes, voice, segment_of_step, voices)
    struck, sounding = _occupied(notes, voice, len(segment_of_step), voices)
    while len(left):
        first = np.append(True, np.diff(notes.step[left]) > 0)
        now, left = left[first], left[~first]
        step, segment = notes.step[now], segment_of_step[notes.step[now]]
        there = program[segment]
        cost = np.where(there < 0, 0.0, np.abs(pitch[segment] - notes.pitch[now, None]))
        cost += _OTHER_PROGRAM * ((there >= 0) & (there != notes.program[now, None]))
        cost += _CUTS_A_NOTE * sounding[step]
        cost[:, :_FIRST_FREE] += _OTHERS_VOICE * (there[:, :_FIRST_FREE] >= 0)
        cost += _FORBIDDEN * struck[step]
        best = cost.argmin(1)
        fits = cost[np.arange(len(now)), best] < _FORBIDDEN
        voice[now[fits]] = best[fits]
        struck[step[fits], best[fits]] = True


def is_doubled(notes: GridNotes, voice: np.ndarray) -> np.ndarray:
    """True for each note in unison with another that has a voice or comes before it; bool, shape (notes,).

    The notes are sorted by step and pitch, so unisons are adjacent.
    """
    if not len(voice):
        return np.zeros(0, bool)
    index = np.arange(len(voice))
    same = (np.diff(notes.step) == 0) & (np.diff(notes.pitch) == 0) & (np.diff(notes.pattern) == 0)
    first = np.flatnonzero(np.append(True, ~same))
    with_voice_first = np.where(voice >= 0, index, index + len(voice))
    doubled = np.ones(len(voice), bool)
    doubled[np.minimum.reduceat(with_voice_first, first) % len(voice)] = False
    return doubled


def _in_segments(
    notes: GridNotes, voice: np.ndarray, segment_of_step: np.ndarray, voices: int
) -> tuple[np.ndarray, np.ndarray]:
    """The program (-1: none) and the mean pitch of each voice in each segment, both of shape (segments, voices)."""
    placed = voice >= 0
    cell = segment_of_step[notes.step[placed]] * voices + voice[placed]
    shape = int(segment_of_step[-1]) + 1, voices
    program = np.full(shape[0] * voices, -1)
    program[cell] = notes.program[placed]
    count = np.bincount(cell, minlength=program.size)
    pitch = np.bincount(cell, notes.pitch[placed], program.size) / np.maximum(count, 1)
    return program.reshape(shape), pitch.reshape(shape)


def _occupied(notes: GridNotes, voice: np.ndarray, steps: int, voices: int) -> tuple[np.ndarray, np.ndarray]:
    """True where a note begins, and True where a note sounds; both bool of shape (steps, voices)."""
    placed = np.flatnonzero(voice >= 0)
    begin, column = notes.step[placed], voice[placed]
    struck = np.zeros((steps, voices), bool)
    struck[begin, column] = True
    size = (steps + 1) * voices
    change = np.bincount(begin * voices + column, minlength=size)
    change -= np.bincount(np.minimum(notes.end[placed], steps) * voices + column, minlength=size)
    return struck, change.reshape(steps + 1, voices).cumsum(0)[:-1] > 0
