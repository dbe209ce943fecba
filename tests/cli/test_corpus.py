from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.corpus.tunes import tune
from vae_music.cli.corpus import corpus
from vae_music.errors import CorpusError


@pytest.fixture
def songs(tmp_path) -> Path:
    for index, style in enumerate(("jazz", "pop", "jazz", "popband")):
        tune(50 + index).write(tmp_path / "songs" / style / f"{index}.mid")
    return tmp_path / "songs"


@pytest.fixture
def run(tmp_path):
    def run(*arguments: object) -> Result:
        options = ["--cache", str(tmp_path / "cache"), "--workers", "0"]
        return CliRunner().invoke(corpus, [*map(str, arguments), *options])

    return run


def test_the_table_is_printed(songs, run):
    result = run(songs, "--style-map", "popband=pop")
    assert result.exit_code == 0
    assert [line.split()[:3] for line in result.stdout.splitlines()[1:4]] == [
        ["jazz", "2", "2"],
        ["pop", "2", "2"],
        ["all", "4", "4"],
    ]


def test_json_is_all_there_is_on_stdout(songs, run):
    (songs / "pop" / "bad.mid").write_text("no music")
    result = run(songs, "--json", "--styles", "pop, popband")
    told = json.loads(result.stdout)
    assert sorted(told["styles"]) == ["pop", "popband"]
    assert told["refused"] == [
        {"path": str(songs / "pop" / "bad.mid"), "reason": "not a MIDI file: it has no MThd header"}
    ]


def test_several_corpora_are_read_together(songs, run, tmp_path):
    tune(70).write(tmp_path / "more" / "pop" / "x.mid")
    assert json.loads(run(songs, tmp_path / "more", "--json").stdout)["styles"]["pop"]["songs"] == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere"], "Directory 'nowhere' does not exist"),
        (["SONGS", "--styles", "rokc"], "no style 'rokc' in the corpus, only jazz, pop, popband"),
        (["SONGS", "--styles", "jaz"], "only jazz, pop, popband; did you mean 'jazz'?"),
        (["SONGS", "--style-map", "rokc=rock"], "no style 'rokc' in the corpus"),
        (["SONGS", "--style-map", "rock"], "'rock' is not of the form OLD=NEW"),
        (["SONGS", "--out", "x"], "--out is for --demo"),
        (["--demo"], "--demo needs --out DIR"),
        (["SONGS", "--demo", "--out", "x"], "takes no CORPUS"),
        (["--demo", "--out", "SONGS"], "exists and is not empty"),
    ],
)
def test_wrong_usage_exits_with_2(songs, run, arguments, reason):
    result = run(*(songs if argument == "SONGS" else argument for argument in arguments))
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())


def test_the_embedded_corpus_is_written_and_can_be_read(run, tmp_path):
    written = run("--demo", "--out", tmp_path / "demo", "--variations", 1, "--seed", 3)
    assert written.exit_code == 0
    told = json.loads(run(tmp_path / "demo", "--json").stdout)
    assert (
        written.stdout
        == f"{tmp_path / 'demo'}: {told['all']['songs']} songs of the embedded corpus, listed in manifest.csv\n"
    )


def test_without_a_corpus_the_embedded_one_is_shown(run, songs, monkeypatch):
    monkeypatch.setattr("vae_music.corpus.layouts.embedded_corpus_folder", lambda cache: songs)
    assert json.loads(run("--json").stdout)["all"]["songs"] == 4


def test_where_no_file_can_be_used_the_table_is_shown_before_the_error(songs, run):
    for path in songs.rglob("*.mid"):
        path.write_text("no music")
    result = run(songs)
    assert isinstance(result.exception, CorpusError)
    assert "4 not a MIDI file" in result.stdout


def test_what_cannot_be_handled_exits_with_1_and_one_line(tmp_path):
    command = [sys.executable, "-m", "vae_music", "corpus", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "holds no MIDI files" in done.stderr


def test_help_shows_an_example_and_does_not_import_tensorflow():
    script = (
        "import sys; sys.argv[1:] = ['corpus', '--help']\n"
        "from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules, 'numpy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "vae-music corpus my-midi/" in told
    assert told.endswith("0 False False\n")
