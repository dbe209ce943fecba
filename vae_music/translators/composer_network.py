"""The network of the composer: the velocity of the beats of a piece on their way from noise.

Layers of attention (Vaswani et al., NeurIPS 2017) over all beats, with a learnt preference for each distance in beats
and head; what they read and write is told the time of the flow and the style.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from vae_music.translators.networks import CLOCK, clock, normalised, silu

BLOCKS, HEADS = 4, 4


class Beats(NamedTuple):
    """The numbers told of the beats of pieces, float32 arrays of the shape (pieces, beats, numbers).

    known: 1 where a beat is given, and not noise, else 0; one number. told: energy, and whether the piece begins or
    ends in the segment. there: 1 for each beat, 0 for padding; (pieces, beats).
    """

    known: Any
    told: Any
    there: Any


def composer_shapes(
    numbers: int, told: int, styles: int, sizes: tuple[int, int], beats: int, segment_beats: int
) -> dict[str, tuple[int, ...]]:
    """The shapes of the weights of a network, by name.

    Args:
        numbers: of a beat.
        told: how many numbers are told of each beat.
        sizes: the widths of the network, and of the inner layers of its blocks.
        beats: the maximum number of beats that it sees at once.
        segment_beats: of a segment.
    """
    width, inner = sizes
    shapes: dict[str, tuple[int, ...]] = {"in": (numbers + 1 + told, width), "time": (styles + CLOCK, width)}
    for index in range(BLOCKS):
        shapes |= {f"told{index}": (width, width), f"read{index}": (width, 3 * width), f"back{index}": (width, width)}
        shapes |= {f"up{index}": (width, inner), f"down{index}": (inner, width)}
    shapes["out"] = (width, numbers)
    shapes |= {f"{name}_bias": (shape[1],) for name, shape in shapes.items()}
    shapes |= {f"distance{index}": (2 * beats - 1, HEADS) for index in range(BLOCKS)}
    return shapes | {"place": (segment_beats, width)}


def composer_velocity(w: Mapping[str, Any], x: Any, beats: Beats, styles: Any, time: Any, ops: Any = np) -> Any:
    """The velocity of beats on their way from noise.

    Args:
        w: the weights.
        x: the beats, whole segments; (pieces, beats, numbers).
        styles: the weights of the styles, or zeros where the style is left open; (pieces, styles).
        time: 0 for noise to 1 for music; (pieces,).
        ops: numpy, or keras.ops for tensors.
    """
    length = x.shape[1]
    told = silu(ops.concatenate([styles, *clock(time, ops)], axis=1) @ w["time"] + w["time_bias"], ops)[:, None]
    place = ops.take(w["place"], np.arange(length) % w["place"].shape[0], axis=0)
    hidden = ops.concatenate([x, beats.known, beats.told], axis=2) @ w["in"] + w["in_bias"] + place
    unseen = ((beats.there - 1) * np.float32(1e4))[:, None, None]  # (pieces, 1, 1, beats)
    longest = (w["distance0"].shape[0] + 1) // 2
    distance = np.arange(length)[None] - np.arange(length)[:, None] + longest - 1
    for index in range(BLOCKS):
        seen = normalised(hidden + told @ w[f"told{index}"] + w[f"told{index}_bias"], ops)
        read = seen @ w[f"read{index}"] + w[f"read{index}_bias"]
        liked = ops.transpose(ops.take(w[f"distance{index}"], distance, axis=0), (2, 0, 1)) + unseen
        hidden = hidden + _attention(read, liked, ops) @ w[f"back{index}"] + w[f"back{index}_bias"]
        inner = silu(normalised(hidden, ops) @ w[f"up{index}"] + w[f"up{index}_bias"], ops)
        hidden = hidden + inner @ w[f"down{index}"] + w[f"down{index}_bias"]
    return normalised(hidden, ops) @ w["out"] + w["out_bias"]


def _attention(read: Any, liked: Any, ops: Any) -> Any:
    """The values that all heads take. Input: queries, keys and values (pieces, beats, 3 * width); liked: added to what
    queries and keys agree in, (pieces, heads, beats, beats). Output shape: (pieces, beats, width)."""
    length, size = read.shape[1], read.shape[2] // 3 // HEADS
    split = ops.reshape(read, (-1, length, 3, HEADS, size))
    query, key, value = (ops.transpose(split[:, :, part], (0, 2, 1, 3)) for part in range(3))
    agreed = query @ ops.transpose(key, (0, 1, 3, 2)) / np.float32(size**0.5) + liked
    shares = ops.exp(agreed - ops.max(agreed, axis=-1, keepdims=True))
    taken = (shares / ops.sum(shares, axis=-1, keepdims=True)) @ value
    return ops.reshape(ops.transpose(taken, (0, 2, 1, 3)), (-1, length, HEADS * size))
