from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.evaluation.bands import STYLES, arrangement
from vae_music.cli import group


@pytest.fixture(scope="module")
def songs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("songs")
    for style in STYLES:
        (folder / style).mkdir()
        for tune in range(5):
            arrangement(tune, style, bars=4).write(folder / style / f"{style}{tune}.mid")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run(cache):
    def run(*arguments: object) -> Result:
        words = ["evaluate", *map(str, arguments), "--cache", str(cache), "--workers", "0", "--transfers", "3"]
        return CliRunner().invoke(group, words)

    return run


def test_the_table_is_shown_and_written(songs, tiny_export, tmp_path, run):
    files = tmp_path / "figures.json", tmp_path / "plot.png", tmp_path / "new" / "page.html"
    outputs = ["--json", files[0], "--plot", files[1], "--report", files[2]]
    result = run(songs, "--model", tiny_export, "--baseline", tiny_export, *outputs)
    assert result.exit_code == 0, result.output
    rows = [line.split(" (")[0] for line in result.stdout.splitlines()]
    for name in ("copy", "instruments swapped only", "another song of the style", "tiny"):
        assert name in rows
    told = json.loads(files[0].read_text())
    assert told["about"]["model"] == "tiny (tiny)"
    assert "tiny (tiny) #2" in told["systems"]["all"]
    assert "true arrangement" not in told["systems"]["all"]  # this corpus does not say which songs are the same
    assert files[1].read_bytes().startswith(b"\x89PNG")
    page = files[2].read_text()
    assert page.startswith("<!doctype html>")
    assert f"<dt>asked: corpora</dt><dd>{songs}</dd>" in page
    assert "tiny (tiny) #2" in page


def test_json_may_be_all_there_is_on_stdout(songs, tiny_export, run):
    result = run(songs, "--model", tiny_export, "--json", "-")
    assert json.loads(result.stdout)["about"]["transfers"] == 3


def test_what_could_not_be_written_is_refused_before_any_work(songs, tiny_export, tmp_path, run, monkeypatch):
    monkeypatch.setattr("vae_music.evaluation.evaluate.evaluate", lambda *_, **__: pytest.fail("it has begun"))
    (tmp_path / "there.html").write_text("mine")
    (tmp_path / "folder.html").mkdir()
    for out, reason in (
        ("there.html", "exists already, so nothing is written (--force overwrites it)"),
        ("page.pdf", "page.pdf does not end in one of .html, .htm"),
        ("folder.html", "is a folder"),
    ):
        refused = run(songs, "--model", tiny_export, "--report", tmp_path / out)
        assert refused.exit_code == 2
        assert reason in refused.stderr
    under_a_file = run(songs, "--model", tiny_export, "--report", tmp_path / "there.html/page.html")
    assert under_a_file.exit_code == 1
    assert "page.html: cannot be written" in str(under_a_file.exception) + under_a_file.stderr
    assert (tmp_path / "there.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.html", "there.html"]


def test_the_embedded_corpus_is_the_default(tiny_export, run):
    result = run("--model", tiny_export, "--styles", "classical,jazz,pop", "--max-songs", 12, "--budget", 0.01)
    assert result.exit_code == 0, result.output
    assert "true arrangement" in result.stdout


def test_what_exists_is_overwritten_only_when_asked(songs, tiny_export, tmp_path, run):
    there = tmp_path / "figures.json"
    there.write_text("mine")
    refused = run(songs, "--model", tiny_export, "--json", there)
    assert (refused.exit_code, there.read_text()) == (2, "mine")
    assert "exists already, so nothing is written (--force overwrites it)" in refused.stderr
    assert run(songs, "--model", tiny_export, "--json", there, "--force").exit_code == 0
    assert json.loads(there.read_text())["about"]["transfers"] == 3


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere", "--model", "MODEL"], "Directory 'nowhere' does not exist"),
        (["SONGS", "--model", "MODEL", "--styles", "jaz"], "only classical, jazz, pop; did you mean 'jazz'?"),
        (["SONGS", "--model", "MODEL", "--plot", "x.txt"], "x.txt does not end in one of .png, .svg, .pdf"),
        (["SONGS", "--model", "MODEL", "--budget", "nan"], "is not a finite number"),
    ],
)
def test_wrong_usage_exits_with_2(songs, tiny_export, run, arguments, reason):
    given = {"SONGS": songs, "MODEL": tiny_export}
    result = run(*(given.get(argument, argument) for argument in arguments))
    assert result.exit_code == 2
    assert reason in " ".join(result.stderr.split())


def test_what_cannot_be_evaluated_exits_with_1_and_one_line(songs, tmp_path):
    command = [sys.executable, "-m", "vae_music", "evaluate", str(songs), "--model", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "no model here" in done.stderr


def test_help_shows_an_example_and_imports_no_tensorflow():
    script = (
        "import sys; sys.argv[1:] = ['evaluate', '--help']\n"
        "from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules, 'matplotlib' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "vae-music evaluate my-midi/ --model run/" in told
    assert told.endswith("0 False False\n")
