from __future__ import annotations

import numpy as np
import pytest

from tests.evaluation.bands import arrangement
from vae_music.evaluation.scores import Scores, Transfer, harmonic_mean, row, score, score_all
from vae_music.song import Song


def test_a_copy_keeps_the_content_and_misses_the_style(judge):
    song = arrangement(30, "pop")
    scores = score(judge, Transfer(song, song, "jazz"))
    assert (scores.chroma, scores.top_line) == (pytest.approx(1), 1)
    assert [scores.right_notes, scores.right_velocities, scores.right_instruments, scores.right_all] == [0, 0, 0, 0]
    assert max(scores.target_notes, scores.target_all) < 0.5


def test_the_true_arrangement_has_the_style_and_keeps_the_content(judge):
    scores = score(judge, Transfer(arrangement(30, "pop"), arrangement(30, "jazz"), "jazz"))
    assert [scores.right_notes, scores.right_velocities, scores.right_instruments, scores.right_all] == [1, 1, 1, 1]
    assert scores.target_notes > 0.5
    assert scores.top_line == 1
    assert scores.chroma > score(judge, Transfer(arrangement(30, "pop"), arrangement(31, "jazz"), "jazz")).chroma


def test_silence_can_be_judged(judge):
    assert score(judge, Transfer(arrangement(30, "pop"), Song(()), "jazz")).chroma == 0


def test_a_row_has_the_means_and_steers_by_notes_and_chroma(judge):
    pop, jazz = arrangement(30, "pop"), arrangement(30, "jazz")
    table = score_all(judge, [Transfer(pop, pop, "jazz"), Transfer(pop, jazz, "jazz")])
    assert table.shape == (2, len(Scores._fields))
    figures = row(table, ["a", "b"])
    assert figures["right_notes"].value == 0.5
    chroma = table[:, Scores._fields.index("chroma")].mean()
    assert figures["harmonic"].value == pytest.approx(2 * 0.5 * chroma / (0.5 + chroma))
    assert figures["right_notes"].low < 0.5 < figures["right_notes"].high


def test_the_harmonic_mean_of_nothing_is_zero():
    assert harmonic_mean(np.array([0.0, 1.0]), np.array([0.0, 0.5])).tolist() == [0, pytest.approx(2 / 3)]
