"""Training of the method `flow`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
from keras import ops

from vae_music.model.training_step import Adam
from vae_music.translators.flow import WINDOW, velocity, velocity_shapes
from vae_music.translators.training.training_songs import TrainingSong, mean_and_spread
from vae_music.translators.training.weights import Averages, Progress, drawn_weights, falling_rate, run_steps

WIDTH = 160
STEPS, BATCH = 3000, 48
RATE = 2e-3
STYLE_LEFT_OPEN = 0.15
"""The share of songs whose style the network is not told, as guidance needs."""

CONDITION_NOISE = 0.3
"""The standard deviation of noise on what the network is conditioned on: songs of other styles differ from those that
it is trained on."""


class Windows(NamedTuple):
    """A batch.

    manner, condition: (songs, WINDOW, numbers). styles: (songs, styles). there: 1 for a segment, 0 for padding, (songs,
        WINDOW).
    """

    manner: np.ndarray
    condition: np.ndarray
    styles: np.ndarray
    there: np.ndarray


def train_flow(
    songs: Sequence[TrainingSong], styles: int, seed: int, deadline: float, progress: Progress
) -> dict[str, np.ndarray]:
    """The arrays of `Flow`.

    The loss is the mean square of the network's velocity less x1 - x0, on the straight line from noise x0 to the
    manners x1 of a song.
    """
    manner = mean_and_spread(np.concatenate([song.latents.manner for song in songs]))
    told = mean_and_spread(np.concatenate([song.latents.condition for song in songs]))
    weights = drawn_weights(velocity_shapes(len(manner[0]), len(told[0]), styles, WIDTH), seed, ("out",))
    optimizer = Adam(falling_rate(RATE, STEPS))
    optimizer.build(list(weights.values()))

    @tf.function
    def learn(x1: Any, condition: Any, style: Any, there: Any, x0: Any, time: Any) -> None:
        with tf.GradientTape() as tape:
            way = time[:, None, None]
            found = velocity(weights, (1 - way) * x0 + way * x1, condition, style, time, there, ops)
            error = ops.sum(ops.mean(ops.square(found - (x1 - x0)), axis=2) * there)
            loss = error / ops.sum(there)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, list(weights.values())), 1.0)
        optimizer.apply_gradients(zip(gradients, weights.values(), strict=True))

    rng = np.random.default_rng(seed)
    batches, averages = _batches(songs, styles, manner, told, rng), Averages(weights)

    def step(number: int) -> None:
        batch = next(batches)
        noise = rng.standard_normal(batch.manner.shape, np.float32)
        learn(*batch, noise, rng.random(BATCH, np.float32))
        averages.update(number)

    run_steps(step, STEPS, deadline, progress)
    scales = {"mean": manner[0], "spread": manner[1], "condition_mean": told[0], "condition_spread": told[1]}
    return averages.values | scales


def _batches(
    songs: Sequence[TrainingSong],
    styles: int,
    manner: tuple[np.ndarray, np.ndarray],
    told: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> Iterator[Windows]:
    """Endless batches of windows, of every style as many."""
    of_style = [[song.latents for song in songs if song.style == style] for style in range(styles)]
    while True:
        batch = Windows(
            np.zeros((BATCH, WINDOW, len(manner[0])), np.float32),
            np.zeros((BATCH, WINDOW, len(told[0])), np.float32),
            np.zeros((BATCH, styles), np.float32),
            np.zeros((BATCH, WINDOW), np.float32),
        )
        for row, style in enumerate(rng.integers(styles, size=BATCH)):
            song = of_style[style][rng.integers(len(of_style[style]))]
            start = rng.integers(max(len(song.manner) - WINDOW, 0) + 1)
            part = slice(start, start + WINDOW)
            size = len(song.manner[part])
            batch.manner[row, :size] = (song.manner[part] - manner[0]) / manner[1]
            batch.condition[row, :size] = (song.condition[part] - told[0]) / told[1]
            batch.styles[row, style] = rng.random() >= STYLE_LEFT_OPEN
            batch.there[row, :size] = 1
        batch.condition[:] += CONDITION_NOISE * rng.standard_normal(batch.condition.shape, np.float32)
        yield batch
