"""The interface of all translators."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:  # the names of the methods are part of the command line, whose help needs no numpy
    import numpy as np

    from vae_music.translators.song_latents import SongLatents

PROTOTYPE = "prototype"
"""The method that every model has."""

TRAINED = ("retrieval", "cyclegan", "flow")
"""The methods that are trained for a model, and lie in its export."""

METHODS = (PROTOTYPE, *TRAINED)

COMPOSER = "composer"
"""The name of the composer, which is trained and stored as these are."""


class Aim(NamedTuple):
    """The style that a song is to have.

    weights: of the styles, with sum 1, float32 (styles,).
    variant: counted from 1; None for the first of those in the metre of the song, or else the first.
    seed: decides what is left to chance.
    steps: the length of most segments of the song, which its metre decides; None where there is no song.
    """

    weights: np.ndarray
    variant: int | None = None
    seed: int = 0
    steps: int | None = None


class Translator(Protocol):
    """A callable that turns the latents of a whole song into manners of another style."""

    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manner that each segment is to have: float32 (segments, m)."""
