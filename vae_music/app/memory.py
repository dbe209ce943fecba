"""Memory of a process that lives for days and makes sounds of many megabytes now and then."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

LARGE_BYTES = 1_000_000
_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h


def return_large_blocks() -> None:
    """Have large blocks returned to the system when they are freed; does nothing where the C library is not glibc.

    By itself, glibc takes blocks of up to 32 MB from the heaps of its threads once such have been freed, and there a
    small one that is still in use keeps all that lies below it.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
