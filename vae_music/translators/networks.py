"""Parts of small networks, for numpy as well as for keras.ops: inference needs no TensorFlow, and training has it."""

from __future__ import annotations

from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

on_one_thread = ThreadpoolController().wrap(limits=1, user_api="blas")
"""A decorator of functions that multiply small matrices: on several threads, these wait for each other where the cores
are busy, up to twenty times as long as it takes."""

_FREQUENCIES = 2.0 ** np.arange(6)

CLOCK = 2 * len(_FREQUENCIES) + 1
"""The number of features of `clock`."""


def silu(x: Any, ops: Any) -> Any:
    """The activation x sigmoid(x)."""
    return x * (0.5 + 0.5 * ops.tanh(0.5 * x))


def normalised(x: Any, ops: Any) -> Any:
    """x with a mean square of 1 over its last axis."""
    return x / ops.sqrt(ops.mean(x * x, axis=-1, keepdims=True) + 1e-6)


def clock(time: Any, ops: Any) -> list[Any]:
    """Features of the time of a flow, 0 to 1. Input shape: (songs,). Output shapes: (songs, CLOCK) in all."""
    angles = time[:, None] * np.float32(np.pi / 2) * _FREQUENCIES.astype(np.float32)
    return [time[:, None], ops.sin(angles), ops.cos(angles)]


def windows(segments: int, window: int) -> list[int]:
    """The first segments of the windows that cover a song, half of each overlapping.

    Example:
        >>> windows(150, 64)
        [0, 32, 64, 86]
    """
    last = max(segments - window, 0)
    return [*range(0, last, window // 2), last]
