"""Auditions on scales in quarter notes (style 0) and in chords of whole notes (style 1)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.corpus.tunes import tune
from tests.model.segments import SMALL
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.song import Song, Track
from vae_music.training.prototype_scoring import (
    CRITICS,
    EncodedSong,
    PrototypeScoring,
    clear_melody,
    dealt_grooves,
)

MANNER = 3


def chords(root: int) -> Song:
    notes = [(4 * bar, 4, root + pitch, 80) for bar in range(4) for pitch in (0, 4, 7)]
    return Song((Track.of(notes, 0),))


def heard(song: Song, style: int) -> EncodedSong:
    rolls = song_to_rolls(song, SMALL.spec)[0]._asdict()
    return EncodedSong(rolls, style, "", None, np.zeros((len(rolls["steps"]), 8), np.float32))


SONGS = [heard(tune(60 + i), 0) for i in range(3)] + [heard(chords(60 + i), 1) for i in range(3)]


@pytest.fixture
def scoring(monkeypatch) -> PrototypeScoring:
    """In which a manner of zeros plays quarter notes on the root, and any other what it is given, unchanged."""

    def decoded(self, z, steps):
        style = 0 if z[0, :MANNER].any() else 1
        rows = [song.rolls for song in SONGS if song.style == style]
        rolls = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
        shape = (*rolls["instrument"].shape, SMALL.spec.instrument_classes)
        return rolls | {"instrument_probability": np.ones(shape, np.float32)}

    monkeypatch.setattr(PrototypeScoring, "_decoded", decoded)
    monkeypatch.setattr(PrototypeScoring, "_again", lambda self, song: rolls_to_song(Rolls(**song.rolls), self.spec))
    return PrototypeScoring(None, SONGS, SMALL.spec)


def test_music_of_the_style_with_the_harmony_kept_does_better_than_a_copy(scoring):
    chords_as_scales, chords_as_chords = scoring.scores(np.ones(MANNER), 0, ""), scoring.scores(np.zeros(MANNER), 0, "")
    assert 0 <= chords_as_chords.style < chords_as_scales.style <= 1
    assert chords_as_chords.together < chords_as_scales.together


def test_a_source_is_an_excerpt_of_another_style(scoring):
    assert {song.style for song in scoring._excerpts(0)} == {1}
    assert {song.style for song in scoring._excerpts(1)} == {0}


def test_an_excerpt_is_bounded_and_comes_from_the_middle(scoring):
    long = heard(tune(bars=40), 0)
    scoring._songs = [long, SONGS[-1]]
    (excerpt,) = scoring._excerpts(1)
    assert len(excerpt.z) == len(excerpt.rolls["pitch"]) == 12
    np.testing.assert_array_equal(excerpt.rolls["pitch"], long.rolls["pitch"][14:26])


def test_a_melody_is_clear_where_nothing_sounds_above_it():
    voices = np.array([[[5, 1, 3], [5, 1, 9], [0, 1, 9], [5, 1, 5]]])
    assert clear_melody(voices) == pytest.approx(2 / 3)
    assert clear_melody(voices[:, 2:3]) == 0


def test_each_groove_is_unknown_to_one_critic_unless_it_is_the_only_one_of_its_style():
    grooves = [(0, f"groove {index}") for index in range(CRITICS + 1)] + [(1, "only")]
    dealt = dealt_grooves([*grooves, *grooves])
    assert [dealt.get(groove) for groove in grooves] == [*range(CRITICS), 0, None]
