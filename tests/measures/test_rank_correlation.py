from __future__ import annotations

import math

import pytest

from vae_music.evaluation.strength import largest_step
from vae_music.measures.rank_correlation import spearman


def test_spearman_is_one_where_order_is_kept_and_minus_one_where_it_is_turned():
    assert spearman([0, 1, 2, 3], [0.1, 0.2, 0.9, 1.0]) == pytest.approx(1)
    assert spearman([0, 1, 2, 3], [9, 7, 3, -1]) == pytest.approx(-1)


def test_spearman_of_a_known_case_with_ties():
    # Ranks 0 1 2 3 and 0 1.5 1.5 3: covariance 4.5, variances 5 and 4.5.
    assert spearman([1, 2, 3, 4], [0, 5, 5, 7]) == pytest.approx(4.5 / (5 * 4.5) ** 0.5)


def test_what_does_not_change_has_no_rank_correlation():
    assert math.isnan(spearman([0, 1, 2], [4, 4, 4]))


def test_the_largest_step_may_go_down():
    assert largest_step([0.1, 0.2, 0.9, 0.1, 0.3]) == pytest.approx(0.8)
    assert largest_step([0.4]) == 0
