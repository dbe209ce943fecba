"""Runtimes: what calls the signatures of an exported model, in this process or on a server.

`tensorflow` and `openvino` run an export here, `grpc` and `rest` ask a TensorFlow Serving. All are a `Runtime`.
"""

from __future__ import annotations

from vae_music.runtimes.protocol import Runtime

__all__ = ["Runtime"]
