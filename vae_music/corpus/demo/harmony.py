"""Chords: their symbols, the notes a style adds to them, and how an instrument spreads them over its range."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

PITCH_CLASS = {
    name: pitch for pitch, name in enumerate(("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"))
}
PITCH_CLASS |= {"Db": 1, "Eb": 3, "Gb": 6, "Ab": 8, "Bb": 10}

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)


class Chord(NamedTuple):
    """A root (pitch class 0..11) and its quality: `""` major, `"m"` minor, `"7"` dominant, `"m7"` minor seventh."""

    root: int
    quality: str = ""

    @classmethod
    def parse(cls, symbol: str) -> Chord:
        """The chord of a symbol such as `F#m` or `G7`. Raises KeyError where it names none."""
        length = 2 if symbol[1:2] in ("#", "b") else 1
        quality = symbol[length:]
        TRIADS[quality]
        return cls(PITCH_CLASS[symbol[:length]], quality)

    def transpose(self, semitones: int) -> Chord:
        return self._replace(root=(self.root + semitones) % 12)

    @property
    def degrees(self) -> dict[str, int]:
        """Semitones over the root of the degrees a bass player names: 1, 3, 5, 6 and 7."""
        third, fifth = TRIADS[self.quality][1:]
        return {"1": 0, "3": third, "5": fifth, "6": 9, "7": 11 if self.quality == "" else 10}

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The notes that the symbol names."""
        return frozenset((self.root + interval) % 12 for interval in COLOURS["plain"][self.quality])


TRIADS = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7), "m7": (0, 3, 7)}

COLOURS: dict[str, dict[str, tuple[int, ...]]] = {
    "triads": TRIADS,
    "plain": {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10)},
    "added": {"": (0, 2, 4, 7), "m": (0, 3, 7, 10), "7": (0, 5, 7, 10), "m7": (0, 3, 7, 10)},
    "sixths": {"": (0, 4, 7, 9), "m": (0, 3, 7, 9), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10)},
    "sevenths": {"": (0, 4, 7, 11), "m": (0, 3, 7, 10), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10)},
    "rootless": {"": (2, 4, 7, 9), "m": (2, 3, 7, 10), "7": (2, 4, 9, 10), "m7": (2, 3, 7, 10)},
}
"""Semitones over the root that each colour sounds, by the chord's quality."""


def _close(classes: list[int], centre: int, lowest: int) -> list[int]:
    """The pitch classes stacked upwards from the one at `lowest`, in the octave nearest to `centre`."""
    order = classes[lowest:] + classes[:lowest]
    pitches = [order[0]]
    for pitch_class in order[1:]:
        pitches.append(pitches[-1] + (pitch_class - pitches[-1]) % 12)
    octave = round((centre - sum(pitches) / len(pitches)) / 12)
    return [pitch + 12 * octave for pitch in pitches]


def _drop2(pitches: list[int]) -> list[int]:
    return sorted([pitches[-2] - 12, *pitches[:-2], pitches[-1]])


def _from_root(chord: Chord, intervals: tuple[int, ...], centre: int) -> tuple[int, ...]:
    """The root nearest to half an octave below `centre`, and the intervals over it."""
    root = centre - 6 - (centre - 6 - chord.root + 6) % 12 + 6
    return tuple(root + interval for interval in intervals)


def voice(chord: Chord, kind: str, colour: str, centre: int, previous: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The chord as MIDI pitches, lowest first, near `centre`.

    `close` and `drop2` take the inversion that moves least from `previous`; `shell` is third and seventh alone,
    `octaves` a close triad to be doubled by its player; `guitar`, `power` and `boogie` are shapes that hang on the root.
    """
    third, fifth = chord.degrees["3"], chord.degrees["5"]
    if kind == "guitar":
        return _from_root(chord, (0, fifth, 12, 12 + third, 12 + fifth), centre)
    if kind == "power":
        return _from_root(chord, (0, 7, 12), centre)
    if kind == "boogie":
        return _from_root(chord, (0, 7, 9), centre)
    intervals = (third, chord.degrees["7"]) if kind == "shell" else COLOURS[colour][chord.quality]
    classes = [(chord.root + interval) % 12 for interval in sorted(intervals)]
    choices = [_close(classes, centre, lowest) for lowest in range(len(classes))]
    if kind == "drop2":
        choices = [_drop2(pitches) for pitches in choices]
    return tuple(min(choices, key=lambda pitches: _effort(pitches, centre, previous)))


def _effort(pitches: list[int], centre: int, previous: tuple[int, ...]) -> float:
    """How far the voices move, with a pull back to the centre and away from semitones between neighbours."""
    moved = sum(abs(a - b) for a, b in zip(pitches, previous, strict=False))
    rubbing = sum(b - a == 1 for a, b in pairwise(pitches))
    return moved + abs(sum(pitches) / len(pitches) - centre) + 2 * rubbing


def signature(tonic: int, minor: bool) -> int:
    """Sharps (negative: flats) of the key signature, -5 to 6."""
    sharps = (tonic + 3 * minor) * 7 % 12
    return sharps - 12 * (sharps > 6)
