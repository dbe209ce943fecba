from __future__ import annotations

import io
from dataclasses import replace

import pretty_midi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extremes import BARS, file, meta
from tests.songs import band, framed
from vae_music.midi import song_from_bytes, song_from_pretty_midi, song_to_bytes
from vae_music.song import Lyric

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffd"), min_size=1, max_size=20)


def words_of(data: bytes) -> list[str]:
    return [lyric.text for lyric in song_from_bytes(data).lyrics]


@given(st.lists(st.tuples(st.integers(0, 480 * 8), words), max_size=12))
def test_lyrics_of_any_words_come_back_at_their_places(rows):
    lyrics = tuple(Lyric(tick / 480, text) for tick, text in sorted(rows, key=lambda row: row[0]))
    back = song_from_bytes(song_to_bytes(replace(band(), lyrics=lyrics)))
    assert sorted(back.lyrics) == sorted(lyrics)
    assert back.tracks == band().tracks


def test_lyrics_of_files_of_the_nineties_are_latin_1():
    assert words_of(file(meta(0x05, b"coraz\xf3n") + BARS)) == ["corazón"]
    assert words_of(file(meta(0x05, "corazón".encode()) + BARS)) == ["corazón"]


def test_texts_of_a_karaoke_file_are_lyrics_without_its_title():
    head = meta(0x01, b"@KMIDI KARAOKE FILE") + meta(0x01, b"@TSong")
    syllables = [b"\\Moon ", b"ri", b"ver, ", b"/wi", b"der ", b"than ", b"a ", b"mile"]
    data = file(BARS, head + b"".join(meta(0x01, text, gap=240) for text in syllables))
    song = song_from_bytes(data)
    assert [lyric.text.encode() for lyric in song.lyrics] == syllables
    assert [lyric.beat for lyric in song.lyrics][:2] == pytest.approx([0.5, 1.0])


def test_lyric_events_count_more_than_karaoke_texts():
    texts = b"".join(meta(0x01, b"/x") for _ in range(9))
    assert words_of(file(meta(0x05, b"la ") + texts + BARS)) == ["la "]


def test_remarks_in_texts_are_not_lyrics():
    assert words_of(file(BARS, b"".join(meta(0x01, b"remark") for _ in range(20)))) == []


def test_lyrics_travel_through_pretty_midi():
    midi = pretty_midi.PrettyMIDI(io.BytesIO(song_to_bytes(framed())))
    assert song_from_pretty_midi(midi).lyrics == framed().lyrics
