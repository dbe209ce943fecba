"""What is not MIDI is named for what it is."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from vae_music.errors import MidiError
from vae_music.midi.foreign import foreign
from vae_music.midi.limits import MAX_BYTES
from vae_music.midi.read import read_song, song_from_bytes

MUSICXML = '<?xml version="1.0" encoding="UTF-8"?>\n<score-partwise version="4.0"></score-partwise>'
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "text")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        (b"X:1\nT:Cooley's\nM:4/4\nK:Edor\n|:D2|EB{c}BA B2 EB|", "ABC notation", "convert it to MIDI"),
        (b"%abc-2.1\r\nX: 7\r\nK: G\r\n", "ABC notation", "abc2midi"),
        (MUSICXML.encode(), "MusicXML", "export it as MIDI from your notation program"),
        (MUSICXML.encode("utf-16"), "MusicXML", "export it as MIDI from your notation program"),
        (zipped("META-INF/container.xml", "score.xml"), "compressed MusicXML (.mxl)", "export it as MIDI"),
        (zipped("song.mscx", "META-INF/x"), "a MuseScore file", "export it as MIDI from MuseScore"),
        (zipped("songs/a.mid"), "a zip archive", "unpack it"),
        (gzip.compress(b"MThd", mtime=0), "a file compressed with gzip", "unpack it"),
        (WAV, "a recording (WAV or AIFF)", "transcribe it to MIDI"),
        (b"FORM\0\0\0\0AIFFCOMM", "a recording (WAV or AIFF)", "transcribe it to MIDI"),
        (b"ID3\x04\0\0", "a recording (MP3)", "transcribe it to MIDI"),
        (b"\xff\xfb\x90\x64\0", "a recording (MP3)", "transcribe it to MIDI"),
        (b"OggS\0\x02", "a recording (Ogg)", "transcribe it to MIDI"),
        (b"fLaC\0\0", "a recording (FLAC)", "transcribe it to MIDI"),
        (b"\0\0\0\x20ftypM4A \0", "a recording or film (M4A, AAC or MP4)", "transcribe it to MIDI"),
        (b"\x18FICHIER GUITAR PRO v5.10", "a Guitar Pro file", "export it as MIDI"),
        (b"%PDF-1.7", "a PDF", "no notes to read"),
        (b"<!DOCTYPE html><html><body>Not found", "a web page", "download it again"),
        (b'\\version "2.24.0"\n\\score { }', "LilyPond source", "run LilyPond"),
        (b"version https://git-lfs.github.com/spec/v1", "a git-lfs pointer to one", "git lfs pull"),
    ],
)
def test_what_is_not_midi_is_named_with_what_to_do(data, what, advice):
    with pytest.raises(MidiError, match=r"^song: not a MIDI file but ") as refused:
        song_from_bytes(data, "song")
    assert refused.value.reason.startswith(f"not a MIDI file but {what}; ")
    assert advice in refused.value.reason


@pytest.mark.parametrize(
    "data", [b"", b"just some text", b"\xff\xfeA\0", b"X marks the spot\nK", b"RIFF\0\0\0\0RMIDdata", bytes(range(256))]
)
def test_what_is_unknown_is_not_guessed(data):
    assert foreign(data) is None


def test_a_long_recording_is_named_before_its_size_is(tmp_path):
    for name, data, reason in (("long.wav", WAV, "a recording"), ("long.mid", b"MThd", "larger than 20 MB")):
        with (tmp_path / name).open("wb") as file:
            file.write(data)
            file.truncate(MAX_BYTES + 1)
        with pytest.raises(MidiError, match=reason):
            read_song(tmp_path / name)
