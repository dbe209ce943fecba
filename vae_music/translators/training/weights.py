"""Weights of small networks and the loop that trains them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

import vae_music.model  # noqa: F401  TensorFlow without its notices

# isort: split
import keras
import numpy as np
import tensorflow as tf

AVERAGED = 0.998
"""The share of an average of the weights that a step keeps; the averages are what is kept of a training."""

Progress = Callable[[int, int], None]


def drawn_weights(
    shapes: Mapping[str, tuple[int, ...]], seed: int, zero: tuple[str, ...] = ()
) -> dict[str, tf.Variable]:
    """Variables by name: matrices as Glorot and Bengio (2010) draw them, biases of 0, and 0 for those named."""
    weights = {}
    for number, (name, shape) in enumerate(shapes.items()):
        draw = keras.initializers.GlorotUniform(seed + number)
        value = np.zeros(shape, np.float32) if len(shape) == 1 or name in zero else draw(shape)
        weights[name] = tf.Variable(value, name=name)
    return weights


class Averages:
    """Averages of weights over the last steps of a training (Polyak and Juditsky 1992)."""

    def __init__(self, weights: Mapping[str, tf.Variable]):
        self.weights, self.values = weights, {name: weight.numpy() for name, weight in weights.items()}

    def update(self, step: int) -> None:
        """Take one step's weights into the averages, which begin as the weights themselves."""
        kept = min(AVERAGED, step / (step + 10))
        for name, weight in self.weights.items():
            self.values[name] += (1 - kept) * (weight.numpy() - self.values[name])


def run_steps(step: Callable[[int], None], steps: int, deadline: float, progress: Progress) -> None:
    """Take so many steps, fewer if the time is up; the steps are told when a hundredth of them is done."""
    for number in range(steps):
        if time.monotonic() > deadline:
            return
        step(number)
        if number % max(steps // 100, 1) == 0 or number == steps - 1:
            progress(number + 1, steps)


def falling_rate(rate: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """A learning rate that falls along a cosine to a hundredth, after a short rise."""
    warm = max(1, math.ceil(steps / 50))
    return keras.optimizers.schedules.CosineDecay(rate / 10, steps, 0.1, warmup_target=rate, warmup_steps=warm)
