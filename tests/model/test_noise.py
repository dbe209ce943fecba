from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from vae_music.model.noise import row_noise


def noise(rows: int, first_row: int = 0, step: int = 0, size: int = 6, seed: int = 1) -> np.ndarray:
    return row_noise(rows, size, seed, tf.constant([step, first_row], tf.int64)).numpy()


@pytest.mark.parametrize("size", [1, 4, 6, 112])
def test_a_rows_noise_does_not_depend_on_the_rows_that_are_drawn_with_it(size):
    whole = noise(9, size=size)
    assert (np.concatenate([noise(4, size=size), noise(5, first_row=4, size=size)]) == whole).all()


def test_noise_is_standard_normal_and_other_at_every_step_row_and_seed():
    drawn = [noise(2000, step=7), noise(2000, step=8), noise(2000, step=7, seed=2), noise(2000, 2000, step=7)]
    assert abs(np.corrcoef([one.ravel() for one in drawn]) - np.eye(4)).max() < 0.04
    for one in drawn:
        assert abs(one.mean()) < 0.03
        assert abs(one.std() - 1) < 0.03
    assert abs(np.corrcoef(drawn[0]) - np.eye(2000)).mean() < 0.5
