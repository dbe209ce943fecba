"""The prototype of each style: the mean of its training songs' codes z[:k]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import keras
import numpy as np

from vae_music.model.vae import classifier


def measure_prototypes(encoder: keras.Model, batches: Iterable[tuple[Mapping[str, Any], Any]]) -> None:
    """Set the prototypes of an encoder's classifier from batches of (rolls, style); a style not met keeps its own."""
    layer = classifier(encoder)
    styles = len(layer.styles)
    total, count = np.zeros((styles, styles)), np.zeros(styles)
    for rolls, style in batches:
        code = encoder.predict_on_batch(dict(rolls))["z_mean"][:, :styles]
        np.add.at(total, style, code)
        np.add.at(count, style, 1)
    met = count > 0
    prototypes = layer.prototypes.numpy()
    prototypes[met] = total[met] / count[met, None]
    layer.prototypes.assign(prototypes)
