from __future__ import annotations

import os
import time
from functools import partial

import pytest

from benchmarks.process_monitor import peak_bytes
from tests.extremes import BARS, REFUSED, TAKEN, file, meta, note
from vae_music.corpus.reading import read_file
from vae_music.errors import MidiError
from vae_music.info import describe_song
from vae_music.midi import limits as bounds
from vae_music.midi.read import read_song, song_from_bytes
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.rolls.spec import RollSpec


@pytest.mark.parametrize("name", REFUSED)
def test_beyond_a_bound_a_file_is_refused_with_the_bound(name, tmp_path):
    data, reason = REFUSED[name]
    (tmp_path / "song.mid").write_bytes(data)
    with pytest.raises(MidiError, match=reason.replace("(", r"\(").replace(")", r"\)")) as refused:
        read_song(tmp_path / "song.mid")
    assert str(refused.value).startswith(f"{tmp_path / 'song.mid'}: ")


@pytest.mark.parametrize("name", ["the fastest tempo", "the slowest tempo", "bars of 1,020 beats", "a note of a day"])
def test_extremes_within_the_bounds_are_described(name):
    assert describe_song(song_from_bytes(TAKEN[name]))["notes"] >= 64


def test_texts_are_cut_not_refused():
    song = song_from_bytes(
        file(meta(0x03, b"n" * 65_000) + meta(0x06, b"m" * 65_000) + meta(0x05, b"l" * 65_000) + BARS)
    )
    texts = (song.tracks[0].name, song.markers[0].text, song.lyrics[0].text)
    assert [len(text) for text in texts] == [bounds.MAX_TEXT] * 3


def _peak(path) -> tuple[str, int, float]:
    """In a worker: why the file is refused, its peak of memory in bytes, and the seconds it took."""
    started = time.monotonic()
    refused = read_file(path, RollSpec()).refused
    return refused, peak_bytes(os.getpid()), time.monotonic() - started


@pytest.mark.slow
@pytest.mark.skipif(not peak_bytes(os.getpid()), reason="no process is told its peak here")
@pytest.mark.parametrize("name", TAKEN)
def test_within_the_bounds_ten_seconds_and_two_gigabytes_are_enough(name, tmp_path):
    (tmp_path / "song.mid").write_bytes(TAKEN[name])
    (result,) = map_in_workers(_peak, [tmp_path / "song.mid"], 1)
    assert not isinstance(result, Lost), result
    refused, memory, seconds = result
    assert (refused, memory < bounds.READING_BYTES, seconds < bounds.READING_SECONDS) == ("", True, True)


def _greedy(_path) -> str:
    try:
        return str(len(bytearray(bounds.READING_BYTES)))
    except MemoryError:
        return "refused"


@pytest.mark.skipif(os.name == "nt", reason="needs limits on memory")
def test_a_worker_gets_no_more_memory_than_the_bound():
    assert list(map_in_workers(_greedy, [None], 1)) == ["refused"]


@pytest.mark.skipif(os.name == "nt", reason="needs limits on memory")
def test_a_file_for_which_the_reader_wants_more_is_refused_and_tried_again_next_time(tmp_path):
    changing = b"".join(bytes([0, 0xC0, index % 128]) + note(1, 60, 1) for index in range(1_700_000))
    (tmp_path / "song.mid").write_bytes(file(changing))  # symusic sets room aside for each program: 16 GB in all
    (reading,) = map_in_workers(partial(read_file, spec=RollSpec()), [tmp_path / "song.mid"], 1)
    assert (reading.refused, reading.lasting) == ("needs too much memory to be read", False)
