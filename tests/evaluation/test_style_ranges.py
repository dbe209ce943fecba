from __future__ import annotations

import numpy as np
import pytest

from vae_music.evaluation.style_ranges import WITHIN, learn_ranges, share_within
from vae_music.measures.musicality import Musicality

FIGURES = len(Musicality._fields)
DRUMS = Musicality._fields.index("drum_bars")


def alike(values) -> np.ndarray:
    """Songs all of whose figures are the same."""
    return np.repeat(np.asarray(values, float)[:, None], FIGURES, axis=1)


def learnt(known: np.ndarray, others: np.ndarray, other_style: int = 0):
    labels = np.repeat([0, other_style], [len(known), len(others)])
    works = [str(index) for index in range(len(labels))]
    return learn_ranges(np.concatenate([known, others]), labels, len(known), works)


def test_nine_of_ten_songs_lie_within_the_range_of_their_style():
    known = alike(range(101))
    ranges = learnt(known, alike([]))
    assert ranges.of(0) == dict.fromkeys(Musicality._fields, (5, 95))
    assert ranges.within(known, np.zeros(101, int)).sum(0).tolist() == [91] * len(WITHIN)


def test_each_style_has_its_own_ranges():
    labels = np.array([0, 0, 1, 1])
    ranges = learn_ranges(alike([1, 2, 3, 4]), labels, 4, ["a", "b", "c", "d"])
    assert ranges.of(1)["density"] == (3, 4)
    assert ranges.within(alike([2, 2]), np.array([0, 1]))[:, -1].tolist() == [1, 0]


def test_songs_held_out_tell_how_many_of_the_style_lie_within():
    ranges = learnt(alike([1, 2, 3]), alike([2, 5]))
    for row in (0, -1):
        assert ranges.held_out[row, :, 0].tolist() == [0.5] * len(WITHIN)
    assert ranges.held_out[0, 0, 1] < 0.5 < ranges.held_out[0, 0, 2]
    assert np.isnan(learnt(alike([1, 2, 3]), alike([])).held_out).all()


def test_the_mean_is_that_of_all_figures():
    song = alike([2])
    song[0, DRUMS] = 9
    within = learnt(alike([1, 2, 3]), alike([])).within(song, np.array([0]))
    assert within[0, [DRUMS, -1]].tolist() == [0, pytest.approx(1 - 1 / FIGURES)]


@pytest.mark.parametrize(("without", "usual"), [(0, False), (2, False), (30, True), (101, True)])
def test_no_drums_are_usual_where_some_songs_of_the_style_have_none(without, usual):
    known = alike(np.linspace(0.5, 0.6, 101))
    known[:without, DRUMS] = np.nan
    silent = alike([0.55])
    silent[0, DRUMS] = np.nan
    ranges = learnt(known, alike([]))
    assert ranges.within(silent, np.array([0]))[0, DRUMS] == usual
    assert ranges.within(alike([0.55]), np.array([0]))[0, DRUMS] == (without < 101)


def test_shares_have_intervals_over_works():
    within = np.array([[1.0] * len(WITHIN), [0.0] * len(WITHIN)])
    share = share_within(within, ["a", "b"])[0]
    assert (share.value, share.low, share.high) == (0.5, 0, 1)
    assert share_within(within, ["a", "a"])[0] == (0.5, 0.5, 0.5)
