"""The distribution of contents, measured after training, from which new ones are drawn (Ghosh et al. 2020, section 4).

Contents fill only a small part of the standard normal distribution towards which the KL term pulls them. Draws from
that distribution are not music: the beats of a segment are in no key, let alone in a common one. Draws from a Gaussian
with the measured covariance between beats are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from vae_music.model.layers import registered

SPREAD = 0.7
"""The standard deviation of draws, as a share of the measured one: nearer to the mean, more draws are music."""


@registered
class ContentPrior(keras.layers.Layer):
    """An identity layer that stores the distribution of contents z[m:] as weights that are not trained.

    A content is the mean of all, plus the deviation of its song from that, plus the deviation of its segment from its
    song. Until it is measured, the distribution is standard normal and songs do not differ.

    Input shape: (batch, latent). Output shape: the same.
    """

    def __init__(self, manner: int, **kwargs):
        super().__init__(**kwargs)
        self.manner = manner

    def build(self, input_shape):
        """Create the mean of the contents and the factors of their covariance."""
        size = input_shape[-1] - self.manner

        def weight(name: str, shape: tuple[int, ...], initializer: str):
            return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

        self.mean = weight("mean", (size,), "zeros")
        self.of_song = weight("of_song", (size, size), "zeros")
        self.of_segment = weight("of_segment", (size, size), "identity")

    def call(self, z):
        """Return z unchanged."""
        return z

    def draw(self, song, segment):
        """Turn standard normal noise into contents. Input shape: both (batch, latent - m). Output shape: the same."""
        away = ops.matmul(song, self.of_song) + ops.matmul(segment, self.of_segment)
        return self.mean + SPREAD * away

    def measure(self, contents: Sequence[np.ndarray]) -> None:
        """Set the distribution from the contents of songs, each of shape (segments, latent - m)."""
        means = np.stack([song.mean(0) for song in contents])
        within = np.concatenate([song - song.mean(0) for song in contents])
        of_segment = within.T @ within / max(len(within) - len(contents), 1)
        away = means - means.mean(0)
        segments = np.mean([len(song) for song in contents])
        # A mean of few segments varies as the segments do, too; that part is subtracted.
        of_song = away.T @ away / max(len(means) - 1, 1) - of_segment / segments
        self.mean.assign(means.mean(0))
        self.of_song.assign(_root(of_song))
        self.of_segment.assign(_root(of_segment))

    def get_config(self) -> dict[str, Any]:
        """Return the constructor's arguments."""
        return {**super().get_config(), "manner": self.manner}


def _root(covariance: np.ndarray) -> np.ndarray:
    """A matrix that turns rows of standard normal noise into rows of this covariance; negative variances count as 0."""
    variance, directions = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.sqrt(np.maximum(variance, 0))[:, None] * directions.T
