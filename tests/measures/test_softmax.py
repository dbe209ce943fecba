from __future__ import annotations

import numpy as np
import pytest

from vae_music.measures.softmax import fit_softmax


def clusters(rows: int, seed: int, spread: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Three classes around the corners of a triangle; two of three rows belong to the first."""
    random = np.random.default_rng(seed)
    labels = random.choice(3, rows, p=[2 / 3, 1 / 6, 1 / 6])
    corners = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])
    return corners[labels] + spread * random.standard_normal((rows, 2)), labels


def test_classes_that_lie_apart_are_told_apart():
    model = fit_softmax(*clusters(300, 0), 3)
    x, labels = clusters(200, 1)
    shares = model.probabilities(x)
    assert shares.sum(1) == pytest.approx(1)
    assert (shares.argmax(1) == labels).mean() > 0.97


def test_a_rare_class_counts_as_much_as_a_common_one():
    rows = np.zeros((90, 1))  # nothing to tell the classes by
    labels = np.array([0] * 80 + [1] * 10)
    assert fit_softmax(rows, labels, 2).probabilities(rows[:1])[0] == pytest.approx([0.5, 0.5], abs=1e-3)


def test_the_loss_is_at_its_minimum():
    """At the optimum the gradient of mean cross-entropy + decay / 2 |W|² is zero."""
    x, labels = clusters(150, 2, spread=2.0)
    decay = 0.1
    model = fit_softmax(x, labels, 3, decay)
    scale = np.sqrt(((x - model.centre) ** 2).sum(1).mean())
    weight = (1 / np.bincount(labels) / 3)[labels][:, None]
    error = weight * (model.probabilities(x) - np.eye(3)[labels])
    gradient = ((x - model.centre) / scale).T @ error + decay * model.weights * scale
    assert np.abs(gradient).max() < 1e-3


def test_it_is_the_same_every_time():
    one, other = (fit_softmax(*clusters(50, 4), 3) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)
