from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import soundfile
from click.testing import CliRunner, Result

from tests.songs import band
from tests.soundfonts import tiny_font
from vae_music.cli import group
from vae_music.errors import MidiError, RenderError
from vae_music.song import Song, Tempo, Track


def run(*words: object) -> Result:
    return CliRunner().invoke(group, ["render", *map(str, words)])


@pytest.fixture
def song(tmp_path) -> Path:
    band().write(tmp_path / "band.mid")
    return tmp_path / "band.mid"


def test_each_output_is_what_its_name_says_and_has_a_line(song, tmp_path):
    outs = [tmp_path / "new" / f"band.{suffix}" for suffix in ("wav", "mp3", "PNG", "svg", "html")]
    done = run(song, *(word for out in outs for word in ("-o", out)))
    assert done.exit_code == 0, done.output
    assert [line.split(": ")[0] for line in done.output.splitlines()] == [str(out) for out in outs]
    assert soundfile.info(outs[0]).format == "WAV"
    assert soundfile.info(outs[1]).format == "MP3"
    starts = (b"\x89PNG", b"<?xml", b"<!doctype html>")
    assert all(out.read_bytes().startswith(start) for out, start in zip(outs[2:], starts, strict=True))
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(out.name for out in outs)


def test_two_songs_stand_side_by_side(song, tmp_path):
    band(bars=4).write(tmp_path / "other.mid")
    assert run(song, "--beside", tmp_path / "other.mid", "-o", tmp_path / "both.html").exit_code == 0
    page = (tmp_path / "both.html").read_text()
    assert "After: other" in page
    assert page.count("<audio") == 2


def test_stems_and_a_project_are_zip_archives_and_only_stems_have_a_length(song, tmp_path):
    done = run(song, "-o", tmp_path / "band.zip", "-o", tmp_path / "band.DAWproject")
    assert done.exit_code == 0, done.output
    stems, project = done.output.splitlines()
    assert "band.zip: 0:04, " in stems
    assert project.endswith("band.DAWproject: 2 kB")
    with ZipFile(tmp_path / "band.zip") as archive:
        assert len(archive.namelist()) == 8
    with ZipFile(tmp_path / "band.DAWproject") as archive:
        assert b"<Title>band</Title>" in archive.read("metadata.xml")


def test_another_soundfont_is_heard_and_credited(song, tmp_path):
    (tmp_path / "tiny <b>.sf2").write_bytes(tiny_font())
    outs = [tmp_path / name for name in ("usual.wav", "usual.html", "tiny.wav", "tiny.html")]
    assert run(song, "-o", outs[0], "-o", outs[1]).exit_code == 0
    assert run(song, "--soundfont", tmp_path / "tiny <b>.sf2", "-o", outs[2], "-o", outs[3]).exit_code == 0
    assert outs[0].read_bytes() != outs[2].read_bytes()
    usual, tiny = outs[1].read_text("utf-8"), outs[3].read_text("utf-8")
    assert "from TimGM6mb.sf2, by Tim Brechbill, under the GNU General Public License, version 2." in usual
    assert "from tiny &lt;b&gt;.sf2." in tiny
    assert len(tiny) < len(usual)  # the page holds the samples of the other soundfont


def test_the_same_song_gives_the_same_bytes(song, tmp_path):
    for suffix in ("mp3", "zip", "dawproject", "svg", "html"):
        outs = [tmp_path / folder / f"band.{suffix}" for folder in "ab"]
        assert run(song, "-o", outs[0]).exit_code == run(song, "-o", outs[1]).exit_code == 0
        assert outs[0].read_bytes() == outs[1].read_bytes()


def test_an_output_that_exists_is_kept_unless_forced(song, tmp_path):
    (tmp_path / "b.png").write_text("mine")
    done = run(song, "-o", tmp_path / "a.png", "-o", tmp_path / "b.png")
    assert done.exit_code == 2
    assert "b.png exists already, so nothing is written" in done.stderr
    assert not (tmp_path / "a.png").exists()
    assert (tmp_path / "b.png").read_text() == "mine"
    assert run(song, "-o", tmp_path / "b.png", "--force").exit_code == 0
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["-o", "out.ogg"], "out.ogg does not end in one of .wav, .mp3"),
        ([], "Missing option '-o' / '--out'"),
        (["-o", "a.mp3", "--beside", "SONG"], "shows another song in pictures and pages"),
        (["-o", "a.zip", "--beside", "SONG"], "shows another song in pictures and pages"),
        (["-o", "a.png", "--soundfont", "SONG"], "--soundfont is of what is heard, and none of the outputs is"),
        (["-o", "a.wav", "--soundfont", "no.sf2"], "'no.sf2' does not exist"),
        (["-o", "a.png", "--beside", "nowhere.mid"], "'nowhere.mid' does not exist"),
    ],
)
def test_wrong_usage_exits_with_2_and_writes_nothing(song, words, reason, monkeypatch):
    monkeypatch.chdir(song.parent)
    done = run(song, *(song if word == "SONG" else word for word in words))
    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.replace("│", "").split())
    assert [path.name for path in song.parent.iterdir()] == ["band.mid"]


def test_what_cannot_be_rendered_is_named_with_its_reason(song, tmp_path):
    (tmp_path / "bad.mid").write_text("no music")
    Song((), length_beats=4).write(tmp_path / "empty.mid")
    Song((Track.of([(0, 400, 60, 90)]),), tempo=(Tempo(0.0, 4.0),)).write(tmp_path / "long.mid")
    for name, out, kind, reason in (
        ("bad.mid", "a.wav", MidiError, f"{tmp_path / 'bad.mid'}: not a MIDI file"),
        ("empty.mid", "a.wav", MidiError, f"{tmp_path / 'empty.mid'}: no notes"),
        ("long.mid", "a.wav", RenderError, f"{tmp_path / 'a.wav'}: longer than 30 minutes"),
        ("long.mid", "a.zip", RenderError, f"{tmp_path / 'a.zip'}: longer than 30 minutes"),
        ("band.mid", "band.mid/a.wav", RenderError, f"{tmp_path / 'band.mid/a.wav'}: cannot be written"),
    ):
        done = run(tmp_path / name, "-o", tmp_path / out)
        assert isinstance(done.exception, kind)
        assert str(done.exception).startswith(reason)


def test_what_is_no_soundfont_is_named_before_anything_is_written(song, tmp_path):
    done = run(song, "--soundfont", song, "-o", tmp_path / "a.png", "-o", tmp_path / "a.wav")
    assert isinstance(done.exception, RenderError)
    assert str(done.exception) == f"{song}: not a soundfont"
    assert [path.name for path in tmp_path.iterdir()] == ["band.mid"]


def test_a_name_that_is_no_text_is_no_hindrance(song):
    named = os.fsdecode(b"caf\xe9")
    song.rename(song.with_stem(named))
    outs = [song.with_name(f"{named}.{suffix}") for suffix in ("html", "png", "wav", "dawproject")]
    done = run(song.with_stem(named), *(word for out in outs for word in ("-o", out)))
    assert done.exit_code == 0, done.exception
    assert "<h1>caf? " in outs[0].read_text("utf-8")


def test_it_needs_no_tensorflow(song, tmp_path):
    script = (
        "import sys; from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules)"
    )
    words = ["render", song, "-o", tmp_path / "out.html", "-o", tmp_path / "out.png"]
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 False"
