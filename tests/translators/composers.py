"""A small composer with weights at random, for tests."""

from __future__ import annotations

import numpy as np

from vae_music.config import TINY
from vae_music.translators.composer import shapes_of


def composer_arrays(config=TINY, styles: int = 3, seed: int = 0) -> dict[str, np.ndarray]:
    """Its arrays."""
    rng = np.random.default_rng(seed)
    shapes = shapes_of(config, styles, (8, 6))
    drawn = {name: (0.4 * rng.normal(size=shape)).astype(np.float32) for name, shape in shapes.items()}
    return drawn | {"mean": np.ones(config.model.content, np.float32), "spread": np.float32([0.5])}
