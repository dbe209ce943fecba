"""Tiny songs built in code, for tests."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from vae_music.song import Key, Lyric, Marker, Metre, Song, Tempo, Track

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real MIDI for development, where it is there: no part of the project."""


def scale(low: int = 72, notes: int = 8, beats: float = 0.5, velocity: int = 90) -> list[tuple]:
    """A rising major scale as rows (onset, duration, pitch, velocity)."""
    steps = (0, 2, 4, 5, 7, 9, 11, 12)
    return [(i * beats, beats, low + steps[i % 8], velocity) for i in range(notes)]


def band(bars: int = 2) -> Song:
    """Four parts over some bars of 4/4: a melody, a bass, chords on the beat, and drums."""
    beats = 4 * bars
    melody = Track.of(scale(notes=2 * beats), program=73, name="Tune")
    bass = Track.of([(beat, 2, 36 + 7 * (beat % 4 > 0), 80) for beat in range(0, beats, 2)], program=33, name="Low")
    chords = Track.of([(beat, 1, p, 60) for beat in range(beats) for p in (55, 60, 64)], name="Chords")
    kick = [(beat, 0.25, 36, 110) for beat in range(0, beats, 2)]
    hat = [(beat / 2, 0.25, 42, 50) for beat in range(2 * beats)]
    drums = Track.of(kick + hat, is_drum=True, name="Kit")
    return Song((chords, melody, bass, drums), length_beats=beats)


def framed() -> Song:
    """A song with changes of tempo and metre, keys, markers and lyrics."""
    return Song(
        (Track.of(scale(notes=14, beats=0.75), program=40, name="Violin"),),
        tempo=(Tempo(0.0, 120.0), Tempo(3.0, 80.0)),
        metre=(Metre(0.0, 3, 4), Metre(6.0, 5, 8)),
        keys=(Key(0.0, -3, True), Key(6.0, 2, False)),
        markers=(Marker(0.0, "Verse"), Marker(6.0, "Réfrain")),
        lyrics=(Lyric(0.75, "Fre"), Lyric(1.5, "ude, "), Lyric(3.0, "schöner ")),
        ticks_per_beat=96,
    )


ticks = st.integers(0, 12 * 24)
notes = st.tuples(ticks, st.integers(1, 60), st.integers(0, 127), st.integers(1, 127)).map(
    lambda row: (row[0] / 12, row[1] / 12, row[2], row[3])
)
tracks = st.builds(Track.of, st.lists(notes, max_size=30), st.integers(0, 127), st.booleans())
songs = st.lists(tracks, max_size=6).map(lambda parts: Song(tuple(parts)))
"""Any songs whose onsets lie on twelfths of a beat."""
