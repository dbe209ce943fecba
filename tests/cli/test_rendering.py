"""`transfer --audio` and `--report`."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
import soundfile
from click.testing import CliRunner, Result

from tests.songs import band
from vae_music.cli import group
from vae_music.inference import loading


@pytest.fixture
def run(tiny_export, tiny_model, tmp_path, monkeypatch):
    """`vae-music transfer band.mid -o out.mid --style jazz ...` with the tiny model."""
    monkeypatch.setattr(loading, "load_model", lambda *_: tiny_model)
    band().write(tmp_path / "band.mid")

    def run(*words: object, source: Path = tmp_path / "band.mid") -> Result:
        known = [source, "-o", tmp_path / "out.mid", "--style", "jazz", "--model", tiny_export]
        return CliRunner().invoke(group, ["transfer", *map(str, known), *map(str, words)])

    return run


def test_sound_and_page_of_a_transfer(run, tmp_path, tiny_model):
    done = run("--audio", tmp_path / "out.mp3", "--report", tmp_path / "out.html", "--strength", 0.3, "--dial")
    assert done.exit_code == 0, done.output
    assert [line.split(": ")[0] for line in done.output.splitlines()] == [
        str(tmp_path / f"out.{suffix}") for suffix in ("mid", "mp3", "html")
    ]
    assert soundfile.info(tmp_path / "out.mp3").frames == 44100 * 6
    page = (tmp_path / "out.html").read_text()
    told = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert [take["strength"] for take in told["takes"]] == [None, "0", "0.25", "0.3", "0.5", "0.75", "1"]
    assert told["takes"][told["start"]]["strength"] == "0.3"
    expected = tiny_model.transfer(band(), "jazz", strength=0.75)
    assert told["takes"][5]["count"] == f"{expected.note_count:,} notes"


def test_a_page_has_one_strength_and_the_sound_of_the_file_unless_a_dial_is_wanted(run, tmp_path):
    assert run("--audio", tmp_path / "out.mp3", "--report", tmp_path / "out.html").exit_code == 0
    page = (tmp_path / "out.html").read_text()
    told = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))
    assert [take["strength"] for take in told["takes"]] == [None, "1"]
    assert b64encode((tmp_path / "out.mp3").read_bytes()).decode() in page
    assert 'id="strength"' not in page


def test_a_dial_needs_a_page(run):
    done = run("--dial")
    assert done.exit_code == 2
    assert "--dial is of the page that --report writes" in done.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--audio", "a.ogg"], "a.ogg does not end in one of .wav, .mp3"),
        (["--report", "a.pdf"], "a.pdf does not end in one of .html, .htm"),
        (["--report", "there.html"], "there.html exists already, so nothing is written"),
    ],
)
def test_wrong_usage_exits_with_2_before_anything_is_written(run, words, reason, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("there.html").write_text("mine")
    done = run(*words)
    assert done.exit_code == 2
    assert reason in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["band.mid", "there.html"]


def pages(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def test_the_report_of_a_folder_is_an_index_of_the_pages_of_its_songs(run, tmp_path):
    songs = tmp_path / "songs"
    band().write(songs / "a b#1.mid")
    band(bars=3).write(songs / "deep" / "a b#1.mid")
    (songs / "bad<.mid").write_text("no music")
    done = run("-o", tmp_path / "new", "--report", tmp_path / "index.html", source=songs)
    assert done.exit_code == 1
    assert pages(tmp_path) == ["index.html", "index_pages/a b#1.html", "index_pages/a b#1_2.html"]
    assert f"{tmp_path / 'index.html'}: index of 2 pages in {tmp_path / 'index_pages'}\n" in done.stdout
    page = (tmp_path / "index.html").read_text()
    assert re.findall(r'href="([^"]+html)"', page) == ["index_pages/a%20b%231.html", "index_pages/a%20b%231_2.html"]
    assert ("3 bars, 0:06" in page, "bad&lt;.mid: not a MIDI file" in page, "bad<" in page) == (True, True, False)


def test_the_report_of_several_styles_is_an_index_too_and_what_is_there_is_kept(run, tmp_path):
    words = ["-o", tmp_path / "new", "--style", "jazz,pop", "--report", tmp_path / "index.html"]
    (tmp_path / "index_pages").mkdir()
    refused = run(*words)
    assert (refused.exit_code, f"{tmp_path / 'index_pages'} exists already" in refused.stderr) == (2, True)
    assert run(*words, "--force").exit_code == 0
    assert pages(tmp_path) == ["index.html", "index_pages/band.jazz.html", "index_pages/band.pop.html"]
    (tmp_path / "index_pages" / "band.pop.html").write_text("mine")
    assert "left as it is" in run(*words, "--skip-existing").output
    assert (tmp_path / "index_pages" / "band.pop.html").read_text() == "mine"


def test_the_page_of_some_bars_has_these_bars_before_and_after(run, tmp_path):
    band(bars=6).write(tmp_path / "long.mid")
    assert run("--report", tmp_path / "p.html", "--bars", "2-3", source=tmp_path / "long.mid").exit_code == 0
    told = json.loads(re.search(r'id="data">(.*?)</script>', (tmp_path / "p.html").read_text(), re.S).group(1))
    assert {len(take["bars"]) for take in told["takes"]} == {3}


def test_a_folder_has_no_one_sound(run, tmp_path):
    done = run("--audio", "a.mp3", source=tmp_path)
    assert done.exit_code == 2
    assert "--audio is of a single song" in done.stderr


def test_what_exists_is_left_or_overwritten_as_is_asked(run, tmp_path):
    (tmp_path / "out.mp3").write_text("mine")
    assert "out.mp3: exists, left as it is" in run("--audio", tmp_path / "out.mp3", "--skip-existing").output
    assert (tmp_path / "out.mp3").read_text() == "mine"
    assert run("--audio", tmp_path / "out.mp3", "--force").exit_code == 0
    assert soundfile.info(tmp_path / "out.mp3").format == "MP3"
