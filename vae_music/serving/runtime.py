"""A SavedModel in this process. TensorFlow is imported when it is first called; Keras is not needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vae_music.errors import ModelError
from vae_music.serving.rows import filled_up
from vae_music.trust import check_saved_model


class SavedModel:
    """The signatures of an export, called with numpy arrays by name and answering with such.

    Raises ModelError when called, where it cannot be loaded.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        import tensorflow as tf

        function, rows = self._signatures[signature], len(next(iter(inputs.values())))
        answer = function(**{name: tf.constant(values) for name, values in filled_up(inputs).items()})
        return {name: tensor.numpy()[:rows] for name, tensor in answer.items()}

    @cached_property
    def _signatures(self) -> Mapping[str, Any]:
        import tensorflow as tf

        check_saved_model(self.folder)
        try:
            return tf.saved_model.load(str(self.folder)).signatures
        except Exception as error:  # TensorFlow raises whatever a damaged file makes it stumble over
            raise ModelError(f"{self.folder}: cannot be loaded: {' '.join(str(error).split())[:200]}") from error
