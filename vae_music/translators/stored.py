"""The translators of a model: the prototype, which every model has, and those whose files lie in its export."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.card import CARD_FOLDER, Card
from vae_music.text import did_you_mean
from vae_music.translators.arrays import read_arrays
from vae_music.translators.cyclegan import CycleGan
from vae_music.translators.flow import Flow
from vae_music.translators.protocol import PROTOTYPE, TRAINED, Translator
from vae_music.translators.prototype import Prototype
from vae_music.translators.retrieval import Retrieval


class _Stored(Protocol):
    def __call__(self, arrays: dict[str, np.ndarray], card: Card) -> Translator: ...


STORED: dict[str, _Stored] = {"retrieval": Retrieval.of, "cyclegan": CycleGan.of, "flow": Flow.of}
"""What makes a translator of the arrays of its file, for each of TRAINED."""


def translator_path(export: Path, method: str) -> Path:
    """The path of a translator's file in an export."""
    return export / CARD_FOLDER / "translators" / f"{method}.npz"


class Translators:
    """The translators of a model; a file is read when it is first asked for.

    Args:
        export: the folder of the SavedModel; None for a model on a server, which gives out no files.
    """

    def __init__(self, card: Card, export: Path | None = None):
        self.card, self.export, self.prototype = card, export, Prototype(card.manners, card.pulses, card.spec)
        self._read: dict[str, Translator] = {PROTOTYPE: self.prototype}
        self._reading = Lock()

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of the methods that the model has."""
        export = self.export
        return (PROTOTYPE, *(name for name in TRAINED if export and translator_path(export, name).is_file()))

    def __getitem__(self, method: str) -> Translator:
        """The translator of this name. Raises ModelError where there is none, or its file is damaged."""
        if method not in self.methods:
            where = "in this model" if self.export else "in a model on a server"
            only = f"only {', '.join(self.methods)}"
            raise ModelError(f"no method {method!r} {where}, {only}{did_you_mean(method, self.methods)}")
        with self._reading:
            if method not in self._read:
                self._read[method] = self._stored(method)
            return self._read[method]

    def _stored(self, method: str) -> Translator:
        assert self.export is not None
        path = translator_path(self.export, method)
        try:
            return STORED[method](read_arrays(path), self.card)
        except (ValueError, KeyError, IndexError) as error:
            raise ModelError(f"{path}: not a translator of this model: {error}") from error
