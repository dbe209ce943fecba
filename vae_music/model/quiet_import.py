"""The import of TensorFlow without its notices."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager


def import_tensorflow() -> None:
    """Import TensorFlow without output: its libraries write to stderr when loaded, whatever TF_CPP_MIN_LOG_LEVEL is.

    What it and gRPC would log later is for their developers, and is kept back unless the environment asks for it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    with _no_stderr():
        import tensorflow as tf
    tf.get_logger().setLevel(logging.WARNING)  # in notebooks it would tell of every export


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
