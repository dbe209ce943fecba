"""The method `prototype`: every segment gets the same manner, that of one song of the style."""

from __future__ import annotations

import numpy as np

from vae_music.errors import ModelError
from vae_music.translators.protocol import Aim
from vae_music.translators.song_latents import SongLatents


class Prototype:
    """The manners of a model, float32 (styles, variants, m), as a translator."""

    def __init__(self, manners: np.ndarray):
        self.manners = manners

    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manner of the aim for each segment. Raises ModelError for a variant that there is not."""
        manner = self.manner(aim)
        return np.broadcast_to(manner, (len(song.manner), len(manner)))

    def manner(self, aim: Aim) -> np.ndarray:
        """A variant of a style, or of a mixture of styles, float32 (m,). Raises as a call does."""
        variants = self.manners.shape[1]
        if not 1 <= aim.variant <= variants:
            raise ModelError(f"no variant {aim.variant} in this model, only 1 to {variants}")
        return aim.weights @ self.manners[:, aim.variant - 1]
