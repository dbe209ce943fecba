from __future__ import annotations

import io
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import soundfile

from tests.app.conftest import PATIENCE_SECONDS, plan_of
from tests.conftest import STYLES
from tests.songs import band
from vae_music.app import bodies, server
from vae_music.app import studio as studio_of_the_app
from vae_music.app.exports import KINDS
from vae_music.app.pages import files_of_the_page
from vae_music.inference.bands import Band
from vae_music.midi.limits import MAX_BYTES
from vae_music.midi.read import song_from_bytes
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song, Track

NOWHERE = "0" * 16


def test_the_page_and_its_files_are_served_and_nothing_else(page):
    assert "<title>" in page.ask("GET", "/").text
    for name in files_of_the_page():
        assert page.ask("GET", f"/web/{name}").content
    assert page.ask("GET", "/web/main.js").headers["content-type"].startswith("text/javascript")
    for name in ("nothing.js", "..%2fserver.py", "%2e%2e%2fserver.py", "%2fetc%2fpasswd", "README.md", ""):
        assert "error" in page.ask("GET", f"/web/{name}", 404)


@pytest.mark.parametrize("path", ["/web/main.js", "/api/soundfont"])
def test_what_the_browser_has_is_not_sent_again(page, path):
    first = page.ask("GET", path)
    again = page.ask("GET", path, 304, headers={"If-None-Match": first.headers["etag"]})
    assert (len(first.content) > 1000, again.content) == (True, b"")
    page.ask("GET", path, headers={"If-None-Match": '"another"'})


def test_the_model_is_described_with_its_bands_and_the_songs_that_come_along(page, studio, monkeypatch):
    told = page.ask("GET", "/api/model")
    assert not told["heard"]
    assert [style["name"] for style in told["styles"]] == list(STYLES)
    assert [one["number"] for one in told["styles"][0]["variants"]] == list(range(1, studio.model.variants + 1))
    assert {"name": "Ode to Joy", "style": "pop"} in told["embedded"]
    assert (told["max_bytes"], told["files"]) == (MAX_BYTES, list(KINDS))
    band_of_style = Band(2, "Flute", "", ("Violin", "Flute"), True, "3/4", 90.0)
    monkeypatch.setattr(studio_of_the_app, "bands_of_export", lambda *_: dict.fromkeys(STYLES, (band_of_style,)))
    monkeypatch.setattr(server, "BANDS_SECONDS", PATIENCE_SECONDS)
    studio.prepare()
    told = page.ask("GET", "/api/model")
    assert told["heard"]
    instruments = ["Flute", "Violin", "Drums"]
    variant = {"number": 2, "instruments": instruments, "metre": "3/4", "tempo": 90.0}
    assert told["styles"][0] == {"name": STYLES[0], "variants": [variant]}


def test_without_a_song_there_is_nothing_to_work_on(page):
    assert page.ask("GET", "/api/work") is None
    plan = plan_of((1, 8, "jazz"))
    page.ask("PUT", "/api/work", 404, json={"plan": plan})
    page.ask("POST", "/api/versions", 404, json={"plan": plan})
    page.ask("GET", "/api/source/notes", 404)
    page.ask("GET", "/api/source.mid", 404)


def test_a_song_is_opened_and_described(page):
    work = page.open(8, "C:\\songs\\../My <b>band</b>.MID")
    song = work["song"]
    assert song["name"] == "b>"  # as in a path, what stands before the last stroke is a folder
    assert (song["bars"], song["seconds"], song["beats"]) == (8, 16.0, [4.0] * 8)
    assert [track["instrument"] for track in song["tracks"]] == [
        "Acoustic Grand Piano",
        "Flute",
        "Electric Bass (finger)",
        "Drums",
    ]
    assert [track["index"] for track in song["tracks"]] == [0, 1, 2, 3]
    assert [track["tune"] for track in song["tracks"]] == [False, True, False, False]
    assert (song["sections"][0]["start"], song["sections"][-1]["end"]) == (1, 8)
    assert len(song["energy"]) == 8
    assert all(1 <= level <= 4 for level in song["energy"])
    assert work["plan"]["sections"][0]["style"] is None
    assert (work["versions"], work["page"]) == ([], None)
    assert page.ask("GET", "/api/work") == work


def test_a_song_that_comes_along_is_opened_by_its_title(page):
    assert page.ask("POST", "/api/song?embedded=Ode to Joy")["song"]["name"] == "Ode to Joy"
    page.ask("POST", "/api/song?embedded=../../etc/passwd", 404)


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "an empty file"), (b"MThd", "cut off"), (b"PK\x03\x04" + bytes(99), "not a MIDI file but")]
)
def test_what_is_no_song_is_refused_with_its_name_and_the_reason_and_the_work_stays(page, data, why):
    work = page.open()
    said = page.ask("POST", "/api/song?name=bad.mid", 400, content=data)["error"]
    assert said.startswith("bad cannot be opened: ")
    assert why in said
    assert page.ask("GET", "/api/work") == work


def test_a_song_without_notes_is_refused(page):
    said = page.ask("POST", "/api/song?name=x", 400, content=song_to_bytes(Song((), length_beats=8)))
    assert "no notes" in said["error"]


def test_bodies_are_bounded(page, monkeypatch):
    page.open()
    assert "20 MB" in page.ask("POST", "/api/song?name=x", 413, content=bytes(MAX_BYTES + 1))["error"]
    chunks = (bytes(1_000_000) for _ in range(MAX_BYTES // 1_000_000 + 1))  # without a length
    page.ask("POST", "/api/song?name=x", 413, content=chunks)
    page.ask("PUT", "/api/work", 413, json={"page": "x" * bodies.MAX_JSON_BYTES})
    page.ask("PUT", "/api/work", 413, json={"page": {"x": "x" * bodies.MAX_PAGE_BYTES}})


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b'{"plan": NaN}', b"[" * 100_000, b"\xff\xfe", b'{"page": 5}', b'{"plan": 5}']
)
def test_what_is_no_json_of_the_page_is_refused(page, body):
    page.open()
    page.ask("PUT", "/api/work", 400, content=body, headers={"Content-Type": "application/json"})


def test_json_must_be_said_to_be_json_as_a_form_of_another_site_cannot(page):
    page.open()
    page.ask("PUT", "/api/work", 400, content=b"{}", headers={"Content-Type": "text/plain"})


def test_plan_and_page_are_kept_each_for_itself(page):
    page.open()
    plan = plan_of((1, 3, "jazz"), (4, 8, None))
    assert page.ask("PUT", "/api/work", json={"page": {"active": "B"}})["page"] == {"active": "B"}
    work = page.ask("PUT", "/api/work", json={"plan": plan})
    assert [one["end"] for one in work["plan"]["sections"]] == [3, 8]
    assert work["page"] == {"active": "B"}
    assert page.ask("GET", "/api/work") == work


def test_a_version_is_made_told_and_removed(page):
    page.open()
    version = page.make(plan_of((1, 8, "jazz")))
    (told,) = page.ask("GET", "/api/work")["versions"]
    assert (told["id"], told["label"], told["plan"]["sections"][0]["style"]) == (version, "A", "jazz")
    before, after = page.ask("GET", "/api/source/notes"), page.notes(version)
    assert before["bars"] == after["bars"] == [2.0 * bar for bar in range(9)]
    assert before["tempo"] == [120.0] * 8
    assert before["tracks"][1]["notes"][0] == [0.0, 0.25, 72, 90]
    assert [track["name"] for track in before["tracks"]] == ["Chords", "Tune", "Low", "Kit"]
    assert after["tracks"] != before["tracks"]
    assert page.ask("DELETE", f"/api/versions/{version}")["versions"] == []
    for method, path in (("GET", "/notes"), ("GET", ".mid"), ("DELETE", "")):
        page.ask(method, f"/api/versions/{version}{path}", 404)


@pytest.mark.parametrize(
    "more", [{"only": 2, "of": NOWHERE}, {"only": 0}, {"only": True, "of": NOWHERE}, {"only": -1, "of": NOWHERE}]
)
def test_a_section_that_is_not_there_or_of_no_version_is_not_made_anew(page, more):
    page.open()
    page.ask("POST", "/api/versions", 400, json={"plan": plan_of((1, 4, "jazz"), (5, 8, None)), **more})


def test_an_unknown_version_or_job_is_not_found(page):
    page.open()
    plan = plan_of((1, 8, "jazz"))
    page.ask("POST", "/api/versions", 404, json={"plan": plan, "only": 0, "of": NOWHERE})
    page.ask("POST", "/api/versions", 404, json={"plan": plan, "only": 0, "of": "../song"})
    for path in (f"versions/{NOWHERE}/notes", "versions/..%2fsong.mid", "versions/song.mid", f"jobs/{NOWHERE}"):
        page.ask("GET", f"/api/{path}", 404)


def test_files_of_a_version_and_of_the_song_are_what_they_say(page):
    page.open(2, name="Größe \"1\" 'x'.mid")
    version = page.make(plan_of((1, 1, "jazz"), (2, 2, None)))
    midi = page.ask("GET", f"/api/versions/{version}.mid")
    assert song_from_bytes(midi.content).bar_count == 2
    said = midi.headers["content-disposition"]
    assert said.startswith("attachment; filename=\"Gr__e _1_ 'x' - A jazz, as it was.mid\"")
    assert unquote(said.split("''")[-1]) == "Größe \"1\" 'x' - A jazz, as it was.mid"
    named = page.ask("GET", f"/api/versions/{version}.mid?letter=B").headers["content-disposition"]
    assert " - B jazz" in named
    assert song_from_bytes(page.ask("GET", "/api/source.mid").content).tracks == band(2).tracks
    for suffix in ("wav", "mp3"):
        sound = soundfile.info(io.BytesIO(page.ask("GET", f"/api/versions/{version}.{suffix}").content))
        assert 4 < sound.duration < 8
    for suffix, inside in (("zip", ".wav"), ("dawproject", "project.xml")):
        archive = ZipFile(io.BytesIO(page.ask("GET", f"/api/versions/{version}.{suffix}").content))
        assert any(name.endswith(inside) for name in archive.namelist())
    report = page.ask("GET", f"/api/versions/{version}.html")
    assert "version A" in report.text
    assert report.headers["content-disposition"].startswith("attachment")
    assert "no exe files" in page.ask("GET", f"/api/versions/{version}.exe", 404)["error"]


def test_a_file_that_cannot_be_made_says_why(page):
    long = Song((Track.of([(0, 1, 60, 90), (4 * 60 * 60, 1, 60, 90)]),))
    page.ask("POST", "/api/song?name=long.mid", content=song_to_bytes(long))
    assert "longer than 30 minutes" in page.ask("GET", "/api/source.wav", 409)["error"]


def test_names_in_a_song_cannot_break_the_report(page):
    evil = "</script><img src=x onerror=alert(1)>"
    song = Song((Track.of([(0, 1, 60, 90)], name=evil),), length_beats=8)
    told = page.ask("POST", "/api/song", params={"name": f"{evil}.mid"}, content=song_to_bytes(song))
    assert told["song"]["tracks"][0]["name"] == evil  # the page writes it as text
    assert evil not in page.ask("GET", "/api/source.html").text


def test_a_failure_of_ours_is_one_sentence_and_a_full_disk_is_told(studio, page, monkeypatch):
    page.open()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(studio.store, "_write", full)
    said = page.ask("PUT", "/api/work", 503, json={"page": {}})["error"]
    assert said == "The work cannot be kept: no space left on device."
