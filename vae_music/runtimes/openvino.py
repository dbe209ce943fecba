"""The runtime for an export in this process with OpenVINO, which starts in a fraction of the time of TensorFlow.

OpenVINO converts a SavedModel for seconds, but loads what it has compiled at once. Every signature that is called is
therefore kept, compiled, in the cache folder.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from vae_music.errors import ModelError
from vae_music.runtimes.batching import filled_up
from vae_music.runtimes.signature_choice import with_default_signature
from vae_music.runtimes.tensorflow import TensorFlowRuntime
from vae_music.storage import being_written, cache_folder, write_atomically

MOST_KEPT = 24
"""Compiled signatures that stay in the cache folder, 10 to 24 MB each; the oldest make room."""

_SETTINGS = {"INFERENCE_PRECISION_HINT": "f32"}
_OF_NO_CHANCE = ("serving_default", "encode", "classify")
_OF_CHANCE_IF_WARM = ("decode",)  # at temperature 0, what is drawn at random is multiplied by 0
_RANDOM = ("StatelessRandomUniformV2", "StatelessRandomUniformFullIntV2")


def is_installed() -> bool:
    """True if OpenVINO is installed."""
    return find_spec("openvino") is not None


class OpenVinoRuntime:
    """The signatures of an export by OpenVINO in single precision; those that draw at random, by TensorFlow.

    Raises ModelError when called, where the export cannot be loaded.
    """

    def __init__(self, folder: Path, cache: Path | None = None):
        self.folder, self.tensorflow = folder, TensorFlowRuntime(folder)
        self.cache = cache_folder(cache) / "openvino"
        self._compiled: dict[str, Any] = {}
        self._compiling = Lock()

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        if not _can_run(signature, inputs):
            return self.tensorflow(signature, inputs)
        with self._compiling:
            if signature not in self._compiled:
                self._compiled[signature] = self._load(signature)
        compiled, rows = self._compiled[signature], len(next(iter(inputs.values())))
        whole = filled_up({name: inputs[name] for name in map(_name, compiled.inputs)})
        request = compiled.create_infer_request()  # one per call: it holds the answer, and threads may call
        answer = request.infer({name: np.ascontiguousarray(values) for name, values in whole.items()})
        return {_name(output): np.array(values[:rows]) for output, values in answer.items()}

    def _load(self, signature: str) -> Any:
        """A compiled signature: from the cache, where it is kept from an earlier time."""
        import openvino

        try:
            kept = self.cache / f"{signature}-{_digest(self.folder)}.blob"
            if kept.is_file():
                try:
                    return openvino.Core().import_model(kept.read_bytes(), "CPU", _SETTINGS)
                except RuntimeError:  # damaged, or compiled for another processor
                    kept.unlink(missing_ok=True)
            compiled = openvino.Core().compile_model(_convert(self.folder, signature), "CPU", _SETTINGS)
            _keep(kept, compiled.export_model().getvalue())
            return compiled
        except Exception as error:  # OpenVINO raises RuntimeError for errors of all kinds
            reason = " ".join(str(error).split())[:200]
            raise ModelError(f"{self.folder}: cannot be loaded by OpenVINO (--runtime tensorflow): {reason}") from error


def _can_run(signature: str, inputs: Mapping[str, np.ndarray]) -> bool:
    """True if no random number has a part in the answer; OpenVINO draws others than TensorFlow."""
    return signature in _OF_NO_CHANCE or (signature in _OF_CHANCE_IF_WARM and not np.any(inputs["temperature"]))


def _convert(folder: Path, signature: str) -> Any:
    """A signature as OpenVINO has it before compilation. It takes the default one of a SavedModel, whatever that is."""
    import openvino
    from openvino.frontend.tensorflow import ConversionExtension

    core = openvino.Core()
    for operation in _RANDOM:
        core.add_extension(ConversionExtension(operation, _constant(operation)))
    place = tempfile.mkdtemp(prefix="vae-music-")
    with being_written(Path(place)):
        chosen = with_default_signature((folder / "saved_model.pb").read_bytes(), signature)
        Path(place, "saved_model.pb").write_bytes(chosen)
        shutil.copytree(folder / "variables", Path(place, "variables"))
        return core.read_model(place)


def _constant(operation: str) -> Callable[[Any], Any]:
    """A conversion of an operation that draws at random to one number; the logarithms taken of it are finite."""

    def convert(node: Any) -> Any:
        from openvino import opset14

        number = np.int64(1) if "Int" in operation else np.float32(0.5)
        return opset14.broadcast(opset14.constant(number), node.get_input(0)).outputs()

    return convert


def _digest(folder: Path) -> str:
    """A digest of what a compiled signature depends on: the files of the export and the version of OpenVINO."""
    digest = blake2b(version("openvino").encode(), digest_size=16)
    for path in (folder / "saved_model.pb", *sorted((folder / "variables").iterdir())):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _keep(path: Path, compiled: bytes) -> None:
    """Write a compiled signature into its folder, if that can be written, and take the oldest ones out."""
    try:
        write_atomically(path, compiled)
        for old in sorted(path.parent.glob("*.blob"), key=lambda blob: blob.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink()
    except OSError:  # such as a home that is read only, or another process that takes the same ones out
        pass


def _name(port: Any) -> str:
    """The name of a port in its signature; OpenVINO appends a number to an output that has the name of an input."""
    return min(port.get_names()).removesuffix("_1")
