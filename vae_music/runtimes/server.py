"""A model on TensorFlow Serving, for gRPC and REST alike.

The answers of a server are checked before they are used: sizes before memory is allocated, values before they are
played.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Protocol

import numpy as np

from vae_music.config import ConfigError
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.rolls.spec import RollSpec
from vae_music.runtimes.protocol import Runtime
from vae_music.text import one_line

CALL_SECONDS = 60.0
"""The maximum duration of a call, which may have as many segments as go through the model at once, on a busy server."""

MAX_CARD_BYTES = 4_000_000


class ServerError(ModelError):
    """A server does not answer, does not know the model, or gives an unusable answer; the message names the server."""


class ServerRuntime(Runtime, Protocol):
    """A runtime on a server. Raises ServerError when called."""

    address: str


def read_card(server: ServerRuntime) -> Card:
    """Read the card of the model on a server. Raises ServerError."""
    answer = server("card", {"row": np.zeros(1, np.int32)}).get("card", np.array([]))
    try:
        text = answer.reshape(-1)[0]
        if len(text) > MAX_CARD_BYTES:
            raise ValueError(f"{len(text)} bytes of card")
        card = Card.from_json(json.loads(text))
        if not (card.styles and all(style.isprintable() for style in card.styles)):
            raise ValueError(f"styles {', '.join(card.styles)}")
        return card
    except (ConfigError, ModelError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        reason = one_line(str(error) or type(error).__name__)
        raise ServerError(f"{server.address}: not a model that this version of vae-music knows: {reason}") from error


class CheckedRuntime:
    """A server's runtime that raises ServerError where an answer does not have the shapes and values of the card."""

    def __init__(self, server: ServerRuntime, card: Card):
        self.server, self._shapes, self._limits = server, _shapes(card), _limits(card.spec)

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        rows = len(next(iter(inputs.values())))
        answer = {name: array for name, array in self.server(signature, inputs).items() if name in self._shapes}
        for name, array in answer.items():
            if array.shape != (rows, *self._shapes[name]):
                raise ServerError(
                    f"{self.server.address}: {name} of shape {list(array.shape)}, not {[rows, *self._shapes[name]]} as "
                    "the model's RollSpec has it; if another version has just been loaded, try again"
                )
            if not _holds(array, self._limits.get(name)):
                raise ServerError(f"{self.server.address}: {name} holds values that the model's RollSpec has not")
        return {name: array.astype(np.uint8 if name in self._limits else np.float32) for name, array in answer.items()}


def _holds(array: np.ndarray, limit: np.ndarray | int | None) -> bool:
    """True if an array is a roll within its limit or, without a limit, holds finite floats."""
    if limit is None:
        return array.dtype.kind == "f" and bool(np.isfinite(array).all())
    return array.dtype.kind in "iu" and bool(np.all((array >= 0) & (array <= limit)))


def _shapes(card: Card) -> dict[str, tuple[int, ...]]:
    """The shape of one row of each output."""
    spec, latent, styles = card.spec, card.config.model.latent, len(card.styles)
    return {
        **spec.shapes,
        "instrument_probability": (spec.instrument_columns, spec.instrument_classes),
        "style": (styles,),
        **dict.fromkeys(("z", "z_mean", "z_scale"), (latent,)),
    }


def _limits(spec: RollSpec) -> dict[str, np.ndarray | int]:
    """The maximum value of each roll, per column where they differ."""
    return {
        "pitch": np.array([spec.pitch_classes - 1] * spec.voices + [1] * spec.drum_lanes),
        "velocity": np.array([127, len(spec.patterns) - 1]),
        "instrument": spec.instrument_classes - 1,
        "steps": spec.segment_steps,
    }
