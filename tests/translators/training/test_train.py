from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import STYLES
from tests.corpus.tunes import tune
from tests.songs import band
from vae_music.cli import group
from vae_music.errors import CorpusError
from vae_music.export.trained_on import read_trained_on
from vae_music.export.versions import find_model
from vae_music.inference.loading import load_model
from vae_music.midi.write import song_to_bytes
from vae_music.translators.stored import translator_path
from vae_music.translators.training import composer, flow


@pytest.fixture
def songs(tmp_path) -> Path:
    for index in range(12):
        tune(50 + index, bars=4 + index).write(tmp_path / "songs" / STYLES[index % 3] / f"{index}.mid")
    return tmp_path / "songs"


@pytest.fixture
def run(songs, tiny_export, tmp_path):
    def run(*words: object) -> Result:
        usual = ["--cache", str(tmp_path / "cache"), "--workers", "0", "--out", str(tmp_path / "out")]
        return CliRunner().invoke(group, ["train", str(songs), *usual, *map(str, words)])

    return run


def test_a_translator_comes_with_a_copy_of_the_export_and_transfers(run, tiny_export, tmp_path):
    done = run("--translator", "retrieval", "--from", tiny_export)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0].startswith("style")
    out = tmp_path / "out" / "export" / "1"
    assert done.stdout.splitlines()[-1].startswith(f"{out}: retrieval learnt from ")
    for path in find_model(tiny_export).rglob("*"):
        if path.is_file():
            assert (out / path.relative_to(find_model(tiny_export))).read_bytes() == path.read_bytes()
    assert translator_path(out, "retrieval").is_file()

    model = load_model(tmp_path / "out", "tensorflow")
    assert model.methods == ("prototype", "retrieval")
    usual, found = (song_to_bytes(model.transfer(band(4), "jazz", method=method)) for method in model.methods)
    assert usual != found
    again = CliRunner().invoke(
        group, ["export", str(tmp_path / "out"), "--out", str(tmp_path / "served")], catch_exceptions=False
    )
    assert again.exit_code == 0
    assert translator_path(tmp_path / "served" / "1", "retrieval").is_file()


def test_a_second_translator_is_added_to_the_first(run, tiny_export, tmp_path, monkeypatch):
    monkeypatch.setattr(flow, "STEPS", 2)
    assert run("--translator", "retrieval", "--from", tiny_export).exit_code == 0
    shutil.move(tmp_path / "out", tmp_path / "first")
    done = run("--translator", "flow", "--from", tmp_path / "first")
    assert done.exit_code == 0, done.output
    model = load_model(tmp_path / "out", "tensorflow")
    assert model.methods == ("prototype", "retrieval", "flow")
    one, other = (model.transfer(band(4), "jazz", method="flow", seed=seed) for seed in (1, 2))
    assert song_to_bytes(one) != song_to_bytes(other)


def test_a_composer_comes_with_a_copy_of_the_export_and_goes_on_with_songs(run, tiny_export, tmp_path, monkeypatch):
    monkeypatch.setattr(composer, "STEPS", 2)
    monkeypatch.setattr(composer, "SIZES", (8, 6))
    done = run("--composer", "--from", tiny_export)
    assert done.exit_code == 0, done.output
    out = tmp_path / "out" / "export" / "1"
    assert done.stdout.splitlines()[-1].startswith(f"{out}: composer learnt from ")
    model = load_model(tmp_path / "out", "tensorflow")
    assert model.methods == ("prototype",)
    assert model.continued(band(4), 4).bar_count == 8
    assert model.sample("jazz", 4) != load_model(tiny_export, "tensorflow").sample("jazz", 4)


def test_wrong_usage_of_composer_is_told(run, tiny_export):
    for words, told in (
        (["--composer"], "--composer needs --from: a run, an export, or `pretrained`"),
        (["--composer", "--from", tiny_export, "--epochs", 3], "--epochs is not an option of --composer"),
        (["--composer", "--translator", "flow"], "--translator and --composer exclude each other"),
    ):
        refused = run(*words)
        assert (refused.exit_code, told in refused.stderr) == (2, True), refused.output


def test_an_evaluation_learns_which_songs_were_trained_on(run, tiny_run, tmp_path):
    shutil.copytree(tiny_run, tmp_path / "run")
    known = "hash,work,style,side,path\nabc,old,jazz,training,/x\ndef,new,jazz,validation,/y\n"
    (tmp_path / "run" / "songs.csv").write_text(known)
    assert run("--translator", "retrieval", "--from", tmp_path / "run").exit_code == 0
    found = read_trained_on(tmp_path / "out")
    assert "abc" in found.songs
    assert "def" not in found.songs
    with (tmp_path / "out" / "songs.csv").open() as file:
        own = {row["hash"] for row in csv.DictReader(file) if row["side"] == "training"}
    assert own
    assert own < found.songs


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--translator", "flow"], "--translator needs --from"),
        (["--translator", "polish", "--from", "pretrained"], "'polish' is not one of"),
        (["--translator", "flow", "--from", "/nowhere"], "no such folder: /nowhere"),
        (
            ["--translator", "flow", "--from", "pretrained", "--epochs", "3"],
            "--epochs is not an option of --translator",
        ),
        (["--translator", "flow", "--from", "pretrained", "--forget"], "--forget is not an option of --translator"),
    ],
)
def test_what_is_wrong_is_named(run, words, reason):
    done = run(*words)
    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.replace("│", "").split())


def test_the_corpus_must_have_the_styles_of_the_model(run, songs, tiny_export):
    missing = run("--translator", "retrieval", "--from", tiny_export, "--styles", "jazz,pop")
    assert isinstance(missing.exception, CorpusError)
    assert str(missing.exception) == "no song of classical: a translator learns all styles of its model"
    strange = run("--translator", "retrieval", "--from", tiny_export, "--style-map", "pop=polka")
    assert isinstance(strange.exception, CorpusError)
    assert str(strange.exception).startswith("the model has no style polka; --styles leaves it out")


def test_a_folder_in_use_is_left_alone(run, tiny_export, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious").touch()
    assert run("--translator", "retrieval", "--from", tiny_export).exit_code == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["precious"]
