"""Keys and chords: chord symbols, the notes that a style adds to them, and their voicing on an instrument."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

_SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
PITCH_CLASS = {name: pitch for pitch, name in enumerate(_SHARPS)} | {"Db": 1, "Eb": 3, "Gb": 6, "Ab": 8, "Bb": 10}

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)


class Tonality(NamedTuple):
    """A key: its tonic (pitch class 0..11) and mode."""

    tonic: int
    minor: bool

    @property
    def scale(self) -> frozenset[int]:
        """The pitch classes of its major or natural minor scale."""
        return frozenset((self.tonic + step) % 12 for step in (MINOR_SCALE if self.minor else MAJOR_SCALE))

    @property
    def signature(self) -> int:
        """The number of sharps (negative: flats) of the key signature, -5 to 6."""
        sharps = (self.tonic + 3 * self.minor) * 7 % 12
        return sharps - 12 * (sharps > 6)

    def transpose(self, semitones: int) -> Tonality:
        """The key, transposed."""
        return self._replace(tonic=(self.tonic + semitones) % 12)


class Chord(NamedTuple):
    """A root (pitch class 0..11) and its quality: `""` major, `"m"` minor, `"7"` dominant, `"m7"` minor seventh."""

    root: int
    quality: str = ""

    @classmethod
    def parse(cls, symbol: str) -> Chord:
        """The chord of a symbol such as `F#m` or `G7`. Raises ValueError for an unknown symbol."""
        length = 2 if symbol[1:2] in ("#", "b") else 1
        name, quality = symbol[:length], symbol[length:]
        if name not in PITCH_CLASS or quality not in TONES:
            raise ValueError(f"{symbol!r} is no chord that is known here")
        return cls(PITCH_CLASS[name], quality)

    def transpose(self, semitones: int) -> Chord:
        """The chord, transposed."""
        return self._replace(root=(self.root + semitones) % 12)

    @property
    def degrees(self) -> dict[str, int]:
        """The semitones above the root of the degrees in patterns of a bass: 1, 3, 5, 6 and 7."""
        third, fifth = TONES[self.quality][1:3]
        return {"1": 0, "3": third, "5": fifth, "6": 9, "7": 10}

    @property
    def pitch_classes(self) -> frozenset[int]:
        """The pitch classes of the notes that the symbol names."""
        return frozenset((self.root + interval) % 12 for interval in TONES[self.quality])


TONES = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10)}
"""The semitones above the root of the notes that a chord symbol names, by quality."""

COLOURS: dict[str, dict[str, tuple[int, ...]]] = {
    "triads": {quality: tones[:3] for quality, tones in TONES.items()},
    "plain": TONES,
    "added": {"": (0, 4, 7, 2, 9), "m": (0, 3, 7, 10), "7": (0, 10, 7, 5, 4), "m7": (0, 3, 7, 10)},
    "sixths": {"": (0, 4, 7, 9, 2), "m": (0, 3, 7, 10), "7": (0, 4, 7, 10), "m7": (0, 3, 7, 10)},
    "sevenths": {"": (0, 4, 7, 11, 10, 9), "m": (0, 3, 7, 10), "7": (4, 7, 10, 2, 0), "m7": (0, 3, 7, 10)},
    "rootless": {"": (4, 7, 9, 2, 0), "m": (3, 10, 7, 2, 0), "7": (4, 10, 2, 9, 7, 0), "m7": (3, 10, 7, 2, 0)},
}
"""The semitones above the root of the notes of each colour, by quality, in order of preference."""


def colour_tones(chord: Chord, colour: str, tonality: Tonality) -> list[int]:
    """The pitch classes of a chord in a colour, at most four, upwards from the root.

    Notes that the symbol does not name must belong to the key, and the chord on the tonic gets no major seventh, which
    would clash with a melody that ends on the tonic.
    """

    def fits(interval: int) -> bool:
        added = interval not in TONES[chord.quality]
        foreign = (chord.root + interval) % 12 not in tonality.scale
        return not (added and (foreign or (interval == 11 and chord.root == tonality.tonic)))

    chosen = [interval for interval in COLOURS[colour][chord.quality] if fits(interval)][:4]
    return [(chord.root + interval) % 12 for interval in sorted(chosen)]


def voice(
    chord: Chord, kind: str, colour: str, tonality: Tonality, centre: int, previous: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """The chord as MIDI pitches, lowest first, near `centre`.

    The kinds `close`, `octaves` (which the player doubles) and `drop2` take the inversion that moves least from
    `previous`; so do `shell`, third and seventh only, and `pair`, third and fifth. `guitar`, `strum` (its upper
    strings), `power` and `boogie` are fixed shapes on a root in the octave below `centre`.
    """
    third, fifth = chord.degrees["3"], chord.degrees["5"]
    shapes = {
        "guitar": (0, fifth, 12, 12 + third, 12 + fifth),
        "strum": (fifth, 12, 12 + third, 12 + fifth),
        "power": (0, 7, 12),
        "boogie": (0, 7, 9),
    }
    if kind in shapes:
        lowest = centre - 12
        root = lowest + (chord.root - lowest) % 12
        return tuple(root + interval for interval in shapes[kind])
    classes = colour_tones(chord, colour, tonality)
    if kind in ("shell", "pair"):
        upper = _seventh(chord, tonality) if kind == "shell" else (chord.root + fifth) % 12
        classes = [(chord.root + third) % 12, upper]
    choices = [_stack(classes[lowest:] + classes[:lowest], centre) for lowest in range(len(classes))]
    if kind == "drop2":
        choices = [_drop2(pitches) for pitches in choices]
    nearest = min(choices, key=lambda pitches: _effort(pitches, centre, previous))
    return tuple(nearest)


def _seventh(chord: Chord, tonality: Tonality) -> int:
    """The pitch class of the seventh, or of the sixth where the key has a major seventh on the tonic."""
    wanted = {"": (10, 11, 9), "m": (10, 9)}.get(chord.quality, (10,))
    allowed = [step for step in wanted if (chord.root + step) % 12 in tonality.scale]
    major_on_tonic = chord.root == tonality.tonic and allowed[:1] == [11]
    return (chord.root + (9 if major_on_tonic else (*allowed, 10)[0])) % 12


def _stack(classes: list[int], centre: int) -> list[int]:
    """The pitch classes stacked upwards, in the octave in which their mean is nearest to `centre`."""
    pitches = classes[:1]
    for pitch_class in classes[1:]:
        pitches.append(pitches[-1] + (pitch_class - pitches[-1]) % 12)
    octave = round((centre - sum(pitches) / len(pitches)) / 12)
    return [pitch + 12 * octave for pitch in pitches]


def _drop2(pitches: list[int]) -> list[int]:
    """The voicing with its second note from the top an octave lower."""
    return sorted([pitches[-2] - 12, *pitches[:-2], pitches[-1]])


def _effort(pitches: list[int], centre: int, previous: tuple[int, ...]) -> float:
    """The cost of a voicing: the movement of its voices, its distance from the centre, and semitone clashes."""
    moved = sum(abs(a - b) for a, b in zip(pitches, previous, strict=False))
    rubbing = sum(b - a == 1 for a, b in pairwise(pitches))
    return moved + abs(sum(pitches) / len(pitches) - centre) + 2 * rubbing
