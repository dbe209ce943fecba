"""A song: tracks of notes in beats, and the frame of time they stand in.

A *beat* is a quarter note, as in MIDI, whatever the metre. Songs are values: nothing changes one in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from vae_music.errors import BarError
from vae_music.text import duration

if TYPE_CHECKING:
    from os import PathLike

    import pretty_midi


# A note that sounds on from the bar before for so long is held; a shorter one has only faded late.
_HELD_BEATS = 0.5


class Tempo(NamedTuple):
    """From `beat` on, `qpm` quarter notes a minute."""

    beat: float
    qpm: float


class Metre(NamedTuple):
    """From `beat` on, bars of `numerator` notes of 1/`denominator`."""

    beat: float
    numerator: int
    denominator: int

    @property
    def bar_beats(self) -> float:
        """Length of a bar in quarter notes."""
        return 4.0 * self.numerator / self.denominator


class Key(NamedTuple):
    """From `beat` on, a key signature of `sharps` sharps (negative: flats)."""

    beat: float
    sharps: int
    minor: bool


Change = TypeVar("Change", Tempo, Metre, Key)


class Marker(NamedTuple):
    """A text at a `beat`, such as the name of a section."""

    beat: float
    text: str


class Lyric(NamedTuple):
    """A syllable, word or line that is sung at a `beat`, as the file spells it: a space after it ends a word."""

    beat: float
    text: str


class Notes(NamedTuple):
    """Notes as columns, all of shape (notes,).

    onset, duration: float64 beats; pitch, velocity: int MIDI numbers; track: int index of the track.
    """

    onset: np.ndarray
    duration: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    track: np.ndarray


@dataclass(frozen=True, eq=False)
class Track:
    """The notes of one part, which sound with one General MIDI program (numbered from 0) or with a drum kit.

    onset, duration: float64 beats, shape (notes,); pitch, velocity: integers 0..127 and 1..127, shape (notes,).
    Notes are in order of onset, and of pitch where they begin together.
    """

    onset: np.ndarray
    duration: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray
    program: int = 0
    is_drum: bool = False
    name: str = ""

    @classmethod
    def of(cls, notes, program: int = 0, is_drum: bool = False, name: str = "") -> Track:
        """A track from rows (onset, duration, pitch, velocity).

        Example:
            >>> Track.of([(0, 1, 60, 90), (1, 1, 64, 90)]).pitch.tolist()
            [60, 64]
        """
        table = np.asarray(list(notes), np.float64).reshape(-1, 4)
        table = table[np.lexsort((table[:, 2], table[:, 0]))]
        pitch, velocity = table[:, 2].astype(np.int16), table[:, 3].astype(np.int16)
        return cls(table[:, 0], table[:, 1], pitch, velocity, program, is_drum, name)

    def rows(self) -> list[tuple[float, float, int, int]]:
        """The notes as tuples (onset, duration, pitch, velocity)."""
        columns = (self.onset, self.duration, self.pitch, self.velocity)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def __len__(self) -> int:
        return len(self.onset)

    def __repr__(self) -> str:
        played = "drums" if self.is_drum else f"program {self.program}"
        return f"<Track {self.name!r}, {played}: {len(self):,} notes>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Track):
            return NotImplemented
        return (self.name, self.program, self.is_drum) == (other.name, other.program, other.is_drum) and (
            self.rows() == other.rows()
        )


@dataclass(frozen=True)
class Song:
    """Tracks, and what time means: tempo map, metre, keys, markers, lyrics, and the resolution they were written in.

    `tempo`, `metre`, `keys` and `lyrics` are in order of beat. `length_beats` is at least the end of the last note; it
    may be longer where the song ends in silence. `remarks` say what a reader had to mend.
    """

    tracks: tuple[Track, ...]
    tempo: tuple[Tempo, ...] = (Tempo(0.0, 120.0),)
    metre: tuple[Metre, ...] = (Metre(0.0, 4, 4),)
    keys: tuple[Key, ...] = ()
    markers: tuple[Marker, ...] = ()
    ticks_per_beat: int = 480
    length_beats: float = 0.0
    remarks: tuple[str, ...] = field(default=(), compare=False)
    lyrics: tuple[Lyric, ...] = ()

    def __post_init__(self):
        last = max((float((t.onset + t.duration).max()) for t in self.tracks if len(t)), default=0.0)
        object.__setattr__(self, "length_beats", max(float(self.length_beats), last))

    def notes(self) -> Notes:
        """All notes of all tracks, track after track."""
        if not self.tracks:
            empty = np.zeros(0)
            return Notes(empty, empty, *(empty.astype(np.int64) for _ in range(3)))
        return Notes(
            np.concatenate([t.onset for t in self.tracks]),
            np.concatenate([t.duration for t in self.tracks]),
            np.concatenate([t.pitch for t in self.tracks]).astype(np.int64),
            np.concatenate([t.velocity for t in self.tracks]).astype(np.int64),
            np.repeat(np.arange(len(self.tracks)), [len(t) for t in self.tracks]),
        )

    @property
    def note_count(self) -> int:
        """The number of notes in all tracks."""
        return sum(len(track) for track in self.tracks)

    def downbeats(self) -> np.ndarray:
        """Beats at which bars begin, then the beat at which the last one ends.

        Bars cover the song to its last note; there is at least one. A change of metre inside a bar cuts the bar short.

        Returns:
            float64 array, shape (bars + 1,).
        """
        metre = self.metre or (Metre(0.0, 4, 4),)
        borders: list[np.ndarray] = []
        for this, following in zip(metre, (*metre[1:], None), strict=True):
            start = 0.0 if this is metre[0] else this.beat
            if start >= self.length_beats and borders:
                break
            end = self.length_beats if following is None else min(following.beat, self.length_beats)
            bars = max(int(np.ceil((end - start) / this.bar_beats - 1e-9)), 0)
            borders.append(start + this.bar_beats * np.arange(bars))
        if not sum(map(len, borders)):
            return np.array([0.0, metre[0].bar_beats])
        last = max((m for m in metre if m.beat < self.length_beats), default=metre[0], key=lambda m: m.beat)
        starts = np.concatenate(borders)
        return np.append(starts, starts[-1] + last.bar_beats)

    @property
    def bar_count(self) -> int:
        """The number of bars, at least one."""
        return len(self.downbeats()) - 1

    def beats_to_seconds(self, beats) -> np.ndarray:
        """Times in seconds, of the shape of `beats`, through the tempo map."""
        beats = np.asarray(beats, np.float64)
        start = np.array([t.beat for t in self.tempo])
        seconds_per_beat = 60.0 / np.array([t.qpm for t in self.tempo])
        reached = np.concatenate([[0.0], np.cumsum(np.diff(start) * seconds_per_beat[:-1])])
        segment = np.clip(np.searchsorted(start, beats, side="right") - 1, 0, None)
        return reached[segment] + (beats - start[segment]) * seconds_per_beat[segment]

    @property
    def seconds(self) -> float:
        """Duration in seconds."""
        return float(self.beats_to_seconds(self.length_beats))

    def excerpt(self, first_bar: int, last_bar: int | None = None) -> Song:
        """The bars from one to another, counted from 1 and both included, as a song of their own.

        A note that is held into the first bar begins with it, and one that is held beyond the last bar ends with it.
        Tempo, metre and key are those in force there. All tracks stay, so that they keep their numbers.

        Args:
            last_bar: by default, and at most, the last bar of the song.

        Raises BarError where the song does not have the first bar, or where the last bar comes before it.
        """
        borders = self.downbeats()
        last = min(last_bar or self.bar_count, self.bar_count)
        if not 1 <= first_bar <= last:
            asked = f"bar {first_bar}" if last_bar in (None, first_bar) else f"bars {first_bar}-{last_bar}"
            raise BarError("the song", f"no {asked} in a song of {self.bar_count:,} bars")
        start, end = float(borders[first_bar - 1]), float(borders[last])
        if last == self.bar_count:
            end = max(self.length_beats, start)  # the last bar may be shorter than its metre says
        return Song(
            tracks=tuple(_cut(track, start, end) for track in self.tracks),
            tempo=_moved(self.tempo, start, end),
            metre=_moved(self.metre, start, end),
            keys=_moved(self.keys, start, end),
            markers=tuple(Marker(m.beat - start, m.text) for m in self.markers if start <= m.beat < end),
            ticks_per_beat=self.ticks_per_beat,
            length_beats=end - start,
            remarks=(*self.remarks, f"bars {first_bar}-{last} of {self.bar_count}, here counted from 1"),
            lyrics=tuple(Lyric(one.beat - start, one.text) for one in self.lyrics if start <= one.beat < end),
        )

    def transpose(self, semitones: int) -> Song:
        """The song `semitones` higher; drums stay. Pitches that leave 0..127 are folded back by octaves."""

        def moved(track: Track) -> Track:
            pitch = track.pitch + semitones
            pitch = np.where(pitch > 127, pitch - 12 * -((127 - pitch) // 12), pitch)
            pitch = np.where(pitch < 0, pitch + 12 * -(pitch // 12), pitch)
            return track if track.is_drum else replace(track, pitch=pitch)

        return replace(self, tracks=tuple(moved(track) for track in self.tracks))

    def write(self, path: str | PathLike) -> None:
        """Write a MIDI file: to a temporary name first, then renamed. Raises MidiError where that fails."""
        from vae_music.midi.write import write_song

        write_song(self, path)

    def to_pretty_midi(self) -> pretty_midi.PrettyMIDI:
        """The song as a PrettyMIDI."""
        from vae_music.midi.pretty_midi import song_to_pretty_midi

        return song_to_pretty_midi(self)

    def __repr__(self) -> str:
        metres = ", ".join(dict.fromkeys(f"{metre.numerator}/{metre.denominator}" for metre in self.metre))
        tracks = f"{self.note_count:,} notes in {len(self.tracks):,} tracks"
        return f"<Song of {tracks}, {self.bar_count:,} bars of {metres[:40]}, {duration(self.seconds)}>"

    def _repr_html_(self) -> str:
        from vae_music.render.notebook import song_card

        return song_card(self)


def _cut(track: Track, start: float, end: float) -> Track:
    """The notes of a track between two beats, the first of which becomes beat 0."""
    onset, stop = np.maximum(track.onset, start), np.minimum(track.onset + track.duration, end)
    held = (track.onset < start) & (stop - start >= _HELD_BEATS) & (not track.is_drum)
    inside = (held | (track.onset >= start)) & (onset < end)
    columns = (onset - start, stop - onset, track.pitch, track.velocity)
    rows = zip(*(column[inside] for column in columns), strict=True)
    return Track.of(rows, track.program, track.is_drum, track.name)


def _moved(changes: tuple[Change, ...], start: float, end: float) -> tuple[Change, ...]:
    """The changes between two beats, the first of which becomes beat 0; what is in force there is a change, too."""
    first = sum(change.beat <= start for change in changes) - 1  # the one in force, or -1
    later = [change for change in changes[max(first, 0) :] if change.beat < end]
    return tuple(change._replace(beat=max(change.beat - start, 0.0)) for change in later)
