from __future__ import annotations

import numpy as np
import pytest

from tests.songs import band
from vae_music.measures.notes import pitched
from vae_music.measures.style_fit import cosine, onset_duration_histogram, textures, time_pitch_histogram
from vae_music.song import Metre, Song, Track


def song(*rows: tuple, **frame) -> Song:
    return Song((Track.of(rows),), **frame)


def filled(histogram: np.ndarray) -> dict:
    """Cells that hold something, and what."""
    return {tuple(cell): pytest.approx(histogram[tuple(cell)]) for cell in np.argwhere(histogram).tolist()}


def test_pairs_are_told_by_time_apart_and_interval():
    found = time_pitch_histogram(pitched(song((0, 1, 60, 90), (1, 1, 67, 90))))
    assert filled(found) == {(6, 27): 1}  # a beat is six bins; a fifth up is 20 + 7


def test_notes_that_begin_together_count_both_ways():
    found = time_pitch_histogram(pitched(song((0, 1, 60, 90), (0, 1, 64, 90))))
    assert filled(found) == {(0, 16): 0.5, (0, 24): 0.5}


def test_pairs_four_beats_apart_and_wide_intervals_do_not_count():
    assert not time_pitch_histogram(pitched(song((0, 1, 60, 90), (4, 1, 67, 90)))).any()
    assert not time_pitch_histogram(pitched(song((0, 1, 40, 90), (1, 1, 61, 90)))).any()


def test_it_is_the_same_in_every_key():
    assert np.array_equal(textures(band())[0], textures(band().transpose(5))[0])


def test_onsets_are_told_by_their_place_in_the_bar_and_by_duration():
    waltz = song((0, 1, 60, 90), (3.5, 0.48, 62, 90), (6, 5, 64, 90), (7, 0.05, 64, 90), metre=(Metre(0, 3, 4),))
    found = onset_duration_histogram(pitched(waltz), waltz.downbeats())
    # In sixteenths: 4, 2, more than 8, less than 1; the second note is half a beat after the bar line.
    assert filled(found) == {(0, 3): 0.25, (3, 1): 0.25, (0, 7): 0.25, (6, 0): 0.25}


def test_cosine():
    assert cosine(np.array([1.0, 0]), np.array([1.0, 1])) == pytest.approx(0.5**0.5)
    assert cosine(np.zeros(2), np.ones(2)) == 0


def test_a_song_without_notes_fits_nothing():
    assert not any(histogram.any() for histogram in textures(Song(())))
