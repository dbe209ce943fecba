"""Softmax regression in numpy: small and deterministic."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

STEPS = 400
_GRADIENT_TOLERANCE = 1e-5


class SoftmaxRegression(NamedTuple):
    """A fitted softmax regression: p(class | x) = softmax((x - centre) W + b).

    centre: shape (features,). weights: (features, classes). bias: (classes,).
    """

    centre: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """The probabilities of the classes. Input shape: (rows, features). Output shape: (rows, classes)."""
        return _softmax((features - self.centre) @ self.weights + self.bias)


def fit_softmax(features: np.ndarray, labels: np.ndarray, classes: int, decay: float = 1e-4) -> SoftmaxRegression:
    """Fit a softmax regression by Nesterov's accelerated gradient method.

    Every class has the same total weight, however many rows it has.

        loss = mean cross-entropy + decay / 2 ‖W‖²

    The features are centred and scaled so that the mean square of a row's norm is 1.

    Args:
        features: shape (rows, features); labels: integers below `classes`, shape (rows,).
    """
    features = features.astype(np.float32)
    centre = features.mean(0)
    x = features - centre
    scale = np.sqrt((x * x).sum(1).mean()) or np.float32(1.0)
    x /= scale
    count = np.bincount(labels, minlength=classes)
    row_weight = (1 / np.maximum(count, 1) / np.count_nonzero(count))[labels][:, None].astype(np.float32)
    wanted = np.eye(classes, dtype=np.float32)[labels]
    weights, bias = np.zeros((x.shape[1], classes), np.float32), np.zeros(classes, np.float32)
    ahead, ahead_bias = weights, bias
    rate = np.float32(1) / (
        0.5 * (_largest_eigenvalue(x, row_weight) + 1) + decay
    )  # 1 / Lipschitz constant of the gradient
    for step in range(STEPS):
        error = row_weight * (_softmax(x @ ahead + ahead_bias) - wanted)
        gradient, gradient_bias = x.T @ error + decay * ahead, error.sum(0)
        new, new_bias = ahead - rate * gradient, ahead_bias - rate * gradient_bias
        momentum = np.float32(step / (step + 3))
        ahead, ahead_bias = new + momentum * (new - weights), new_bias + momentum * (new_bias - bias)
        weights, bias = new, new_bias
        if np.abs(gradient).max() < _GRADIENT_TOLERANCE:
            break
    return SoftmaxRegression(centre, weights / scale, bias)


def _largest_eigenvalue(x: np.ndarray, row_weight: np.ndarray, rounds: int = 30) -> float:
    """The largest eigenvalue of the weighted covariance of x by the power method, with 10 % to spare."""
    direction = np.full(x.shape[1], x.shape[1] ** -0.5, np.float32)
    value = 0.0
    for _ in range(rounds):
        direction = x.T @ (row_weight[:, 0] * (x @ direction))
        value = float(np.linalg.norm(direction))
        direction = direction / max(value, 1e-12)
    return 1.1 * value


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)
