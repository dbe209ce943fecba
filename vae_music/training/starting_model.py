"""The model with whose weights a training begins, grown by the styles that are new to it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.export.versions import find_model
from vae_music.model.vae import classifier

LEARNING_RATE, HALVING_STEPS, EPOCHS = 1e-3, 400, 40

_WEIGHT = "weights/{}/.ATTRIBUTES/VARIABLE_VALUE"
_READS_CONTEXT = re.compile(r"decode_(pitch_over|velocity_over|instrument)_(views|start)/kernel")


class StartingModel(NamedTuple):
    """A trained model: its card, and the weights of its encoder and then its decoder, in their order."""

    card: Card
    weights: list[np.ndarray]


def read_starting_card(path: str | os.PathLike | None) -> Card:
    """The card of the model that `find_model` finds. Raises ModelError where it cannot learn further styles."""
    folder = find_model(path)
    card = Card.read(folder)
    if not (card.config.model.content and card.config.model.by_beat):
        raise ModelError(f"{folder}: a model without a content, such as the article's, cannot learn further styles")
    return card


def read_starting_model(path: str | None) -> StartingModel:
    """The card and the weights of the model that `find_model` finds; its graph is not loaded. Raises ModelError."""
    card, folder = read_starting_card(path), find_model(path)
    try:
        stored = tf.train.load_checkpoint(str(folder / "variables" / "variables"))
        count = sum(name.startswith("weights/") for name in stored.get_variable_to_shape_map())
        return StartingModel(card, [stored.get_tensor(_WEIGHT.format(index)) for index in range(count)])
    except (tf.errors.OpError, RuntimeError, ValueError) as error:
        raise ModelError(f"{folder}: its weights are damaged") from error


def further_config(config: Config) -> Config:
    """The configuration with which a trained model learns further songs.

    The encoder of the content stays: it reads what arrangements of the same music have in common, and from songs of
    which there is only one arrangement it would learn to read the accompaniment, too. The loss of held-out songs does
    not stop the training: a few songs are learnt by heart at once, and transfers do not get worse by it.
    """
    course = replace(config.train, learning_rate=LEARNING_RATE, halving_steps=HALVING_STEPS, epochs=EPOCHS)
    course = replace(course, frozen_content=True, stop_by_held_out=False)
    return replace(config, loss=replace(config.loss, beta_warmup_steps=0), train=course)


def begin_with(vae: keras.Model, start: StartingModel) -> None:
    """Give a new model the weights of another, and the manners and pulses of the styles that both know.

    The codes of new styles take those dimensions of the manner in which the manners of the other model differ least;
    its decoder ignores them at first, and so writes what it wrote before.

    Raises ModelError where the weights do not fit.
    """
    encoder, decoder = vae.get_layer("encoder"), vae.get_layer("decoder")
    layer, card, weights = classifier(encoder), start.card, encoder.weights + decoder.weights
    growth = _Growth.of(card, layer.styles)
    values = [growth.grown(weight.path, value) for weight, value in zip(weights, start.weights, strict=False)]
    if [value.shape for value in values] != [weight.shape for weight in weights]:
        raise ModelError("the model to begin with has weights of other sizes than its configuration")
    for weight, value in zip(weights, values, strict=True):
        weight.assign(value)
    layer.pulses = tuple(() if place is None or not card.pulses else card.pulses[place] for place in growth.places)


class _Growth(NamedTuple):
    """The change of a model that knows other styles.

    known: the number of styles that it knew. places: of each new style, its index among those, or None.
    order: of each dimension of the manner, the one that it was.
    """

    known: int
    places: list[int | None]
    order: list[int]

    @classmethod
    def of(cls, card: Card, styles: Sequence[str]) -> _Growth:
        known, size = len(card.styles), card.manner_size
        places = [card.styles.index(style) if style in card.styles else None for style in styles]
        least_used = known + np.argsort(card.manners[:, :, known:].std((0, 1)), kind="stable")
        spare: Iterator[int] = iter(least_used.tolist())
        code = [next(spare) if place is None else place for place in places]
        return cls(known, places, code + [old for old in range(size) if old not in code])

    @property
    def new(self) -> list[int]:
        """The numbers of the styles that are new."""
        return [number for number, place in enumerate(self.places) if place is None]

    def grown(self, path: str, value: np.ndarray) -> np.ndarray:
        """The value of a weight for the grown model."""
        if path.startswith(("manner_mean/", "manner_scale/")):
            value = value[..., self.order]
            if path.startswith("manner_mean/"):
                value[..., self.new] = 0
        elif path.startswith("classifier/"):
            value = self._manners(value.reshape(self.known, -1, len(self.order)))
        elif _READS_CONTEXT.fullmatch(path):
            codes, manner, rest = np.split(value, [self.known, self.known + len(self.order)])
            nothing = np.zeros_like(codes[:1])
            rows = [nothing if place is None else codes[place : place + 1] for place in self.places]
            manner = manner[self.order]
            manner[self.new] = 0
            value = np.concatenate([*rows, manner, rest])
        return value

    def _manners(self, manners: np.ndarray) -> np.ndarray:
        """The manners, of new styles the code alone; shape (styles, variants * m)."""
        manners = manners[:, :, self.order]
        manners[:, :, self.new] = 0
        grown = np.zeros((len(self.places), *manners.shape[1:]), np.float32)
        for number, place in enumerate(self.places):
            if place is None:
                grown[number, 0, number] = 4.0
            else:
                grown[number] = manners[place]
        return grown.reshape(len(grown), -1)
