from __future__ import annotations

import numpy as np
import pytest

from tests.evaluation.bands import arrangement
from vae_music.evaluation.held_out import Task
from vae_music.evaluation.scores import Scores
from vae_music.evaluation.strength import STRENGTHS, measure_dial, turn_dial


def turned(probability: np.ndarray) -> np.ndarray:
    """A transfer whose figures are all of the same course."""
    return np.repeat(probability[:, None], len(Scores._fields), axis=1)


def test_an_even_dial():
    found = measure_dial([turned(STRENGTHS / 1.5)], ["a"])
    assert found.rank_correlation["notes"] == pytest.approx(1)
    assert found.largest_step["notes"] == pytest.approx(1 / 12)
    assert found.curves["chroma"] == pytest.approx(STRENGTHS / 1.5)


def test_a_switch_is_no_dial():
    found = measure_dial([turned((STRENGTHS > 0.8).astype(float))] * 2, ["a", "b"])
    assert found.largest_step["all"] == 1
    assert found.transfers == 2


def test_single_songs_are_told_apart_from_their_mean():
    found = measure_dial([turned(STRENGTHS), turned(1 - STRENGTHS / 2)], ["a", "b"])
    assert found.rank_correlation["notes"] == pytest.approx(1)
    assert found.songs_rank_correlation["notes"].value == pytest.approx(0)


def test_figures_that_are_not_defined_are_left_out_of_the_curves():
    found = measure_dial([turned(STRENGTHS), turned(np.full(len(STRENGTHS), np.nan))], ["a", "b"])
    assert found.curves["top_line"] == pytest.approx(STRENGTHS)


def test_the_dial_of_a_model_is_turned(tiny_model, judge, held_out):
    task = Task(held_out.all[0], "jazz", None)
    figures = turn_dial(tiny_model, judge, task, arrangement(1, "pop", bars=2))
    assert figures.shape == (len(STRENGTHS), len(Scores._fields))
    assert (figures[:, : Scores._fields.index("chroma")] >= 0).all()
