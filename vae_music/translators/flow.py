"""The method `flow`: the manners of a whole song are drawn at once, by a flow from noise.

Conditional flow matching (Lipman et al., ICLR 2023) over the sequence of a song's manners, given the style, and energy
and content of each segment. The flow is integrated by few of Euler's steps, with classifier-free guidance (Ho and
Salimans 2022). Songs that are longer than what it was trained on are covered by windows that overlap, whose velocities
are averaged where they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vae_music.export.card import Card
from vae_music.translators.arrays import check_shapes
from vae_music.translators.networks import CLOCK, clock, normalised, on_one_thread, silu, windows
from vae_music.translators.protocol import Aim
from vae_music.translators.song_latents import SongLatents

WINDOW = 64
"""The maximum number of segments of a song that the network sees at once."""

STEPS = 12
GUIDANCE = 2.0
TEMPERATURE = 0.7
"""The standard deviation of the noise from which a flow begins; with 1, as in training, unusual bands are as frequent
as among songs."""

BLOCKS = 3


class Flow:
    """A network of velocities.

    Args:
        arrays: its weights, see `velocity_shapes`, and `mean` and `spread` (m,) of manners, and `condition_mean` and
            `condition_spread` of what it is conditioned on.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray]):
        self.weights = arrays

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], card: Card) -> Flow:
        """The network of a file. Raises ValueError or KeyError where it is not one of this model."""
        manner, condition = card.manner_size, len(arrays["condition_mean"])
        shapes = velocity_shapes(manner, condition, len(card.styles), len(arrays["in_bias"]))
        shapes |= dict.fromkeys(("mean", "spread"), (manner,))
        check_shapes(arrays, shapes | dict.fromkeys(("condition_mean", "condition_spread"), (condition,)))
        return cls(arrays)

    @on_one_thread
    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manners of a band that the seed draws."""
        w = self.weights
        condition = (song.condition - w["condition_mean"]) / w["condition_spread"]
        rng = np.random.default_rng(aim.seed)
        x = TEMPERATURE * rng.standard_normal(song.manner.shape, np.float32)
        for step in range(STEPS):
            x = x + self._velocity(x, condition, aim.weights, step / STEPS) / STEPS
        return (x * w["spread"] + w["mean"]).astype(np.float32)

    def _velocity(self, x: np.ndarray, condition: np.ndarray, style: np.ndarray, time: float) -> np.ndarray:
        """The velocity of the whole song at a time, shape (segments, m)."""
        total, count = np.zeros_like(x), np.zeros((len(x), 1), np.float32)
        for start in windows(len(x), WINDOW):
            part = slice(start, start + WINDOW)
            rows = np.ones((2, len(x[part])), np.float32)
            here, played = (np.repeat(values[part][None], 2, axis=0) for values in (x, condition))
            styles = np.stack([style, np.zeros_like(style)])  # with the style, and without
            given, free = velocity(self.weights, here, played, styles, np.full(2, time, np.float32), rows)
            total[part] += free + GUIDANCE * (given - free)
            count[part] += 1
        return total / count


def velocity_shapes(manner: int, condition: int, styles: int, width: int) -> dict[str, tuple[int, ...]]:
    """The shapes of the weights of a network of velocities, by name."""
    shapes = {"in": (manner + condition, width), "time": (styles + CLOCK, width)}
    for index in range(BLOCKS):
        shapes |= {f"block{index}": (4 * width, width), f"told{index}": (width, width), f"back{index}": (width, width)}
    shapes["out"] = (width, manner)
    return shapes | {f"{name}_bias": (shape[1],) for name, shape in shapes.items()}


def velocity(w: Mapping[str, Any], x: Any, condition: Any, styles: Any, time: Any, there: Any, ops: Any = np) -> Any:
    """The velocity of manners on their way from noise.

    Args:
        w: the weights.
        x: (songs, segments, m).
        condition: (songs, segments, numbers).
        styles: the weights of the styles, or zeros where the style is left open; (songs, styles).
        time: 0 for noise to 1 for manners; (songs,).
        there: 1 for each segment, 0 for padding; (songs, segments).
        ops: numpy, or keras.ops for tensors.
    """
    told = silu(ops.concatenate([styles, *clock(time, ops)], axis=1) @ w["time"] + w["time_bias"], ops)[:, None]
    rows = there[:, :, None]
    count = ops.sum(rows, axis=1, keepdims=True)
    hidden = (ops.concatenate([x, condition], axis=2) @ w["in"] + w["in_bias"]) * rows
    for index in range(BLOCKS):
        seen = normalised(hidden, ops) * rows
        edges = ops.pad(seen, ((0, 0), (1, 1), (0, 0)))
        mean = ops.broadcast_to(ops.sum(seen, axis=1, keepdims=True) / count, seen.shape)
        around = ops.concatenate([edges[:, :-2], seen, edges[:, 2:], mean], axis=2)
        inner = around @ w[f"block{index}"] + w[f"block{index}_bias"]
        inner = inner + told @ w[f"told{index}"] + w[f"told{index}_bias"]
        hidden = (hidden + silu(inner, ops) @ w[f"back{index}"] + w[f"back{index}_bias"]) * rows
    return normalised(hidden, ops) @ w["out"] + w["out_bias"]
