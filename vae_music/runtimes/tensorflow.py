"""The runtime for an export in this process with TensorFlow, which needs no Keras."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vae_music.errors import ModelError
from vae_music.runtimes.batching import filled_up
from vae_music.safe_loading import check_saved_model


class TensorFlowRuntime:
    """The signatures of an export. TensorFlow is imported at the first call.

    Raises ModelError when called, where the export cannot be loaded.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        import vae_music.model  # noqa: F401  TensorFlow without its notices

        # isort: split
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
        except Exception as error:  # a damaged file makes TensorFlow raise errors of many kinds
            raise ModelError(f"{self.folder}: cannot be loaded: {' '.join(str(error).split())[:200]}") from error
