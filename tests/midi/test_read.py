from __future__ import annotations

import io

import mido
import numpy as np
import pretty_midi
import pytest
import symusic
from hypothesis import given, settings

from tests.songs import SHARED, band, framed, songs
from vae_music.errors import MidiError
from vae_music.midi import (
    as_song,
    read_song,
    song_from_bytes,
    song_from_pretty_midi,
    song_to_bytes,
    song_to_pretty_midi,
)
from vae_music.midi.folder import is_midi_name
from vae_music.song import Song, Tempo, Track


def sounding(song: Song) -> list:
    """Every note with its part: what a file must keep."""
    return sorted((t.program, t.is_drum, *row) for t in song.tracks for row in t.rows())


@pytest.mark.parametrize("song", [band(), framed()], ids=["band", "framed"])
def test_a_song_comes_back_whole_from_a_file(song, tmp_path):
    song.write(tmp_path / "song.mid")
    back = read_song(tmp_path / "song.mid")
    assert back.tracks == song.tracks
    assert (back.tempo, back.metre, back.keys, back.markers) == (song.tempo, song.metre, song.keys, song.markers)
    assert back.lyrics == song.lyrics
    assert back.ticks_per_beat == song.ticks_per_beat


def test_three_readers_find_the_same_notes_tempo_and_metre():
    song = framed()
    data = song_to_bytes(song)
    by_mido = mido.MidiFile(file=io.BytesIO(data))
    metas = [message for message in by_mido if message.is_meta]
    assert [60e6 / m.tempo for m in metas if m.type == "set_tempo"] == [120, 80]
    assert [(m.numerator, m.denominator) for m in metas if m.type == "time_signature"] == [(3, 4), (5, 8)]
    assert [m.note for m in by_mido if m.type == "note_on" and m.velocity] == song.tracks[0].pitch.tolist()
    by_pretty_midi = pretty_midi.PrettyMIDI(io.BytesIO(data))
    starts = [note.start for note in by_pretty_midi.instruments[0].notes]
    assert starts == pytest.approx(song.beats_to_seconds(song.tracks[0].onset).tolist())
    by_symusic = symusic.Score.from_midi(data)
    assert by_symusic.tracks[0].notes.numpy()["time"].tolist() == (song.tracks[0].onset * 96).astype(int).tolist()


def test_a_file_ends_where_the_song_ends():
    song = Song((Track.of([(0, 1, 60, 90)]),), length_beats=64, tempo=(Tempo(0.0, 120.0),))
    assert mido.MidiFile(file=io.BytesIO(song_to_bytes(song))).length == pytest.approx(32)


def test_pretty_midi_comes_back_as_the_same_song():
    song = band()
    back = song_from_pretty_midi(song_to_pretty_midi(song))
    assert sounding(back) == sounding(song)
    assert back.metre == song.metre
    changing = song_from_pretty_midi(song_to_pretty_midi(framed()))
    assert sounding(changing) == sounding(framed())
    assert [t.beat for t in changing.tempo] == [0.0, 3.0]
    assert changing.keys == framed().keys


def test_a_song_may_be_given_in_three_ways(tmp_path):
    band().write(tmp_path / "band.mid")
    assert as_song(band()) == band()
    assert sounding(as_song(tmp_path / "band.mid")) == sounding(band())
    assert sounding(as_song(str(tmp_path / "band.mid"))) == sounding(band())
    assert sounding(as_song(band().to_pretty_midi())) == sounding(band())


@settings(deadline=None)
@given(songs)
def test_any_song_keeps_its_onsets_pitches_and_velocities(song):
    def struck(song: Song) -> list:
        return sorted((t.program, t.is_drum, r[0], r[2], r[3]) for t in song.tracks for r in t.rows())

    assert struck(song_from_bytes(song_to_bytes(song))) == struck(song)


def test_more_tracks_than_channels_keep_their_programs():
    song = Song(tuple(Track.of([(i, 1, 60, 90)], program=i) for i in range(40)))
    assert sounding(song_from_bytes(song_to_bytes(song))) == sounding(song)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "an empty file"),
        (b"\x1f\x8b\x08rest", "compressed with gzip"),
        (b"version https://git-lfs.github.com", "git-lfs pointer"),
        (b"just some text", "no MThd header"),
        (b"MThd\0\0\0\6\0", "cut off inside the header"),
        (b"MThd\0\0\0\6\0\1\0\1\0\0", "zero ticks a beat"),
        (b"MThd\0\0\0\6\0\1\0\1\xe7\x28", "SMPTE"),
    ],
)
def test_what_is_no_midi_is_refused_with_the_files_name_and_a_reason(data, reason, tmp_path):
    path = tmp_path / "song.mid"
    path.write_bytes(data)
    with pytest.raises(MidiError, match=reason) as refused:
        read_song(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused():
    with pytest.raises(MidiError, match=r"nowhere\.mid: no such file"):
        read_song("nowhere.mid")


def test_wrapped_and_padded_headers_are_mended_and_told():
    data = song_to_bytes(band())
    wrapped = song_from_bytes(b"\0" * 128 + data)
    assert sounding(wrapped) == sounding(band())
    assert "128 bytes" in wrapped.remarks[0]
    longer = song_from_bytes(data[:4] + b"\0\0\0\x0a" + data[8:14] + b"\0\0\0\0" + data[14:])
    assert sounding(longer) == sounding(band())


def test_a_file_that_would_end_the_reader_is_refused():
    data = song_to_bytes(Song((Track.of([(0, 1, 60, 90)], program=5),)))
    with pytest.raises(MidiError, match="program above 127"):
        song_from_bytes(data.replace(b"\xc0\x05", b"\xc0\xd0"))


def test_tempo_metre_and_key_that_mean_nothing_are_left_out_and_told():
    file = mido.MidiFile()
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=0))
    track.append(mido.MetaMessage("time_signature", numerator=1, denominator=128))
    track.append(mido.Message("note_on", note=60, velocity=90))
    track.append(mido.Message("note_off", note=60, time=480))
    written = io.BytesIO()
    file.save(file=written)
    song = song_from_bytes(written.getvalue())
    assert song.tempo == (Tempo(0.0, 120.0),)
    assert song.metre[0][1:] == (4, 4)
    assert len(song.remarks) == 2


def test_midi_is_known_by_its_name_in_any_case():
    assert all(map(is_midi_name, ["a.mid", "B.MID", "c.midi", "d.Kar", "e.rmi"]))
    assert not any(map(is_midi_name, ["a.txt", "mid", "._a.mid", "a.mid.gz"]))


def test_writing_into_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MidiError, match="cannot be written"):
        band().write(tmp_path / "file" / "song.mid")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared MIDI data")
def test_real_songs_come_back_from_bytes_note_for_note():
    for path in sorted((SHARED / "midi_unclear" / "jazz").glob("*.mid"))[:20]:
        song = read_song(path)
        back = song_from_bytes(song_to_bytes(song))
        assert back.note_count == song.note_count
        assert (back.tempo, back.metre, back.keys) == (song.tempo, song.metre, song.keys)
        first, second = song.notes(), back.notes()
        assert np.array_equal(np.sort(first.onset * 128 + first.pitch), np.sort(second.onset * 128 + second.pitch))


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared MIDI data")
def test_hostile_files_are_read_or_refused_by_their_index():
    lines = (SHARED / "hostile" / "INDEX.tsv").read_text().splitlines()[1:]
    for name, verdict in (line.split("\t")[:2] for line in lines):
        try:
            usable = read_song(SHARED / "hostile" / name).note_count > 0
        except MidiError:
            usable = False
        if verdict == "ok":
            assert usable, name
        if verdict == "bad" and name.startswith("constructed"):
            assert not usable, name
