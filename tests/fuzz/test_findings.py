from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extremes import BARS, file
from tests.fuzz.target import read_and_write
from tests.songs import framed
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.midi.write import song_to_bytes

FINDINGS = sorted(path for path in (Path(__file__).parent / "findings").iterdir() if path.suffix != ".md")


@pytest.mark.skipif(not FINDINGS, reason="nothing was found yet")
def test_what_fuzzing_found_is_read_or_refused_by_now():
    results = map_in_workers(read_and_write, [path.read_bytes() for path in FINDINGS], 1)
    for path, result in zip(FINDINGS, results, strict=True):
        assert not isinstance(result, Lost), path.name


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_song_with_bytes_changed_is_read_or_refused(data):
    song = bytearray(data.draw(st.sampled_from([song_to_bytes(framed()), file(BARS[:200], BARS[:100])])))
    for _ in range(data.draw(st.integers(1, 6))):
        # Program changes above 127 are known to end symusic, and found before: see damage.py.
        song[data.draw(st.integers(14, len(song) - 1))] = data.draw(st.integers(0, 255))
    read_and_write(bytes(song[: data.draw(st.integers(14, len(song)))]))
