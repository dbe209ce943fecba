"""Mixed precision: layers compute in bfloat16, while weights, losses and all that is written stay in float32.

It is for devices with units of their own for bfloat16, such as GPUs from Ampere on (Micikevicius et al. 2018; Kalamkar
et al. 2019, according to whom bfloat16 needs no scaling of the loss). A CPU without such units becomes slower by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keras

MIXED = "mixed_bfloat16"
SINGLE = "float32"


@contextmanager
def mixed_precision(wanted: bool = True) -> Iterator[None]:
    """Let the layers that are made meanwhile compute in bfloat16, if that is wanted."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(MIXED if wanted else before)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


@contextmanager
def in_single_precision(model: keras.Model) -> Iterator[None]:
    """Let the layers of a model count meanwhile as those of one in float32, as which it is then saved."""
    mixed = [layer for layer in model._flatten_layers() if layer.dtype_policy.name == MIXED]
    try:
        for layer in mixed:
            layer.dtype_policy = SINGLE
        yield
    finally:
        for layer in mixed:
            layer.dtype_policy = MIXED
