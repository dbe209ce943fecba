from __future__ import annotations

import numpy as np
import pytest

from vae_music.measures.band import BAND_FIGURES
from vae_music.run_folder import RunFolder
from vae_music.training import recognition
from vae_music.training.recognition import LabelledFigures, fit_recognizer

MANNER, STYLES = 4, 3


def songs(each: int, seed: int, blur: float) -> LabelledFigures:
    """Songs of three styles, each with a middle of its own, around which they lie."""
    rng = np.random.default_rng(seed)
    style = np.repeat(np.arange(STYLES), each)
    middles = np.random.default_rng(0).random((STYLES, MANNER + BAND_FIGURES))
    return LabelledFigures((middles[style] + blur * rng.random((len(style), MANNER + BAND_FIGURES))), style)


@pytest.fixture(scope="module")
def found():
    return fit_recognizer(songs(30, 1, 0.5), songs(20, 2, 0.5), STYLES)


def test_songs_held_out_are_recognized(found):
    others = songs(20, 3, 0.5)
    assert np.mean(found.probabilities(others.figures).argmax(1) == others.style) > 0.95


def test_probabilities_are_no_surer_than_held_out_songs_allow():
    vague = fit_recognizer(songs(30, 1, 12.0), songs(200, 2, 12.0), STYLES)
    others = songs(200, 3, 12.0)
    probabilities = vague.probabilities(others.figures)
    right = probabilities.argmax(1) == others.style
    assert 0.34 < right.mean() < 0.9
    assert probabilities.max(1).mean() == pytest.approx(right.mean(), abs=0.1)


def test_songs_like_the_held_out_ones_are_as_strange_as_they_and_others_stranger(found):
    assert found.strangeness(songs(200, 3, 0.5).figures).mean() == pytest.approx(0.5, abs=0.15)
    assert found.strangeness(songs(20, 3, 0.5).figures + 3).min() > 0.9


def test_a_run_of_few_songs_has_none_and_classifies_as_before(trained):
    assert not RunFolder(trained).recognition.exists()


def test_a_run_of_enough_songs_has_one_that_its_export_uses(quick, tmp_path, monkeypatch):
    import tensorflow as tf

    from tests.songs import band
    from vae_music.export.saved_model import export_run
    from vae_music.inference.loading import load_model

    monkeypatch.setattr(recognition, "LEAST_HELD_OUT", 1)
    quick(tmp_path / "run")
    tf.config.run_functions_eagerly(False)  # an export made of eager functions is refused
    model = load_model(export_run(tmp_path / "run", tmp_path / "served"), "tensorflow")
    answer = model.classify(band())
    assert sum(answer.values()) == pytest.approx(1.0, abs=1e-5)
    assert answer.known is (answer.strangeness <= 0.9)
    tf.config.run_functions_eagerly(True)  # as in the training, to the last digit
    again = RunFolder(tmp_path / "run")
    written = again.recognition.read_bytes()
    again.recognition.unlink()
    monkeypatch.setenv("VAE_MUSIC_CACHE", str(tmp_path / "cache"))
    assert recognition.recognize_run(again)
    assert again.recognition.read_bytes() == written
