"""What contents are like, measured after training, so that new ones can be drawn (Ghosh et al. 2020, section 4).

Contents fill only a little of the standard normal distribution that the KL term pulls them towards, and its draws are
no music: beats of one segment are in no key, let alone in one. A Gaussian that knows how beats go together is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from vae_music.model.layers import registered

SPREAD = 0.7
"""Standard deviations of what is drawn, against those measured: nearer to the mean more of it is music."""


@registered
class ContentPrior(keras.layers.Layer):
    """z as it is. The layer carries, as weights that are not trained, the distribution of contents z[m:].

    A content is the mean of all, and how its song differs from that, and how its segment differs from its song. Until
    they are measured, contents are standard normal and songs do not differ.

    Input shape: (batch, latent). Output shape: the same.
    """

    def __init__(self, manner: int, **kwargs):
        super().__init__(**kwargs)
        self.manner = manner

    def build(self, input_shape):
        size = input_shape[-1] - self.manner

        def weight(name: str, shape: tuple[int, ...], initializer: str):
            return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

        self.mean = weight("mean", (size,), "zeros")
        self.of_song = weight("of_song", (size, size), "zeros")
        self.of_segment = weight("of_segment", (size, size), "identity")

    def call(self, z):
        return z

    def draw(self, song, segment):
        """Contents of standard normal noise. Input shape: both (batch, latent - m). Output shape: the same."""
        away = ops.matmul(song, self.of_song) + ops.matmul(segment, self.of_segment)
        return self.mean + SPREAD * away

    def measure(self, contents: Sequence[np.ndarray]) -> None:
        """Set the distribution from the contents of songs, each (segments, latent - m)."""
        means = np.stack([song.mean(0) for song in contents])
        within = np.concatenate([song - song.mean(0) for song in contents])
        of_segment = within.T @ within / max(len(within) - len(contents), 1)
        away = means - means.mean(0)
        segments = np.mean([len(song) for song in contents])
        # Means of few segments differ by what segments differ, too.
        of_song = away.T @ away / max(len(means) - 1, 1) - of_segment / segments
        self.mean.assign(means.mean(0))
        self.of_song.assign(_root(of_song))
        self.of_segment.assign(_root(of_segment))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "manner": self.manner}


def _root(covariance: np.ndarray) -> np.ndarray:
    """A matrix that makes of rows of standard normal noise rows of this covariance; below zero counts as zero."""
    variance, directions = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.sqrt(np.maximum(variance, 0))[:, None] * directions.T
