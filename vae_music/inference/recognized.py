"""The answer of `Model.classify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vae_music.inference.source import Source
from vae_music.measures.recognition import STRANGE, song_figures

if TYPE_CHECKING:
    from vae_music.inference.model import Model


class Recognized(dict[str, float]):
    """The probabilities of the styles by name, the likeliest first.

    strangeness: the share of songs of these styles, not trained on, that are less strange to the model, 0 to 1; None
    where a model cannot tell, such as one of an earlier version. The probabilities of a song that is unlike all that
    the model knows are nearly even.

    Example:
        >>> answer = Recognized({"jazz": 0.8, "pop": 0.2}, strangeness=0.47)
        >>> answer["jazz"], answer.known
        (0.8, True)
    """

    def __init__(self, styles: dict[str, float], strangeness: float | None = None):
        super().__init__(styles)
        self.strangeness = strangeness

    @property
    def known(self) -> bool | None:
        """False for a song that is unlike all that the model knows, so that no style fits; None if it cannot tell."""
        return None if self.strangeness is None else self.strangeness <= STRANGE


def recognized(model: Model, source: Source) -> Recognized:
    """The styles that a model hears in a song; see `Model.classify`."""
    card, rolls, strangeness = model.card, source.sounding, None
    if card.recognizer is None:
        style = model.call("classify", rolls)["style"]
        notes = np.count_nonzero(rolls["velocity"][..., 0], axis=(1, 2))
        shares = (notes + 1) @ style / (notes + 1).sum()  # a segment may hold notes only
    else:
        figures = song_figures(model.call("encode", rolls)["z_mean"], rolls, card.manner_size, model.spec)[None]
        (shares,), (strange,) = card.recognizer.recognize(figures)
        strangeness = float(strange)
    order = np.argsort(-shares, kind="stable")
    return Recognized({model.styles[index]: float(shares[index]) for index in order}, strangeness)
