"""The method `prototype`: every segment gets the same manner, that of one song of the style."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vae_music.errors import ModelError
from vae_music.measures.pulse import Pulses
from vae_music.rolls.segments import steps_of_metre
from vae_music.rolls.spec import RollSpec
from vae_music.translators.protocol import Aim
from vae_music.translators.song_latents import SongLatents


class Prototype:
    """The manners of a model as a translator.

    Args:
        manners: float32 (styles, variants, m).
        pulses: for each style those of the songs of its variants, as far as they are known.
    """

    def __init__(self, manners: np.ndarray, pulses: Sequence[Pulses], spec: RollSpec):
        self.manners = manners
        self._steps = [
            [pulse and steps_of_metre(pulse.metre, spec) for pulse in of_style[: manners.shape[1]]]
            for of_style in pulses
        ]

    def __call__(self, song: SongLatents, aim: Aim) -> np.ndarray:
        """The manner of the aim for each segment. Raises ModelError for a variant that there is not."""
        manner = self.manner(aim)
        return np.broadcast_to(manner, (len(song.manner), len(manner)))

    def manner(self, aim: Aim) -> np.ndarray:
        """A variant of a style, or of a mixture of styles, float32 (m,). Raises as a call does."""
        return aim.weights @ self.manners[np.arange(len(self.manners)), self._variants(aim)]

    def is_first(self, aim: Aim) -> bool:
        """True if the aim is the first variant of each style that is in it. Raises as a call does."""
        return not np.any(self._variants(aim)[aim.weights > 0])

    def _variants(self, aim: Aim) -> np.ndarray:
        """The index of the variant of each style, int (styles,)."""
        styles, variants = self.manners.shape[:2]
        if aim.variant is not None:
            if not 1 <= aim.variant <= variants:
                raise ModelError(f"no variant {aim.variant} in this model, only 1 to {variants}")
            return np.full(styles, aim.variant - 1)
        suited = np.zeros(styles, np.int64)
        for style, steps in enumerate(self._steps):
            if aim.steps in steps:
                suited[style] = steps.index(aim.steps)
        return suited
