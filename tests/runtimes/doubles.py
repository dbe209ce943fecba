"""Test doubles of TensorFlow Serving, on loopback. They are not TensorFlow Serving, whose binary is a container image:
they speak its two interfaces, by its official stubs and by the rules of its REST documentation, and run a SavedModel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import grpc
import numpy as np
import tensorflow as tf
from tensorflow.core.framework.tensor_pb2 import TensorProto
from tensorflow_serving.apis.predict_pb2 import PredictRequest, PredictResponse
from tensorflow_serving.apis.prediction_service_pb2_grpc import (
    PredictionServiceServicer,
    add_PredictionServiceServicer_to_server,
)

from vae_music.runtimes.grpc import MAX_MESSAGE_BYTES

Runtime = Callable[[str, Mapping[str, np.ndarray]], dict[str, Any]]


class GrpcDouble(PredictionServiceServicer):
    """Test double of the gRPC interface: a model by the name vae_music."""

    def __init__(self, runtime: Runtime):
        self.runtime = runtime

    def Predict(self, request: PredictRequest, context: grpc.ServicerContext) -> PredictResponse:
        if request.model_spec.name != "vae_music":
            context.abort(
                grpc.StatusCode.NOT_FOUND, f"Servable not found for request: Latest({request.model_spec.name})"
            )
        inputs = {name: tf.make_ndarray(tensor) for name, tensor in request.inputs.items()}
        response = PredictResponse()
        try:
            outputs = self.runtime(request.model_spec.signature_name, inputs)
        except KeyError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"Serving signature key {error} not found.")
        for name, array in outputs.items():
            tensor = array if isinstance(array, TensorProto) else tf.make_tensor_proto(array)
            response.outputs[name].CopyFrom(tensor)
        return response


@contextmanager
def serve_grpc(runtime: Runtime) -> Iterator[str]:
    """HOST:PORT of a test double in this process."""
    bounds = [(f"grpc.max_{way}_message_length", MAX_MESSAGE_BYTES) for way in ("send", "receive")]
    server = grpc.server(ThreadPoolExecutor(4), options=bounds)
    add_PredictionServiceServicer_to_server(GrpcDouble(runtime), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None)


def predict_json(runtime: Runtime, asked: dict[str, Any]) -> dict[str, Any]:
    """What the REST interface answers, in row form to `instances`, in column form to `inputs`."""
    types: dict[str, type] = {"style": np.float32, "strength": np.float32, "temperature": np.float32, "z": np.float32}
    types |= {"seed": np.int64, "row": np.int32}
    rows = asked.get("instances")
    columns = asked["inputs"] if rows is None else {name: [row[name] for row in rows] for name in rows[0]}
    inputs: dict[str, np.ndarray] = {
        name: np.array(values, types.get(name, np.uint8)) for name, values in columns.items()
    }
    outputs = {name: _listed(array) for name, array in runtime(asked["signature_name"], inputs).items()}
    if rows is not None:
        return {"predictions": [dict(zip(outputs, row, strict=True)) for row in zip(*outputs.values(), strict=True)]}
    return {"outputs": outputs if len(outputs) > 1 else next(iter(outputs.values()))}


def _listed(array: np.ndarray) -> list[Any]:
    """Numbers as short as they can be to be read again as the same float32; strings as such."""
    if array.dtype.kind == "f":
        return np.array([float(str(value)) for value in array.ravel()]).reshape(array.shape).tolist()
    return [text.decode() for text in array] if array.dtype.kind in "OS" else array.tolist()


@contextmanager
def serve_rest(runtime: Runtime) -> Iterator[str]:
    """The URL of a test double in this process."""

    class Double(BaseHTTPRequestHandler):
        """Test double of the REST interface."""

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.path.startswith("/v1/models/vae_music"):
                self.tell(404, {"error": "Servable not found for request: Latest(other)"})
                return
            try:
                self.tell(200, predict_json(runtime, asked))
            except KeyError as error:
                self.tell(400, {"error": f"Serving signature key {error} not found."})

        def tell(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with serving_http(Double) as url:
        yield url


@contextmanager
def serving_http(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The URL of a server that answers with the handler."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
