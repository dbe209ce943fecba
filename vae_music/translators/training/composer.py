"""Training of the composer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from keras import ops

from vae_music.config import Config
from vae_music.model.training_step import Adam
from vae_music.translators.composer import GIVEN, WINDOW, beats_there, contents_of, shapes_of, tokens, told_of
from vae_music.translators.composer_network import BLOCKS, Beats, composer_velocity
from vae_music.translators.training.training_songs import TrainingPiece
from vae_music.translators.training.weights import Averages, Progress, drawn_weights, falling_rate, run_steps

SIZES = (80, 96)
"""The widths of the network, and of the inner layers of its blocks."""

STEPS, BATCH = 3000, 32
RATE = 4e-3
STYLE_LEFT_OPEN = 0.15
"""The share of pieces whose style the network is not told: those that go on from a song, or are to be like one."""

SHARE_GIVEN = 0.4
"""The share of pieces that go on from segments that are given."""

AT_AN_END = 0.3
"""The share of windows that are the beginning or the end of their song, so that there are enough of these."""


def train_composer(
    pieces: Sequence[TrainingPiece], styles: int, config: Config, seed: int, deadline: float, progress: Progress
) -> dict[str, np.ndarray]:
    """The arrays of `Composer`.

    The loss is the mean square of the network's velocity less x1 - x0, on the straight line from noise x0 to the beats
    x1 of a piece, over the beats that are not given.
    """
    mean, spread = _mean_and_spread(pieces, config)
    zero = ("out", *(f"distance{index}" for index in range(BLOCKS)))
    weights = drawn_weights(shapes_of(config, styles, SIZES), seed, zero)
    optimizer = Adam(falling_rate(RATE, STEPS))
    optimizer.build(list(weights.values()))

    @tf.function
    def learn(x1: Any, known: Any, told: Any, there: Any, style: Any, x0: Any, time: Any) -> None:
        with tf.GradientTape() as tape:
            way = time[:, None, None]
            x = known * x1 + (1 - known) * ((1 - way) * x0 + way * x1)
            found = composer_velocity(weights, x, Beats(known, told, there), style, time, ops)
            new = there * (1 - known[:, :, 0])
            loss = ops.sum(ops.mean(ops.square(found - (x1 - x0)), axis=2) * new) / ops.sum(new)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, list(weights.values())), 1.0)
        optimizer.apply_gradients(zip(gradients, weights.values(), strict=True))

    rng = np.random.default_rng(seed)
    songs = [
        [(tokens(piece.z.astype(np.float32), config, mean, spread), piece) for piece in pieces if piece.style == style]
        for style in range(styles)
    ]
    averages = Averages(weights)

    def step(number: int) -> None:
        drawn = [_window(songs[style], config, rng) for style in rng.integers(styles, size=BATCH)]
        x, known, told, there, style = (np.stack(part) for part in zip(*drawn, strict=True))
        named = np.eye(styles, dtype=np.float32)[style] * (rng.random((BATCH, 1)) >= STYLE_LEFT_OPEN)
        time = 1 / (1 + np.exp(-rng.standard_normal(BATCH, np.float32)))  # more often half way, where most is decided
        learn(x, known, told, there, named.astype(np.float32), rng.standard_normal(x.shape, np.float32), time)
        averages.update(number)

    run_steps(step, STEPS, deadline, progress)
    return averages.values | {"mean": mean, "spread": spread}


def _mean_and_spread(pieces: Sequence[TrainingPiece], config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the contents of all beats, (c,), and one spread for all numbers, (1,).

    What hardly differs between songs stays small, and so counts for little in the loss.
    """
    rows = np.concatenate([contents_of(piece.z, config)[beats_there(piece.steps, config) > 0] for piece in pieces])
    return rows.mean(0), np.sqrt(rows.var(0).mean(keepdims=True))


def _window(
    songs: Sequence[tuple[np.ndarray, TrainingPiece]], config: Config, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    """A window of one of the songs: x, known, told and there, each (beats, numbers), and its style."""
    content, piece = songs[int(rng.integers(len(songs)))]
    last = max(piece.segments - WINDOW, 0)
    start = int(rng.choice([0, last]) if rng.random() < AT_AN_END else rng.integers(last + 1))
    part = slice(start, start + WINDOW)
    size, beats = len(content[part]), content.shape[1]
    there = np.zeros((WINDOW, beats), np.float32)
    there[:size] = beats_there(piece.steps[part], config)
    known = np.zeros((WINDOW, beats, 1), np.float32)
    if size > 1 and rng.random() < SHARE_GIVEN:
        known[: rng.integers(1, min(GIVEN, size - 1) + 1)] = 1
    told = np.zeros((WINDOW, beats, config.model.energy + 2), np.float32)
    told[:size] = told_of(piece.z[part, config.energy_part].astype(np.float32), config, start == 0, start == last)
    x = np.zeros((WINDOW, *content.shape[1:]), np.float32)
    x[:size] = content[part]
    rows = [values.reshape(WINDOW * beats, -1) for values in (x * there[..., None], known, told)]
    return rows[0], rows[1], rows[2], there.reshape(-1), piece.style
