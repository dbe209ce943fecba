"""Readers that hang or crash, for worker processes to import."""

from __future__ import annotations

import os
import time

from vae_music.corpus.reading import Reading, read_file


def read_or_hang(file: bytes, spec) -> Reading:
    """Reads bytes as `read_file` does, but hangs or crashes where they say so."""
    if file == b"hang":
        time.sleep(60)
    if file == b"crash":
        os.abort()
    return read_file(file, spec)
