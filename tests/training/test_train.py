from __future__ import annotations

import csv
import io
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.corpus.tunes import tune
from tests.training.conftest import QUICK
from vae_music.errors import CorpusError
from vae_music.model.vae import DivergedError, classifier, load_vae
from vae_music.run_folder import RunError
from vae_music.training import callbacks
from vae_music.training.train import train


def rows(run: Path, name: str = "history.csv") -> list[dict[str, str]]:
    with (run / name).open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_holds_what_the_contract_names(trained):
    files = {path.name for path in trained.iterdir()}
    contract = {"config.json", "model.keras", "history.csv", "metrics.png", "styles.json", "songs.csv"}
    assert files - {"logs", ".lock"} == contract | {"checkpoint.weights.h5", "export"}
    assert json.loads((trained / "styles.json").read_text()) == ["jazz", "pop"]
    with Image.open(trained / "metrics.png") as picture:
        assert picture.width > 500


def test_songs_tell_the_side_of_every_song(trained):
    songs = rows(trained, "songs.csv")
    assert len(songs) == 12
    assert all(len(song["hash"]) == 64 for song in songs)
    assert {(song["style"], song["side"]) for song in songs} == {
        (style, side) for style in ("jazz", "pop") for side in ("training", "validation")
    }


def test_history_has_every_term_of_both_sides(trained):
    history = rows(trained)
    assert [row["epoch"] for row in history] == ["1", "2"]
    assert [row["step"] for row in history] == ["2", "4"]
    terms = ["loss", "pitch", "drums", "onset", "velocity", "pattern", "instrument", "style", "probe", "kl"]
    terms += ["active_units", "style_accuracy", "pitch_accuracy", "probe_accuracy"]
    for column in ("beta", "learning_rate", "segments_per_second", *terms, *(f"val_{term}" for term in terms)):
        assert all(math.isfinite(float(row[column])) for row in history), column
    assert float(history[1]["beta"]) == pytest.approx(QUICK.loss.beta * 3 / QUICK.loss.beta_warmup_steps)


def test_the_model_knows_styles_and_measured_prototypes(trained):
    layer = classifier(load_vae(trained / "model.keras").get_layer("encoder"))
    assert layer.styles == ("jazz", "pop")
    prototypes = np.asarray(layer.manners)[:, 0]
    assert np.abs(prototypes - 4 * np.eye(*prototypes.shape)).min() > 0


def test_a_run_that_exists_is_refused_and_left_alone(trained, quick):
    before = (trained / "model.keras").read_bytes()
    with pytest.raises(RunError, match="is not empty"):
        quick(trained)
    assert (trained / "model.keras").read_bytes() == before


@pytest.mark.parametrize("other", [{"seed": 5}, {"preset": "default"}, {"batch_size": 3}, {"styles": ["jazz"]}])
def test_resuming_with_other_settings_is_refused(trained, quick, other):
    with pytest.raises(RunError, match="other songs or settings"):
        quick(trained, resume=True, **other)


def test_a_resumed_run_goes_on_where_it_stood(trained, quick, tmp_path):
    quick(tmp_path, epochs=1)
    assert quick(tmp_path, resume=True).epochs == 2
    again, at_once = rows(tmp_path)[1], rows(trained)[1]
    for column in ("epoch", "step", "beta", "learning_rate"):
        assert again[column] == at_once[column]
    for column in ("loss", "val_loss"):
        assert float(again[column]) == pytest.approx(float(at_once[column]), rel=1e-5)


def test_a_z_of_before_there_was_energy_is_trained_and_resumed(quick, tmp_path):
    older = replace(QUICK, model=replace(QUICK.model, energy=0, rhythm=0, latent=QUICK.learnt))
    run = quick(tmp_path / "run", preset=older, epochs=1).path
    told = json.loads((run / "config.json").read_text())
    del told["model"]["energy"]  # as it was written then
    (run / "config.json").write_text(json.dumps(told))
    assert quick(run, resume=True).epochs == 2
    encoder = load_vae(run / "model.keras").get_layer("encoder")
    assert not [name for name in encoder.input if name.endswith("energy")]
    assert encoder.output["z_mean"].shape == (None, QUICK.learnt)


def test_a_loss_that_is_no_number_ends_with_a_reason_and_finite_weights(quick, tmp_path):
    wild = replace(QUICK, train=replace(QUICK.train, learning_rate=1e30))
    with pytest.raises(DivergedError, match=r"run: .* at step .*last finite weights"):
        quick(tmp_path / "run", preset=wild)
    weights = load_vae(tmp_path / "run" / "model.keras").get_weights()
    assert all(np.isfinite(weight).all() for weight in weights)


def test_a_budget_of_no_time_still_leaves_a_model(quick, tmp_path):
    done = quick(tmp_path / "run", minutes=1e-6)
    assert done.epochs == 1
    assert rows(tmp_path / "run")[0]["step"] == "1"
    assert done.path.joinpath("model.keras").exists()


def test_a_corpus_of_nothing_usable_is_refused(quick, tmp_path):
    (tmp_path / "songs" / "jazz").mkdir(parents=True)
    (tmp_path / "songs" / "jazz" / "a.mid").write_bytes(b"no music")
    with pytest.raises(CorpusError, match="none of the files can be used"):
        train([tmp_path / "songs"], tmp_path / "run", cache=tmp_path, workers=0, say=lambda _: None)


def test_ctrl_c_saves(quick, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(callbacks.BestModel, "on_epoch_end", interrupted)
    done = quick(tmp_path / "run")
    assert done.interrupted
    assert load_vae(tmp_path / "run" / "model.keras")


@pytest.fixture
def rock(corpus, tmp_path) -> Path:
    """A folder of songs in one style that the model of `trained` does not know."""
    folder = tmp_path / "more"
    (folder / "Rock").mkdir(parents=True)
    for index in range(3):
        tune(40 + index, bars=6 + index, program=30).write(folder / "Rock" / f"{index}.mid")
    return folder


def further(rock: Path, trained: Path, cache: Path, out: Path, **options):
    quiet = {"stream": io.StringIO(), "say": lambda _: None, "workers": 0, "cache": cache}
    return train([rock], out, **{"start": trained, "epochs": 1, **quiet, **options})


def test_a_model_learns_another_style_and_keeps_those_it_knew(rock, trained, cache, tmp_path):
    done = further(rock, trained, cache, tmp_path / "run")
    assert done.styles == ("Rock",)
    old, new = (classifier(load_vae(run / "model.keras").get_layer("encoder")) for run in (trained, tmp_path / "run"))
    assert new.styles == ("jazz", "pop", "Rock")
    assert np.isin(new.manners[:2, :, 3:], old.manners[:, :, 2:]).all()
    assert np.abs(new.manners[2, 0]).sum() > 0
    assert {row["hash"] for row in rows(tmp_path / "run", "trained_on.csv")} > {
        row["hash"] for row in rows(trained, "songs.csv") if row["side"] == "training"
    }
    assert further(rock, trained, cache, tmp_path / "run", start=None, resume=True, epochs=2).epochs == 2


def test_a_model_that_may_forget_knows_the_styles_of_the_folder_only(corpus, trained, cache, tmp_path):
    further(corpus, trained, cache, tmp_path / "run", forget=True)
    assert classifier(load_vae(tmp_path / "run" / "model.keras").get_layer("encoder")).styles == ("jazz", "pop")
    assert not (tmp_path / "run" / "rehearsal").exists()


def test_a_training_that_began_with_a_model_goes_on_with_no_other(rock, trained, cache, tmp_path):
    further(rock, trained, cache, tmp_path / "run")
    with pytest.raises(RunError, match="other songs or settings"):
        further(rock, tmp_path / "run", cache, tmp_path / "run", resume=True)


def test_a_style_is_found_in_upper_and_lower_case(trained, corpus, cache, tmp_path):
    (tmp_path / "songs").mkdir()
    shutil.copytree(corpus / "jazz", tmp_path / "songs" / "JAZZ")
    further(tmp_path / "songs", trained, cache, tmp_path / "run")
    assert classifier(load_vae(tmp_path / "run" / "model.keras").get_layer("encoder")).styles == ("jazz", "pop")
