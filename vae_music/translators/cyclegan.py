"""The method `cyclegan`: one generator turns the manner of any style into one of the style asked for.

StarGAN (Choi et al., CVPR 2018) on manners: the generator is told the style, and what it adds to a manner is nothing
before it is trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vae_music.export.card import Card
from vae_music.translators.arrays import check_shapes
from vae_music.translators.networks import silu
from vae_music.translators.protocol import Aim
from vae_music.translators.song_latents import SongLatents

BLOCKS = 2


class CycleGan:
    """A generator.

    Args:
        arrays: its weights, see `generator_shapes`, and `mean` and `spread` (m,) of the manners that it knows.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray]):
        self.weights = arrays

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], card: Card) -> CycleGan:
        """The generator of a file. Raises ValueError or KeyError where it is not one of this model."""
        shapes = generator_shapes(card.manner_size, len(card.styles), len(arrays["in_bias"]))
        check_shapes(arrays, shapes | {"mean": (card.manner_size,), "spread": (card.manner_size,)})
        return cls(arrays)

    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manner of each segment, translated."""
        manner = (song.manner - self.weights["mean"]) / self.weights["spread"]
        styles = np.tile(aim.weights, (len(manner), 1)).astype(np.float32)
        return generated(self.weights, manner, styles) * self.weights["spread"] + self.weights["mean"]


def generator_shapes(manner: int, styles: int, width: int) -> dict[str, tuple[int, ...]]:
    """The shapes of the weights of a generator, by name."""
    shapes = {"in": (manner + styles, width), **{f"block{index}": (width, width) for index in range(BLOCKS)}}
    shapes["out"] = (width, manner)
    return shapes | {f"{name}_bias": (shape[1],) for name, shape in shapes.items()}


def generated(weights: Mapping[str, Any], manner: Any, styles: Any, ops: Any = np) -> Any:
    """Manners in other styles.

    Args:
        manner: with mean 0 and standard deviation 1, shape (rows, m).
        styles: the weights of the styles, shape (rows, styles).
        ops: numpy, or keras.ops for tensors.
    """
    hidden = silu(ops.concatenate([manner, styles], axis=1) @ weights["in"] + weights["in_bias"], ops)
    for index in range(BLOCKS):
        hidden = hidden + silu(hidden @ weights[f"block{index}"] + weights[f"block{index}_bias"], ops)
    return manner + hidden @ weights["out"] + weights["out_bias"]
