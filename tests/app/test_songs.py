from __future__ import annotations

import pytest

from tests.songs import band, framed
from vae_music.app.errors import Refusal
from vae_music.app.notes import notes_json
from vae_music.app.songs import song_name
from vae_music.midi.write import song_to_bytes
from vae_music.song import Marker, Metre, Song, Track


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("song.mid", "song"),
        ("My.Song.KAR", "My.Song"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\me\\x.midi", "x"),
        ("..", "song"),
        ("", "song"),
        (".mid", "song"),
        ("a\x00b\x1b[31m\n.mid", "a?b?[31m?"),
        ("ä" * 500, "ä" * 100),
    ],
)
def test_the_name_of_a_song_has_no_folder_no_suffix_and_nothing_unprintable(file, name):
    assert song_name(file) == name


def test_a_song_is_read_elsewhere_and_described(reader):
    opened = reader.open(song_to_bytes(band(8)), "x")
    assert opened.song.tracks == band(8).tracks
    assert opened.told["bars"] == len(opened.told["energy"]) == len(opened.told["beats"]) == 8


def test_markers_name_the_sections(reader):
    markers = tuple(Marker(16.0 * n, text) for n, text in enumerate(("Intro", "Verse", "Chorus", "Outro")))
    told = reader.open(song_to_bytes(Song(band(16).tracks, markers=markers, length_beats=64)), "x").told
    assert [section["name"] for section in told["sections"]] == ["Intro", "Verse", "Chorus", "Outro"]
    assert [(section["start"], section["end"]) for section in told["sections"]] == [(1, 4), (5, 8), (9, 12), (13, 16)]


@pytest.mark.parametrize("metre", [(1, 16), (7, 8), (13, 4)])
def test_every_bar_has_a_level_of_energy_also_one_without_a_beat_of_its_own(reader, metre):
    song = Song(band(4).tracks, metre=(Metre(0.0, *metre),), length_beats=16)
    told = reader.open(song_to_bytes(song), "x").told
    assert len(told["energy"]) == told["bars"] == song.bar_count


def test_drums_and_silence_are_described_or_refused(reader):
    drums = Song((Track.of([(beat, 0.25, 36, 90) for beat in range(8)], is_drum=True),))
    assert not any(track["tune"] for track in reader.open(song_to_bytes(drums), "x").told["tracks"])
    with pytest.raises(Refusal, match=r"^x cannot be opened: it has no notes\.$"):
        reader.open(song_to_bytes(Song((), length_beats=8)), "x")


def test_notes_are_in_seconds_by_the_tempo_map():
    told = notes_json(framed())
    assert told["bars"][:3] == [0.0, 1.5, 3.75]  # three beats at 120, then at 80
    assert told["tempo"][:3] == [120.0, 80.0, 80.0]
    (track,) = told["tracks"]
    assert (track["name"], track["instrument"], track["program"], track["is_drum"]) == ("Violin", "Violin", 40, False)
    assert track["notes"][:2] == [(0.0, 0.375, 72, 90), (0.375, 0.375, 74, 90)]
    assert told["seconds"] == pytest.approx(framed().seconds, abs=1e-3)
