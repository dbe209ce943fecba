"""Training of the method `cyclegan`: a generator and a discriminator, on manners that are not paired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from vae_music.model.training_step import Adam
from vae_music.translators.cyclegan import generated, generator_shapes
from vae_music.translators.networks import silu
from vae_music.translators.training.training_songs import TrainingSong, mean_and_spread
from vae_music.translators.training.weights import Averages, Progress, drawn_weights, falling_rate, run_steps

WIDTH = 192
STEPS, BATCH = 3000, 256
RATE = 5e-4
CYCLE, IDENTITY, STYLE = 1.0, 1.0, 10.0
"""The weights of the terms of the generator's loss, in which the adversarial term has 1. The usual 10 and 5 for the
first two keep so much of the song's own band that the style is hardly heard."""


def train_cyclegan(
    songs: Sequence[TrainingSong], styles: int, seed: int, deadline: float, progress: Progress
) -> dict[str, np.ndarray]:
    """The arrays of `CycleGan`.

    Terms: that of a least-squares GAN (Mao et al., ICCV 2017); the cross-entropy of the discriminator's style; and the
    mean absolute differences of manners that went to another style and back, and of those told their own style.
    """
    mean, spread = mean_and_spread(np.concatenate([song.latents.manner for song in songs]))
    size = len(mean)
    generator = drawn_weights(generator_shapes(size, styles, WIDTH), seed, ("out",))
    critic = drawn_weights(_critic_shapes(size, styles), seed + 1000)
    optimizers = [Adam(falling_rate(RATE, STEPS), beta_1=0.5) for _ in range(2)]
    for optimizer, weights in zip(optimizers, (generator, critic), strict=True):
        optimizer.build(list(weights.values()))

    @tf.function
    def learn(real: Any, own: Any, wanted: Any) -> None:
        with tf.GradientTape() as tape:
            truth, style = _judged(critic, real, own)
            falsehood, _ = _judged(critic, generated(generator, real, wanted, ops), wanted)
            loss = ops.mean((truth - 1) ** 2) + ops.mean(falsehood**2) + _cross_entropy(own, style)
        _apply(optimizers[1], tape, loss, critic)
        with tf.GradientTape() as tape:
            new = generated(generator, real, wanted, ops)
            truth, style = _judged(critic, new, wanted)
            back = ops.mean(ops.abs(generated(generator, new, own, ops) - real))
            same = ops.mean(ops.abs(generated(generator, real, own, ops) - real))
            loss = ops.mean((truth - 1) ** 2) + STYLE * _cross_entropy(wanted, style) + CYCLE * back + IDENTITY * same
        _apply(optimizers[0], tape, loss, generator)

    of_style = [
        (np.concatenate([song.latents.manner for song in songs if song.style == style]) - mean) / spread
        for style in range(styles)
    ]
    rng, averages, codes = np.random.default_rng(seed), Averages(generator), np.eye(styles, dtype=np.float32)

    def step(number: int) -> None:
        own, wanted = rng.integers(styles, size=(2, BATCH))
        real = np.stack([of_style[style][rng.integers(len(of_style[style]))] for style in own])
        learn(real, codes[own], codes[wanted])
        averages.update(number)

    run_steps(step, STEPS, deadline, progress)
    return averages.values | {"mean": mean, "spread": spread}


def _critic_shapes(manner: int, styles: int) -> dict[str, tuple[int, ...]]:
    shapes = {"in": (manner, WIDTH), "block": (WIDTH, WIDTH), "out": (WIDTH, 2 * styles)}
    return shapes | {f"{name}_bias": (shape[1],) for name, shape in shapes.items()}


def _judged(w: Mapping[str, tf.Variable], manner: Any, styles: Any) -> tuple[Any, Any]:
    """The discriminator's word on manners: 1 for real ones of a style and 0 for others, (rows,); logits of styles.

    It tells real from generated in each style on its own: a manner between styles is real in none.

    Args:
        styles: those of which the manners should be, one-hot, (rows, styles).
    """
    hidden = silu(manner @ w["in"] + w["in_bias"], ops)
    hidden = silu(hidden @ w["block"] + w["block_bias"], ops)
    said = hidden @ w["out"] + w["out_bias"]
    size = styles.shape[1]
    return ops.sum(said[:, :size] * styles, axis=1), said[:, size:]


def _cross_entropy(styles: Any, logits: Any) -> Any:
    return ops.mean(keras.losses.categorical_crossentropy(styles, logits, from_logits=True))


def _apply(optimizer: Adam, tape: tf.GradientTape, loss: Any, weights: Mapping[str, tf.Variable]) -> None:
    variables = list(weights.values())
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
