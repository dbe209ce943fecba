from __future__ import annotations

import numpy as np
import pytest

from vae_music.latent import StyleError, between, style_weights, with_manner, with_style

Z = np.array([[1.0, 0.0, 7.0, 8.0], [0.0, 2.0, 5.0, 6.0]], np.float32)
PROTOTYPES = np.array([[4.0, 0.0], [0.0, 4.0]], np.float32)
POP = np.array([0.0, 1.0], np.float32)


@pytest.mark.parametrize(
    ("strength", "codes"),
    [(0.0, [[1, 0], [0, 2]]), (0.5, [[0.5, 2], [0, 3]]), (1.0, [[0, 4], [0, 4]]), (1.5, [[-0.25, 5], [0, 4.5]])],
)
def test_strength_moves_the_code_from_its_own_place_to_the_prototype_and_beyond(strength, codes):
    moved = with_style(Z, POP, PROTOTYPES, strength)
    assert moved[:, :2].tolist() == codes
    assert moved[:, 2:].tolist() == Z[:, 2:].tolist()


def test_half_way_the_steps_are_small():
    way = [float(with_style(Z[:1], POP, PROTOTYPES, strength)[0, 1]) / 4 for strength in np.linspace(0, 1, 11)]
    assert way == sorted(way)
    assert way[1] - way[0] > 8 * (way[5] - way[4])
    assert (way[0], way[5], way[10]) == (0, 0.5, 1)


def test_each_row_may_have_its_own_strength_and_mixture():
    weights = np.array([[0.5, 0.5], [1.0, 0.0]], np.float32)
    moved = with_style(Z, weights, PROTOTYPES, np.array([1.0, 0.0]))
    assert moved[:, :2].tolist() == [[2, 2], [0, 2]]


def test_the_manner_is_as_long_as_its_target():
    moved = with_manner(Z, np.array([9.0, 9.0, 9.0], np.float32), strength=1.0)
    assert moved.tolist() == [[9, 9, 9, 8], [9, 9, 9, 6]]


def test_between_two_latents_lengths_change_evenly_and_directions_turn_evenly():
    one, other = np.array([[3.0, 0.0]] * 3, np.float32), np.array([[0.0, 1.0]] * 3, np.float32)
    path = between(one, other, np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(path, [[3, 0], [2**0.5, 2**0.5], [0, 1]], atol=1e-6)


def test_between_a_latent_and_itself_is_that_latent():
    np.testing.assert_allclose(between(Z, Z, np.array([0.3, 0.7])), Z, rtol=1e-3)


def test_weights_of_a_mixture_sum_to_one():
    assert style_weights("pop", ["jazz", "pop"]).tolist() == [0, 1]
    assert style_weights({"pop": 1, "jazz": 3}, ["jazz", "pop"]).tolist() == [0.75, 0.25]


def test_styles_are_the_same_in_upper_and_lower_case():
    assert style_weights("Pop", ["jazz", "pop"]).tolist() == [0, 1]
    assert style_weights({"POP": 1, "pop": 1, "Jazz": 2}, ["jazz", "pop"]).tolist() == [0.5, 0.5]


def test_an_unknown_style_is_answered_with_those_known_and_the_one_meant():
    with pytest.raises(StyleError, match="a name is wanted, or names with their weights, not 5"):
        style_weights(5, ["jazz", "pop"])
    with pytest.raises(StyleError, match=r"no style 'Jaz' in this model, only jazz, pop; did you mean 'jazz'"):
        style_weights("Jaz", ["jazz", "pop"])


@pytest.mark.parametrize("mixture", [{}, {"pop": 0.0}, {"pop": -1.0, "jazz": 2.0}, {"pop": float("nan")}])
def test_weights_that_weigh_nothing_are_refused(mixture):
    with pytest.raises(StyleError, match="must be positive"):
        style_weights(mixture, ["jazz", "pop"])
