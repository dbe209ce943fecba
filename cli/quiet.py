"""TensorFlow without its start-up notices."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@cache
def import_tensorflow() -> None:
    """Import TensorFlow in silence: its libraries write to stderr when loaded, whatever TF_CPP_MIN_LOG_LEVEL says."""
    with _no_stderr():
        import tensorflow  # noqa: F401


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Send what native code writes to stderr nowhere; Python's exceptions tell what goes wrong."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
