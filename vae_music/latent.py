"""Arithmetic on z: moving the manner z[:m], which begins with the style code z[:k], and interpolating whole latents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vae_music.errors import ModelError
from vae_music.text import did_you_mean, known_name

MAX_STRENGTH = 1.5
"""The highest strength that a transfer takes and that is measured; `towards` accepts any."""


class StyleError(ModelError):
    """A style that a model does not know, or a mixture of styles with invalid weights."""


def towards(code, target, strength):
    """The code moved towards the target by `strength`: 0 gives the code, 1 the target, above 1 an exaggeration.

    The audible change from one style to the other happens in a narrow range around half way, so the curve is flat there
    and steep at the ends: the code moves by ½ + ½ (.27 t + .73 t⁵) of the way, with t = 2 strength - 1; strength above
    1 adds half of its excess.

    Input shape: (batch, m), (batch, m) and (batch,). Output shape: (batch, m). Accepts arrays and tensors, since this
    code is also traced into the graph of an export.
    """
    most = (strength + 1 - abs(strength - 1)) / 2  # the smaller of strength and 1
    t = 2 * most - 1
    way = 0.5 + 0.5 * (0.27 * t + 0.73 * t**5) + (strength - most) / 2
    return code + way[:, None] * (target - code)


def with_manner(z: np.ndarray, target: np.ndarray, strength: float | np.ndarray = 1.0) -> np.ndarray:
    """z with its manner moved towards another manner; its content stays.

    Args:
        z: shape (batch, latent).
        target: shape (m,) or (batch, m).
        strength: a number, or one per row.
    """
    size = target.shape[-1]
    manner = towards(z[:, :size], target, np.broadcast_to(np.float32(strength), len(z)))
    return np.concatenate([manner, z[:, size:]], axis=1)


def with_style(
    z: np.ndarray, weights: np.ndarray, prototypes: np.ndarray, strength: float | np.ndarray = 1.0
) -> np.ndarray:
    """z with its manner moved towards a mixture of prototypes; its content stays.

    Args:
        z: shape (batch, latent).
        weights: of the styles, shape (styles,) or (batch, styles).
        prototypes: the manner of each style, shape (styles, m).
        strength: a number, or one per row.
    """
    return with_manner(z, weights @ prototypes, strength)


def between(one: np.ndarray, other: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Latents on the great circle from one to the other, with lengths interpolated linearly (White 2016, section 2.1).

    A straight line would pass near the origin, where no song has its latents and all notes are blurred.

    Args:
        one, other: shape (batch, latent).
        weight: 0 gives `one`, 1 gives `other`; shape (batch,).
    """
    norms = [np.linalg.norm(z, axis=1, keepdims=True) for z in (one, other)]
    directions = [z / np.maximum(norm, 1e-9) for z, norm in zip((one, other), norms, strict=True)]
    cosine = (directions[0] * directions[1]).sum(1, keepdims=True)
    angle = np.maximum(np.arccos(np.clip(cosine, -1, 1)), 1e-4)
    w = weight[:, None]
    direction = (np.sin((1 - w) * angle) * directions[0] + np.sin(w * angle) * directions[1]) / np.sin(angle)
    return (direction * ((1 - w) * norms[0] + w * norms[1])).astype(np.float32)


def style_weights(style: str | Mapping[str, float], styles: Sequence[str]) -> np.ndarray:
    """The weights of a style or of a mixture of styles: float32 (styles,), with sum 1. Raises StyleError.

    Example:
        >>> style_weights({"pop": 1, "jazz": 3}, ["jazz", "pop"]).tolist()
        [0.75, 0.25]
    """
    if not isinstance(style, str | Mapping):
        raise StyleError(f"style: a name is wanted, or names with their weights, not {style!r}")
    mixture = {style: 1.0} if isinstance(style, str) else dict(style)
    weights = np.zeros(len(styles), np.float32)
    for name, weight in mixture.items():
        weights[styles.index(find_style(name, styles))] += weight
    if not (all(0 <= weight < np.inf for weight in mixture.values()) and weights.sum() > 0):
        raise StyleError(f"weights of styles must be positive, not {mixture}")
    return weights / weights.sum()


def find_style(name: str, styles: Sequence[str]) -> str:
    """The style of a name, whether in upper or lower case. Raises StyleError where there is none."""
    found = known_name(name, styles)
    if found is None:
        raise StyleError(f"no style {name!r} in this model, only {', '.join(styles)}{did_you_mean(name, styles)}")
    return found
