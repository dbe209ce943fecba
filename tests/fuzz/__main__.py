"""Coverage-guided fuzzing of the reader: python -m tests.fuzz [SECONDS]; needs the extra `fuzz`.

What is found is put into tests/fuzz/findings, where tests/fuzz/test_findings.py takes it up. An input that ends the
process natively does so too, since libFuzzer writes it down first.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.extremes import BARS, KEY, MARKER, METRE, TEMPO, file, meta
from tests.songs import band, framed
from vae_music.midi.write import song_to_bytes

FINDINGS = Path(__file__).parent / "findings"
SECONDS = 120
LIMITS = ["-timeout=10", "-rss_limit_mb=4096", "-max_len=4096", "-print_final_stats=1", "-verbosity=0"]

_FUZZER = """
import sys
import atheris
with atheris.instrument_imports(include=["vae_music", "pretty_midi", "mido"]):
    from tests.fuzz.target import read_and_write
atheris.Setup(sys.argv, read_and_write)
atheris.Fuzz()
"""


def seeds() -> dict[str, bytes]:
    """Small good files, so that not all is refused for its header."""
    changing = b"".join(event for event in (TEMPO, METRE, KEY, MARKER)) + BARS[:80] + meta(0x03, b"name")
    return {
        "band": song_to_bytes(band()),
        "framed": song_to_bytes(framed()),
        "changes": file(changing, changing, ticks_per_beat=96),
        "wrapped": b"RIFF\x40\0\0\0RMIDdata\x38\0\0\0" + file(BARS[:40]),
        "running": file(
            b"\0\x90\x3c\x40" + b"\x10\x3c\0\0\x40\x40" * 8 + b"\0\xc0\x05\0\xb0\x07\x40\0\xe0\0\x40", format=0
        ),
    }


def fuzz(seconds: int) -> int:
    """Fuzz for so long, going on after a finding; the number of findings."""
    end, found = time.monotonic() + seconds, len(list(FINDINGS.iterdir()))
    with tempfile.TemporaryDirectory() as corpus:
        for name, data in seeds().items():
            Path(corpus, name).write_bytes(data)
        while (left := int(end - time.monotonic())) > 0:
            bounds = [f"-max_total_time={left}", f"-artifact_prefix={FINDINGS}/", *LIMITS]
            if subprocess.run([sys.executable, "-c", _FUZZER, corpus, *bounds]).returncode == 0:
                break
    return len(list(FINDINGS.iterdir())) - found


if __name__ == "__main__":
    new = fuzz(int(sys.argv[1]) if sys.argv[1:] else SECONDS)
    print(f"{new} findings in {FINDINGS}")
    sys.exit(bool(new))
