"""A model behind TensorFlow Serving, used as one on this machine is.

What a server sends is looked at before it is used: sizes before memory is taken, values before they are played.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from vae_music.config import ConfigError
from vae_music.errors import ModelError
from vae_music.inference import Model
from vae_music.rolls import RollSpec
from vae_music.serving.card import Card

CALL_SECONDS = 60.0
"""How long a call may take: so many segments as go through the model at once, on a server that may be busy."""

MAX_CARD_BYTES = 4_000_000
_MOST = {"latent": 65_536, "ticks_per_step": 8, "pitch_high": 127}  # patterns are 2 to the power of ticks
_MOST_OF_A_ROLL = 255


class ServerError(ModelError):
    """A server that is away, does not know the model, or answers what cannot be used; the message names it."""


class Remote(Protocol):
    """What both ways of calling have in common."""

    address: str

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Raises ServerError."""


def connect_grpc(server: str, timeout: float = CALL_SECONDS) -> Model:
    """The model at HOST:PORT, or HOST:PORT/NAME where the server calls it otherwise than vae_music.

    timeout: seconds a call. Raises ServerError. TensorFlow is imported, for the messages hold its tensors.
    """
    from vae_music.serving.grpc_client import GrpcClient

    return _connected(GrpcClient(server, timeout))


def connect_rest(url: str, timeout: float = CALL_SECONDS) -> Model:
    """The model at http://HOST:PORT, or http://HOST:PORT/v1/models/NAME, without TensorFlow on this side.

    timeout: seconds a call. Raises ServerError.
    """
    from vae_music.serving.rest_client import RestClient

    return _connected(RestClient(url, timeout))


def one_line(text: str) -> str:
    """The beginning of what a server says, as one line fit for a terminal."""
    return "".join(char if char.isprintable() else "?" for char in " ".join(text[:1000].split()))[:200]


def _connected(server: Remote) -> Model:
    card = _card(server)
    return Model(card, Checked(server, card))


def _card(server: Remote) -> Card:
    told = server("card", {"row": np.zeros(1, np.int32)}).get("card", np.array([]))
    try:
        text = told.reshape(-1)[0]
        if len(text) > MAX_CARD_BYTES:
            raise ValueError(f"{len(text)} bytes of card")
        values = json.loads(text)
        _check_sizes(values["config"])
        card = Card.from_json(values)
        if not (card.styles and all(style.isprintable() for style in card.styles)):
            raise ValueError(f"styles {', '.join(card.styles)}")
        return card
    except (ConfigError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError) as error:
        reason = one_line(str(error) or type(error).__name__)
        raise ServerError(f"{server.address}: not a model that this version of vae-music knows: {reason}") from error


def _check_sizes(config: Mapping[str, Any]) -> None:
    """Raises ValueError for a size that no model has."""
    for name, size in {**config["spec"], "latent": config["model"]["latent"]}.items():
        least = 0 if name in ("drum_lanes", "pitch_low") else 1
        if type(size) is not int or not least <= size <= _MOST.get(name, _MOST_OF_A_ROLL):
            raise ValueError(f"{name} is {size!r}")


class Checked:
    """Calls a server, and raises ServerError where an answer is not what its card promised."""

    def __init__(self, server: Remote, card: Card):
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
    """Whether an array is a roll up to its limit, or without one finite numbers."""
    if limit is None:
        return array.dtype.kind == "f" and bool(np.isfinite(array).all())
    return array.dtype.kind in "iu" and bool(np.all((array >= 0) & (array <= limit)))


def _shapes(card: Card) -> dict[str, tuple[int, ...]]:
    """Of a row of each output."""
    spec, latent, styles = card.spec, card.config.model.latent, len(card.styles)
    return {
        **spec.shapes,
        "steps": (),
        "instrument_probability": (spec.instrument_columns, spec.instrument_classes),
        "style": (styles,),
        **dict.fromkeys(("z", "z_mean", "z_scale"), (latent,)),
    }


def _limits(spec: RollSpec) -> dict[str, np.ndarray | int]:
    """The greatest value of each roll, column by column where they differ."""
    return {
        "pitch": np.array([spec.pitch_classes - 1] * spec.voices + [1] * spec.drum_lanes),
        "velocity": np.array([127, len(spec.patterns) - 1]),
        "instrument": spec.instrument_classes - 1,
        "steps": spec.segment_steps,
    }
