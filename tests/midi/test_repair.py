from __future__ import annotations

import pytest

from tests.extremes import BARS, END_OF_TRACK, file, meta, note
from tests.songs import band
from vae_music.midi.read import song_from_bytes
from vae_music.midi.repair import ends_the_reader, mended
from vae_music.midi.write import song_to_bytes

WHOLE = file(BARS)


@pytest.mark.parametrize("lost", range(5, 60, 3))
def test_a_file_that_is_cut_off_anywhere_is_read_up_to_there(lost):
    song = song_from_bytes(WHOLE[:-lost])
    assert 64 - lost / 10 - 2 < song.note_count <= 64


def test_what_was_mended_is_told():
    cut, _ = mended(WHOLE[:-20])
    assert cut.endswith(END_OF_TRACK)
    remarks = [song_from_bytes(data).remarks for data in (file(BARS, BARS)[:-21], WHOLE[:11] + b"\3" + WHOLE[12:])]
    assert remarks == [
        ("cut off at the end: read up to the last whole event",),
        ("announces 3 tracks and has 1",),
    ]


def test_a_file_with_nothing_to_mend_stays_as_it_is():
    for data in (WHOLE, song_to_bytes(band()), file(BARS, BARS) + b"rubbish behind it"):
        assert mended(data) == (data, ())


def test_what_would_end_the_reader_is_found_behind_events_of_every_kind():
    before = meta(0x51, b"\x07\xa1\x20") + b"\0\xf0\x03\x01\x02\xf7" + b"\0\xd0\x05" + note() + b"\0\x3c\x40"
    assert ends_the_reader(file(before + b"\0\xc0\xd0")) == "a program above 127"
    assert ends_the_reader(file(before + b"\0\x9f\xd0\x40")) == "a pitch above 127"
    assert ends_the_reader(file(before + b"\0\xc0\x50" + b"\0\x9f\x50\x40")) is None
    assert ends_the_reader(file(meta(0x01, b"\0\xc0\xd0") + before)) is None


def test_a_cut_file_that_holds_nothing_whole_holds_no_notes():
    song = song_from_bytes(WHOLE[:24])
    assert (song.note_count, len(song.remarks)) == (0, 1)
