"""The runtime for the default signature with OpenVINO, which starts in a fraction of the time that TensorFlow needs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from vae_music.errors import ModelError
from vae_music.runtimes.batching import filled_up
from vae_music.runtimes.tensorflow import TensorFlowRuntime
from vae_music.storage import cache_folder

_SIGNATURE = "serving_default"  # the one that OpenVINO takes from a SavedModel


def is_installed() -> bool:
    """True if OpenVINO is installed."""
    return find_spec("openvino") is not None


class OpenVinoRuntime:
    """The signatures of an export: `serving_default` by OpenVINO in single precision, all others by TensorFlow.

    The model that OpenVINO compiles is kept in the cache folder, so that it is compiled only once.
    Raises ModelError when called, where it cannot be loaded.
    """

    def __init__(self, folder: Path, cache: Path | None = None):
        self.tensorflow = TensorFlowRuntime(folder)
        self.cache = cache_folder(cache) / "openvino"

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        if signature != _SIGNATURE:
            return self.tensorflow(signature, inputs)
        request = self._compiled.create_infer_request()  # one per call: it holds the answer, and threads may call
        names, rows = [_name(port) for port in self._compiled.inputs], len(next(iter(inputs.values())))
        whole = filled_up({name: inputs[name] for name in names})
        answer = request.infer({name: np.ascontiguousarray(values) for name, values in whole.items()})
        return {_name(output): np.array(values[:rows]) for output, values in answer.items()}

    @cached_property
    def _compiled(self) -> Any:
        import openvino

        folder, settings = self.tensorflow.folder, {"INFERENCE_PRECISION_HINT": "f32", "CACHE_DIR": str(self.cache)}
        try:
            return openvino.Core().compile_model(openvino.Core().read_model(folder), "CPU", settings)
        except Exception as error:  # OpenVINO raises RuntimeError for errors of all kinds
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"{folder}: cannot be loaded by OpenVINO (--runtime tensorflow): {reason}") from error


def _name(port: Any) -> str:
    """The name of a port in its signature; OpenVINO appends a number to an output that has the name of an input."""
    return min(port.get_names()).removesuffix("_1")
