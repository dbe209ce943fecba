"""The runtime for TensorFlow Serving's gRPC interface, which uses its official stubs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from vae_music.export.server_files import MODEL_NAME
from vae_music.runtimes.server import CALL_SECONDS, ServerError
from vae_music.text import one_line

MAX_MESSAGE_BYTES = 64_000_000
"""The maximum size of a request or an answer; gRPC's own limit of 4 MB is too small for a model with large rolls."""

_ADDRESS = re.compile(r"(?P<address>[\w.-]+:\d{1,5}|\[[0-9a-fA-F:.]+\]:\d{1,5})(?:/(?P<name>[\w.-]+))?", re.ASCII)


class GrpcRuntime:
    """The signatures of a model at HOST:PORT or HOST:PORT/NAME. Raises ServerError, also for a malformed address.

    timeout: in seconds per call.
    """

    def __init__(self, server: str, timeout: float = CALL_SECONDS):
        if not (parts := _ADDRESS.fullmatch(server)):
            raise ServerError(f"{one_line(server)}: not of the form HOST:PORT or HOST:PORT/NAME")
        self.address, self.model, self.timeout = parts["address"], parts["name"] or MODEL_NAME, timeout

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        import vae_music.model  # noqa: F401  TensorFlow without its notices

        # isort: split
        import grpc
        import tensorflow as tf
        from tensorflow_serving.apis.predict_pb2 import PredictRequest

        request = PredictRequest()
        request.model_spec.name, request.model_spec.signature_name = self.model, signature
        for name, rows in inputs.items():
            request.inputs[name].CopyFrom(tf.make_tensor_proto(rows))
        try:
            answer = self._predict(request, timeout=self.timeout)
        except grpc.RpcError as error:
            raise ServerError(f"{self.address}: {self._reason(error)}") from error
        return {name: self._array(name, tensor) for name, tensor in answer.outputs.items()}

    @cached_property
    def _predict(self) -> Any:
        import grpc
        from tensorflow_serving.apis.prediction_service_pb2_grpc import PredictionServiceStub

        bounds = ("grpc.max_send_message_length", "grpc.max_receive_message_length")
        channel = grpc.insecure_channel(self.address, [(bound, MAX_MESSAGE_BYTES) for bound in bounds])
        return PredictionServiceStub(channel).Predict

    def _reason(self, error: Any) -> str:
        from grpc import StatusCode

        code, details = error.code(), one_line(error.details() or "")
        if code is StatusCode.UNAVAILABLE:
            return f"no server answers there ({details})"
        if code is StatusCode.DEADLINE_EXCEEDED:
            return f"no answer within {self.timeout:g} seconds"
        if code is StatusCode.NOT_FOUND:
            return f"no model {self.model!r} there ({details})"
        return f"the server refuses ({code.name.lower()}: {details})"

    def _array(self, name: str, tensor: Any) -> np.ndarray:
        """Convert a tensor; its shape is checked before memory is allocated, because one value may stand for many."""
        import tensorflow as tf

        try:
            size = np.prod([float(side.size) for side in tensor.tensor_shape.dim])
            if not 0 <= 8 * size <= MAX_MESSAGE_BYTES:
                raise ValueError(f"{size:.0f} values")
            return tf.make_ndarray(tensor)
        except (TypeError, ValueError) as error:
            raise ServerError(f"{self.address}: {one_line(name)} cannot be read: {one_line(str(error))}") from error
