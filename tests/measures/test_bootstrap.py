from __future__ import annotations

import math

import numpy as np
import pytest

from vae_music.measures.bootstrap import estimate, resampled_means


def test_the_first_mean_is_that_of_all_rows_that_are_numbers():
    table = np.array([[1.0, math.nan], [2.0, 4.0], [6.0, 8.0]])
    assert resampled_means(table, ["a", "b", "b"], draws=5)[0] == pytest.approx([3, 6])


def test_the_interval_is_near_that_of_theory():
    values = np.random.default_rng(1).standard_normal((400, 1))
    found = estimate(resampled_means(values, [str(row) for row in range(400)], draws=4000)[:, 0])
    half = 1.96 * values.std() / 20
    assert found.low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high == pytest.approx(values.mean() + half, abs=0.1 * half)


def test_rows_of_one_work_are_drawn_together():
    """Ten copies of a row tell no more than one."""
    values = np.random.default_rng(2).standard_normal((30, 1))
    works = [str(row) for row in range(30)]
    once = estimate(resampled_means(values, works)[:, 0])
    copied = estimate(resampled_means(np.repeat(values, 10, axis=0), np.repeat(works, 10))[:, 0])
    assert copied == pytest.approx(once)


def test_it_is_the_same_every_time_and_a_figure_without_numbers_has_none():
    table = np.array([[1.0, math.nan], [3.0, math.nan]])
    one, other = (resampled_means(table, ["a", "b"]) for _ in range(2))
    assert np.array_equal(one, other, equal_nan=True)
    assert all(math.isnan(value) for value in estimate(one[:, 1]))
