from __future__ import annotations

import numpy as np
import pytest

from vae_music.export.seeds import PIECE_BITS, piece_seeds
from vae_music.inference.blending import phrases


def test_sixteen_bars_are_four_phrases_of_which_the_first_comes_again():
    assert phrases(8, 2).tolist() == [0, 1, 2, 3, 0, 1, 4, 5]


def test_every_chorus_has_a_bridge_of_its_own_and_the_rest_in_common():
    first, second = phrases(16, 1).reshape(2, 8)
    assert (first[[0, 1, 2, 3, 6, 7]] == second[[0, 1, 2, 3, 6, 7]]).all()
    assert not set(first[4:6]) & set(second[4:6])


@pytest.mark.parametrize("segments", [1, 3, 31, 200])
def test_a_piece_begins_alike_however_long_it_is(segments):
    assert (phrases(segments, 2) == phrases(500, 2)[:segments]).all()


def test_seeds_tell_the_piece_and_the_part():
    seeds = piece_seeds(2**31 - 1, np.array([0, 2**31 - 1]))
    assert (seeds >> PIECE_BITS).tolist() == [2**31 - 1] * 2
    assert (seeds % 2**PIECE_BITS).tolist() == [0, 2**31 - 1]
