"""Parts of small networks, for numpy as well as for keras.ops: inference needs no TensorFlow, and training has it."""

from __future__ import annotations

from typing import Any


def silu(x: Any, ops: Any) -> Any:
    """The activation x sigmoid(x)."""
    return x * (0.5 + 0.5 * ops.tanh(0.5 * x))


def normalised(x: Any, ops: Any) -> Any:
    """x with a mean square of 1 over its last axis."""
    return x / ops.sqrt(ops.mean(x * x, axis=-1, keepdims=True) + 1e-6)
