from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import STYLES
from tests.corpus.tunes import tune
from vae_music.cli.train import train
from vae_music.errors import CorpusError


@pytest.fixture
def songs(tmp_path) -> Path:
    for index in range(8):
        style = ("jazz", "popband")[index % 2]
        (tmp_path / "songs" / style).mkdir(parents=True, exist_ok=True)
        tune(50 + index, bars=4 + index).write(tmp_path / "songs" / style / f"{index}.mid")
    return tmp_path / "songs"


@pytest.fixture
def run(tmp_path):
    def run(*arguments: object) -> Result:
        options = ["--cache", str(tmp_path / "cache"), "--workers", "0", "--out", str(tmp_path / "run")]
        return CliRunner().invoke(train, [*map(str, arguments), *options])

    return run


def test_a_model_is_trained_and_said_where(songs, run, tmp_path):
    result = run(songs, "--preset", "tiny", "--epochs", 1, "--style-map", "popband=pop", "--batch-size", 4)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0].startswith("style")  # the table of what was read
    assert "epoch 1/1" in result.stderr
    kept, following = result.stdout.splitlines()[-2:]
    assert kept.startswith(f"{tmp_path / 'run'}: best loss ")
    assert following == f"to use it: vae-music transfer SONG.mid --style jazz --model {tmp_path / 'run'} -o NEW.mid"
    assert "warning: few songs to learn from: jazz has 3, pop has 3, where 100 are enough" in result.stdout
    assert json.loads((tmp_path / "run" / "styles.json").read_text()) == ["jazz", "pop"]

    again = run("--resume", "--epochs", 1)  # there already
    assert again.exit_code == 0, again.output
    assert again.stdout.splitlines()[-1] == result.stdout.splitlines()[-1]
    assert "epoch" not in again.stderr


def test_a_folder_in_use_is_wrong_usage(songs, run, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "precious").touch()
    result = run(songs)
    assert result.exit_code == 2
    assert "run: exists and is not empty" in result.stderr


def test_one_style_is_refused_with_what_to_do_instead(songs, run):
    result = run(songs, "--styles", "jazz")
    assert isinstance(result.exception, CorpusError)
    assert "only one style, jazz, and nothing to tell it from: add songs of another, or" in str(result.exception)


def test_a_training_begins_with_a_model(songs, run, tiny_run, tmp_path):
    result = run(songs, "--from", tiny_run, "--epochs", 1, "--styles", "popband", "--batch-size", 4)
    assert result.exit_code == 0, result.output
    assert f"styles that the model knows and keeps: {', '.join(STYLES)}" in result.stdout
    assert json.loads((tmp_path / "run" / "styles.json").read_text()) == [*STYLES, "popband"]
    assert result.stdout.splitlines()[-1].startswith("to use it: vae-music transfer SONG.mid --style popband ")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--from", "pretrained", "--preset", "tiny"], "leave out the preset"),
        (["--forget"], "--forget belongs to --from"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(songs, run, arguments, reason):
    result = run(songs, *arguments)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_nothing_to_resume_is_wrong_usage(run):
    result = run("--resume")
    assert result.exit_code == 2
    assert "holds no training to go on with" in result.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--preset", "huge"], "'huge' is not one of"),
        (["--styles", "polka"], "no style 'polka'"),
        (["--minutes", "0"], "--minutes"),
        (["--minutes", "nan"], "--minutes"),
        (["--devices", "2", "--xla"], "XLA compiles the step of one device"),
    ],
)
def test_what_is_wrong_is_named(songs, run, options, reason):
    result = run(songs, *options)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_a_failed_start_leaves_no_run_behind(songs, run, tmp_path):
    assert run(songs, "--styles", "polka").exit_code == 2
    assert not (tmp_path / "run").exists()


def test_an_empty_corpus_is_an_error(run, tmp_path):
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "empty")
    assert isinstance(result.exception, CorpusError)
