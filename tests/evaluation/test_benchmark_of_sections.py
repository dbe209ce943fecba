from __future__ import annotations

import pytest

from benchmarks.sections import compare


def test_borders_within_a_bar_are_found_and_each_counts_once():
    assert compare([0, 4, 12, 20], [0, 4, 13, 20]) == (1, 1, 1)
    assert compare([0, 4, 12], [0, 3, 4, 5, 12]) == (pytest.approx(2 / 3), 0.5, 1)
    assert compare([0, 4, 12, 20], [0, 10]) == (0, 0, 0)


def test_a_song_without_borders_found_has_none_right():
    assert compare([0, 8], [0]) == (0, 0, 0)
