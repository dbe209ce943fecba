from __future__ import annotations

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import os
from benchmarks.process_monitor import own_bytes
from vae_music.app.memory import return_large_blocks

return_large_blocks()
for _ in range(3):
    bytearray(30_000_000)  # teaches glibc that such blocks come and go
large, small = [], []
for _ in range(30):
    large.append(bytearray(8_000_000))
    small.append(bytes(5000))
before = own_bytes(os.getpid())
large.clear()
print((before - own_bytes(os.getpid())) / 1e6)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc")
def test_large_blocks_that_are_freed_are_returned_to_the_system():
    freed = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert float(freed.stdout) > 200
