"""Auditions on scales in quarter notes (style 0) and in chords of whole notes (style 1)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.corpus.tunes import tune
from tests.model.segments import SMALL
from vae_music.rolls import Rolls, rolls_to_song, song_to_rolls
from vae_music.song import Song, Track
from vae_music.training.audition import Audition, Heard, clear_melody

MANNER = 3


def chords(root: int) -> Song:
    notes = [(4 * bar, 4, root + pitch, 80) for bar in range(4) for pitch in (0, 4, 7)]
    return Song((Track.of(notes, 0),))


def heard(song: Song, style: int) -> Heard:
    rolls = song_to_rolls(song, SMALL.spec)[0]._asdict()
    return Heard(rolls, style, np.zeros((len(rolls["steps"]), 8), np.float32))


SONGS = [heard(tune(60 + i), 0) for i in range(3)] + [heard(chords(60 + i), 1) for i in range(3)]


@pytest.fixture
def audition(monkeypatch) -> Audition:
    """In which a manner of zeros plays quarter notes on the root, and any other what it is given, unchanged."""

    def decoded(self, z, steps):
        style = 0 if z[0, :MANNER].any() else 1
        rows = [song.rolls for song in SONGS if song.style == style]
        rolls = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
        shape = (*rolls["instrument"].shape, SMALL.spec.instrument_classes)
        return rolls | {"instrument_probability": np.ones(shape, np.float32)}

    monkeypatch.setattr(Audition, "_decoded", decoded)
    monkeypatch.setattr(Audition, "_again", lambda self, song: rolls_to_song(Rolls(**song.rolls), self.spec))
    return Audition(None, SONGS, SMALL.spec)


def test_music_of_the_style_with_the_harmony_kept_does_better_than_a_copy(audition):
    chords_as_scales, chords_as_chords = audition.marks(np.ones(MANNER), 0), audition.marks(np.zeros(MANNER), 0)
    assert 0 <= chords_as_chords.style < chords_as_scales.style <= 1
    assert chords_as_chords.together < chords_as_scales.together


def test_a_source_is_an_excerpt_of_another_style(audition):
    assert {song.style for song in audition._excerpts(0)} == {1}
    assert {song.style for song in audition._excerpts(1)} == {0}


def test_an_excerpt_is_bounded_and_comes_from_the_middle(audition):
    long = heard(tune(bars=40), 0)
    audition._songs = [long, SONGS[-1]]
    (excerpt,) = audition._excerpts(1)
    assert len(excerpt.z) == len(excerpt.rolls["pitch"]) == 16
    np.testing.assert_array_equal(excerpt.rolls["pitch"], long.rolls["pitch"][12:28])


def test_a_melody_is_clear_where_nothing_sounds_above_it():
    voices = np.array([[[5, 1, 3], [5, 1, 9], [0, 1, 9], [5, 1, 5]]])
    assert clear_melody(voices) == pytest.approx(2 / 3)
    assert clear_melody(voices[:, 2:3]) == 0
