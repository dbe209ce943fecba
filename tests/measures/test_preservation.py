from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given

from tests.songs import band, songs
from vae_music.measures.preservation import chroma_similarity, top_line_recall
from vae_music.song import Song, Track


def chord(*pitches: int, beat: float = 0, beats: float = 8) -> Song:
    return Song((Track.of([(beat, beats, pitch, 90) for pitch in pitches]),))


@given(songs)
def test_a_copy_keeps_everything(song):
    for measure in (chroma_similarity(song, song), top_line_recall(song, song)):
        assert math.isnan(measure) or measure == pytest.approx(1)


def test_chroma_knows_no_octave_no_loudness_and_no_drums():
    louder = Song((Track.of([(0, 8, 36, 20), (0, 8, 67, 127)], 9), Track.of([(0, 1, 38, 99)], is_drum=True)))
    assert chroma_similarity(chord(60, 67), louder) == pytest.approx(1)


def test_chroma_of_known_chords():
    assert chroma_similarity(chord(60, 64), chord(60, 67)) == pytest.approx(0.5)  # one of two notes in common
    assert chroma_similarity(chord(60, 64, 67), chord(61, 66, 68)) == 0


def test_chroma_counts_columns_in_which_only_one_sounds():
    assert chroma_similarity(chord(60, beats=4), chord(60, beats=8)) == pytest.approx(4 / 8)


def test_chroma_is_averaged_over_two_beats():
    notes = [(beat, 1, 60 + beat % 2, 90) for beat in range(8)]  # C, C sharp, C, ...
    turned = [(beat, 1, 61 - beat % 2, 90) for beat in range(8)]
    whole = [chroma_similarity(Song((Track.of(notes),)), Song((Track.of(turned),)))]
    assert whole[0] == pytest.approx(7 / 8)  # only the last column has one beat alone, against the other pitch


def test_the_top_line_is_heard_in_any_octave_and_a_little_late():
    line = Song((Track.of([(beat / 2, 0.5, 72 + beat, 90) for beat in range(4)]),))
    swung = Song((Track.of([(beat / 2 + (beat % 2) / 6, 0.3, 48 + beat, 90) for beat in range(4)]),))
    assert top_line_recall(line, swung) == 1
    late = Song((Track.of([(beat / 2 + 0.35, 0.3, 72 + beat, 90) for beat in range(4)]),))
    assert top_line_recall(line, late) == 0


def test_only_the_highest_note_of_a_half_beat_counts():
    melody, below = [(beat, 1, 84 - beat, 90) for beat in range(4)], [(beat, 1, 50, 90) for beat in range(4)]
    assert top_line_recall(Song((Track.of(melody + below),)), Song((Track.of(melody[:3]),))) == pytest.approx(3 / 4)


def test_a_silent_output_keeps_nothing_and_a_silent_source_has_nothing():
    assert chroma_similarity(band(), Song(())) == top_line_recall(band(), Song(())) == 0
    assert math.isnan(top_line_recall(Song(()), band()))
    assert np.isnan(chroma_similarity(Song(()), Song(())))
