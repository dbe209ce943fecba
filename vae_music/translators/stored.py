"""The translators of a model: the prototype, which every model has, and those whose files lie in its export.

The composer's file lies among them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.card import CARD_FOLDER, Card
from vae_music.text import did_you_mean
from vae_music.translators.arrays import read_arrays
from vae_music.translators.composer import Composer
from vae_music.translators.cyclegan import CycleGan
from vae_music.translators.flow import Flow
from vae_music.translators.protocol import COMPOSER, PROTOTYPE, TRAINED, Translator
from vae_music.translators.prototype import Prototype
from vae_music.translators.retrieval import Retrieval

T = TypeVar("T")

STORED: dict[str, Callable[[dict[str, np.ndarray], Card], Translator]] = {
    "retrieval": Retrieval.of,
    "cyclegan": CycleGan.of,
    "flow": Flow.of,
}
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
        self._composer: Composer | None = None
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
                self._read[method] = self._stored(method, STORED[method])
            return self._read[method]

    @property
    def composer(self) -> Composer | None:
        """The composer of the model, None where it has none. Raises ModelError where its file is damaged."""
        if self.export is None or not translator_path(self.export, COMPOSER).is_file():
            return None
        with self._reading:
            if self._composer is None:
                self._composer = self._stored(COMPOSER, Composer.of)
            return self._composer

    def _stored(self, name: str, of: Callable[[dict[str, np.ndarray], Card], T]) -> T:
        assert self.export is not None
        path = translator_path(self.export, name)
        kind = "a composer" if name == COMPOSER else "a translator"
        try:
            return of(read_arrays(path), self.card)
        except (ValueError, KeyError, IndexError) as error:
            raise ModelError(f"{path}: not {kind} of this model: {error}") from error
