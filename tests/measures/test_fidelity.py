from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.songs import band
from vae_music.measures.fidelity import Match, fidelity
from vae_music.song import Song, Track

SOURCE = Song((Track.of([(0, 1, 60, 90), (1, 1, 62, 80), (2, 1, 64, 70), (3, 1, 65, 60)], 5),))


def test_a_copy_is_perfect():
    same = fidelity(band(), band())
    assert [same.notes.f1, same.onsets.f1, same.drums.f1, same.velocity_error] == [1, 1, 1, 0]


def test_counts_of_a_note_lost_one_added_and_one_by_another_instrument():
    output = Song((Track.of([(0, 1, 60, 80), (1, 1, 62, 100), (1.5, 1, 71, 80)], 5), Track.of([(2, 1, 64, 70)], 6)))
    found = fidelity(SOURCE, output)
    assert found.notes == Match(common=2, source=4, output=4)
    assert found.onsets == Match(common=3, source=4, output=4)
    assert found.velocity_error == pytest.approx((10 + 20 + 0) / 3)


def test_f1_recall_and_precision():
    match = Match(common=2, source=4, output=3)
    assert (match.recall, match.precision, match.f1) == (0.5, pytest.approx(2 / 3), pytest.approx(4 / 7))


def test_an_onset_may_be_off_by_less_than_half_a_twelfth():
    near, far = (Song((Track.of([(by, 1, 60, 90)], 5),)) for by in (0.04, 0.06))
    first = Song((Track.of([(0, 1, 60, 90)], 5),))
    assert (fidelity(first, near).onsets.f1, fidelity(first, far).onsets.f1) == (1, 0)


def test_drums_are_compared_by_lane():
    beat, other = (Song((Track.of([(0, 1, pitch, 90), (1, 1, 42, 90)], is_drum=True),)) for pitch in (36, 35))
    assert fidelity(beat, other).drums.f1 == 1  # both are kicks
    assert fidelity(beat, replace(beat, tracks=())).drums == Match(0, 2, 0)


def test_where_there_is_nothing_figures_are_not_numbers():
    nothing = fidelity(Song(()), Song(()))
    assert all(math.isnan(value) for value in (nothing.notes.f1, nothing.drums.recall, nothing.velocity_error))
