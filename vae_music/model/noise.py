"""Noise for training, of which each row depends on the seed, the step and its number in the batch alone.

So a training takes the same course on any number of devices, and also where it was interrupted and resumed.
"""

from __future__ import annotations

import tensorflow as tf

_PHILOX = 1
_BLOCK = 4
"""Philox turns each value of its counter into a block of four numbers (Salmon et al. 2011)."""


def row_noise(rows, size: int, seed: int, place):
    """Standard normal noise for consecutive rows of a batch.

    Args:
        rows: the number of rows.
        place: the step and the number of the first row, int64 (2,).

    Output shape: float32 (rows, size).
    """
    blocks = -(-size // _BLOCK)
    counter = tf.stack([place[1] * blocks, place[0]])
    key = tf.constant([seed % 2**64], tf.uint64)
    shape = (rows, _BLOCK * blocks)
    return tf.raw_ops.StatelessRandomNormalV2(shape=shape, key=key, counter=tf.cast(counter, tf.uint64), alg=_PHILOX)[
        :, :size
    ]
