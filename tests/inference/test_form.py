from __future__ import annotations

import numpy as np
import pytest

from vae_music.inference.form import LEVELS_OF_FORM, energy_of_form, music_of_form
from vae_music.rolls.energy import energy_of_levels
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec

SPEC = RollSpec()


def test_sixteen_bars_are_four_phrases_of_which_the_first_comes_again():
    assert music_of_form(8, SPEC).tolist() == [0, 1, 2, 3, 0, 1, 4, 5]


def test_every_chorus_has_a_bridge_of_its_own_and_the_rest_in_common():
    first, second = music_of_form(32, SPEC).reshape(2, 16)
    same = first == second
    assert np.flatnonzero(~same).tolist() == [8, 9, 10, 11]
    assert not set(first[~same]) & set(second)


@pytest.mark.parametrize("segments", [1, 3, 31, 200])
def test_a_piece_begins_alike_however_long_it_is(segments):
    assert (music_of_form(segments, SPEC) == music_of_form(500, SPEC)[:segments]).all()


@pytest.mark.parametrize("segments", [1, 3, 20])
def test_new_music_grows_over_each_chorus(segments):
    phrase = np.arange(segments) // 2 % 8
    expected = energy_of_levels(np.array(LEVELS_OF_FORM)[phrase])
    assert np.array_equal(energy_of_form(segments, SPEC), np.repeat(expected[:, None], 8, axis=1))


def test_a_phrase_has_four_bars_whatever_a_segment_has():
    assert music_of_form(16, ARTICLE_SPEC).tolist()[6:12] == [6, 7, 0, 1, 2, 3]
