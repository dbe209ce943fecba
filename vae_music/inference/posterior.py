"""The Gaussians of z that the encoder gives for a song."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.song import Song


class Posterior(NamedTuple):
    """The Gaussians that the encoder gives for a song's segments, and their styles.

    z_mean, z_scale: float32 (segments, latent); the scale of energy and rhythm, if z has them, is 0.
    style: the probabilities of the styles, float32 (segments, styles).
    frame: the song without its notes, whose tempo, metre and bars `decode` takes.
    """

    z_mean: np.ndarray
    z_scale: np.ndarray
    style: np.ndarray
    frame: Song | None = None

    def _repr_html_(self) -> str:
        from vae_music.render.notebook import posterior_card

        return posterior_card(self.z_mean, self.z_scale, self.style)
