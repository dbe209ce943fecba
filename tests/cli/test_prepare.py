from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.corpus.tunes import tune
from vae_music.cli import group


@pytest.fixture
def songs(tmp_path) -> Path:
    for index, style in enumerate(("jazz", "pop", "jazz", "pop")):
        tune(50 + index).write(tmp_path / "songs" / style / f"{index}.mid")
    (tmp_path / "songs" / "pop" / "bad.mid").write_text("no music")
    return tmp_path / "songs"


@pytest.fixture
def run(tmp_path):
    def run(command: str, *arguments: object, after: tuple[str, ...] = ()) -> Result:
        words = [command, *map(str, arguments), "--cache", str(tmp_path / "cache"), "--workers", "0", *after]
        return CliRunner().invoke(group, words)

    return run


def test_without_the_extra_the_line_that_installs_it_is_told(songs, tmp_path, run, monkeypatch):
    monkeypatch.setattr("vae_music.cli.prepare.find_spec", lambda name: None)
    result = run("prepare", songs, "--out", tmp_path / "shards")
    assert result.exit_code == 2
    assert "pip install 'vae-music[beam]'" in result.stderr
    assert not (tmp_path / "shards").exists()


@pytest.mark.slow
def test_a_corpus_is_prepared_and_shown_as_the_local_path_shows_it(songs, tmp_path, run):
    pytest.importorskip("apache_beam")
    shards = tmp_path / "shards"
    told = run("prepare", songs, "--out", shards, after=("--", "--direct_num_workers=1"))
    assert told.exit_code == 0, told.output
    assert told.stdout == run("corpus", songs).stdout == run("corpus", shards).stdout
    assert "1 not a MIDI file" in told.stdout
    again = run("prepare", songs, "--out", shards)
    assert again.exit_code == 2
    assert "holds a prepared corpus" in " ".join(again.stderr.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--runner", "NoRunner"], "no runner 'NoRunner'"),
        (["--runner", "vae_music.Nothing"], "no runner 'vae_music.Nothing'"),
        (["--styles", "rokc"], "no style 'rokc' in the corpus"),
        (["--out", "nosuch://bucket/shards"], "cannot be listed"),
    ],
)
def test_wrong_usage_is_told_in_one_line(songs, tmp_path, run, words, reason):
    pytest.importorskip("apache_beam")
    result = run("prepare", songs, "--out", tmp_path / "shards", *words)
    assert reason in " ".join(result.stderr.split()) + str(result.exception)


def test_the_help_imports_no_beam():
    script = (
        "import sys; sys.argv[1:] = ['prepare', '--help']\n"
        "from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'apache_beam' in sys.modules, 'numpy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "[-- PIPELINE OPTION...]" in told
    assert told.endswith("0 False False\n")
