"""The runtime for TensorFlow Serving's REST interface, which needs no TensorFlow.

https://www.tensorflow.org/tfx/serving/api_rest: columns are sent as `inputs` and returned as `outputs`. A float is
written with as many digits as it needs, so the answers are the same as those of gRPC.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import numpy as np

from vae_music.export.server_files import MODEL_NAME
from vae_music.runtimes.server import CALL_SECONDS, ServerError
from vae_music.text import one_line

MAX_ANSWER_BYTES = 128_000_000
_PIECE = 1 << 20

_LONE_OUTPUT = {"classify": "style", "card": "card"}  # the only output of a signature comes without its name
_URL = re.compile(r"https?://[^/?#\s]+(?P<model>/v1/models/[\w.-]+(?:/(?:versions|labels)/[\w.-]+)?)?/?", re.ASCII)


class RestRuntime:
    """The signatures of a model at http://HOST:PORT[/v1/models/NAME[/versions/N]]. Raises ServerError.

    timeout: in seconds per call.
    """

    def __init__(self, url: str, timeout: float = CALL_SECONDS):
        if not (parts := _URL.fullmatch(url)):
            raise ServerError(f"{one_line(url)}: not of the form http://HOST:PORT or http://HOST:PORT/v1/models/NAME")
        self.address = url.rstrip("/") + ("" if parts["model"] else f"/v1/models/{MODEL_NAME}")
        self.timeout = timeout

    def __call__(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        asked = {"signature_name": signature, "inputs": {name: rows.tolist() for name, rows in inputs.items()}}
        try:
            outputs = json.loads(self._post(json.dumps(asked).encode()))["outputs"]
            if signature in _LONE_OUTPUT:
                outputs = {_LONE_OUTPUT[signature]: outputs}
            return {name: np.array(rows) for name, rows in outputs.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ServerError(f"{self.address}: not an answer of TensorFlow Serving: {one_line(str(error))}") from error

    def _post(self, body: bytes) -> bytes:
        request = Request(f"{self.address}:predict", body, {"Content-Type": "application/json"})
        end = time.monotonic() + self.timeout
        try:
            with urlopen(request, timeout=self.timeout) as answer:
                return self._read(answer, end)
        except HTTPError as error:
            raise ServerError(f"{self.address}: the server refuses ({error.code}: {_reason(error)})") from error
        except TimeoutError as error:
            raise self._late() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
                raise self._late() from error
            reason = one_line(str(getattr(error, "reason", error)))
            raise ServerError(f"{self.address}: no server answers there ({reason})") from error

    def _read(self, answer: http.client.HTTPResponse, end: float) -> bytes:
        """Read the answer within limits of time and size; a socket's own time-out starts again at every byte."""
        pieces, size = [], 0
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_ANSWER_BYTES:
                raise ServerError(f"{self.address}: an answer of more than {MAX_ANSWER_BYTES // 1_000_000} MB")
            if time.monotonic() > end:
                raise self._late()
        return b"".join(pieces)

    def _late(self) -> ServerError:
        return ServerError(f"{self.address}: no answer within {self.timeout:g} seconds")


def _reason(error: HTTPError) -> str:
    """The reason that a server gives for its refusal."""
    try:
        return one_line(json.loads(error.read(10_000))["error"])
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError, RecursionError):
        return one_line(str(error.reason))
