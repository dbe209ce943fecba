"""Chance inside the graph that a seed a row decides alone: the same at every load, in every batch, on every thread."""

from __future__ import annotations

import tensorflow as tf


def draw_latent(seed, size: int, stream: int = 1):
    """Rows of N(0, 1), each from its own seed, independent of what `logits.draw_noise` makes of that seed.

    Another stream of the same seed is independent, too; 0 is that of `draw_noise`.

    Input shape: seed int64 (batch,). Output shape: (batch, size).
    """

    def row(seed):
        return tf.random.stateless_normal((size,), tf.stack([seed, stream]), alg="philox")

    return tf.map_fn(row, seed, fn_output_signature=tf.float32)
