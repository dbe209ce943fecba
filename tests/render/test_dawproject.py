from __future__ import annotations

import io
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from tests.songs import SHARED, band, framed, songs
from vae_music.render.colours import DRUMS
from vae_music.render.dawproject import dawproject
from vae_music.song import Metre, Song, Tempo, Track
from vae_music.version import __version__

SCHEMA = SHARED.parent / "dawproject"


def documents(song: Song, title: str = "") -> dict[str, bytes]:
    with ZipFile(io.BytesIO(dawproject(song, title))) as archive:
        assert archive.namelist() == ["project.xml", "metadata.xml"]
        return {name: archive.read(name) for name in archive.namelist()}


def project(song: Song) -> Element:
    return fromstring(documents(song)["project.xml"])


def notes_of(lanes: Element) -> list[tuple[float, float, int, int]]:
    rows = [
        (float(note.get("time")), float(note.get("duration")), int(note.get("key")), float(note.get("vel")) * 127)
        for note in lanes.iter("Note")
    ]
    return [(onset, duration, pitch, round(velocity)) for onset, duration, pitch, velocity in rows]


@settings(max_examples=30, deadline=None)
@given(songs)
def test_notes_come_back_from_the_project(song):
    assert [notes_of(lanes) for lanes in project(song).iterfind("Arrangement/Lanes/Lanes")] == [
        track.rows() for track in song.tracks
    ]


@pytest.mark.skipif(not SCHEMA.is_dir(), reason="needs the schema of DAWproject")
@pytest.mark.parametrize("song", [band(), framed(), Song(()), Song((Track.of([], name="\x00<&\ud800"),), metre=())])
def test_it_is_valid_by_the_schema(song):
    etree = pytest.importorskip("lxml.etree")
    found = documents(song, "\x1b A <song> & more")
    for name, schema in (("project.xml", "Project.xsd"), ("metadata.xml", "MetaData.xsd")):
        etree.XMLSchema(etree.parse(SCHEMA / schema)).assertValid(etree.fromstring(found[name]))


def test_application_and_title_are_told():
    assert project(band()).find("Application").attrib == {"name": "vae-music", "version": __version__}
    assert fromstring(documents(band(), "Ode")["metadata.xml"]).findtext("Title") == "Ode"
    assert len(fromstring(documents(band())["metadata.xml"])) == 0


def test_each_track_has_its_name_colour_and_channel_and_comes_into_the_master():
    *tracks, master = project(band()).iterfind("Structure/Track")
    assert [track.get("name") for track in tracks] == ["Chords", "Tune", "Low", "Kit"]
    assert [track.get("comment") for track in tracks][1:3] == [
        "General MIDI program 74: Flute",
        "General MIDI program 34: Electric Bass (finger)",
    ]
    assert tracks[3].get("color") == DRUMS
    assert len({track.get("color") for track in tracks}) == 4
    assert {track.find("Channel").get("destination") for track in tracks} == {master.find("Channel").get("id")}
    assert {track.find("Channel/Volume").get("value") for track in tracks} == {"1"}
    assert float(tracks[0].find("Channel/Pan").get("value")) < 0.5 == float(tracks[3].find("Channel/Pan").get("value"))


def test_clips_belong_to_their_tracks_and_are_as_long_as_the_song():
    found = project(band(bars=3))
    lanes = found.findall("Arrangement/Lanes/Lanes")
    assert [lane.get("track") for lane in lanes] == [
        track.get("id") for track in found.iterfind("Structure/Track") if track.get("contentType") == "notes"
    ]
    assert {clip.get("duration") for clip in found.iter("Clip")} == {"12.0"}
    assert [{note.get("channel") for note in lane.iter("Note")} for lane in lanes] == [{"0"}, {"0"}, {"0"}, {"9"}]


def test_the_frame_of_the_song_comes_along():
    song = replace(framed(), tempo=(Tempo(0.0, 120.0), Tempo(3.0, 1000 / 3)))
    found = project(song)
    tempi, metres = (found.find(f"Arrangement/{kind}Automation") for kind in ("Tempo", "TimeSignature"))
    assert tempi.find("Target").get("parameter") == found.find("Transport/Tempo").get("id")
    assert metres.find("Target").get("parameter") == found.find("Transport/TimeSignature").get("id")
    assert [Tempo(float(one.get("time")), float(one.get("value"))) for one in tempi.iter("RealPoint")] == [*song.tempo]
    assert [
        Metre(float(one.get("time")), int(one.get("numerator")), int(one.get("denominator")))
        for one in metres.iter("TimeSignaturePoint")
    ] == [*song.metre]
    assert [(float(one.get("time")), one.get("name")) for one in found.iter("Marker")] == [*song.markers]
    assert found.find("Transport/Tempo").get("value") == "120.0"
    assert found.find("Transport/TimeSignature").get("numerator") == "3"


def test_a_tempo_beyond_the_usual_range_is_inside_the_parameters():
    tempo = project(replace(band(), tempo=(Tempo(0.0, 900.0), Tempo(4.0, 12.5)))).find("Transport/Tempo")
    assert (tempo.get("min"), tempo.get("max")) == ("12.5", "900.0")
