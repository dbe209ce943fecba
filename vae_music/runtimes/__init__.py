"""Runtimes, which call the signatures of an exported model in this process or on a server.

`tensorflow` and `openvino` run an export in this process, `grpc` and `rest` call TensorFlow Serving. All of them
implement `Runtime`.
"""

from __future__ import annotations

from vae_music.runtimes.protocol import Runtime

__all__ = ["Runtime"]
