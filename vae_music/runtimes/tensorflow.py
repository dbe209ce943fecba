"""The runtime for an export in this process with TensorFlow, which needs no Keras."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, cached_property
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
        import_tensorflow()
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


@cache
def import_tensorflow() -> None:
    """Import TensorFlow without output: its libraries write to stderr when loaded, whatever TF_CPP_MIN_LOG_LEVEL is.

    What it and gRPC would log later is for their developers, and is kept back unless the environment asks for it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    with _no_stderr():
        import tensorflow  # noqa: F401


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Discard what native code writes to stderr; errors are reported by Python's exceptions."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
