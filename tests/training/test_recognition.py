from __future__ import annotations

import numpy as np
import pytest

from vae_music.measures.band import BAND_FIGURES
from vae_music.measures.recognition import Recognizer
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


def test_a_run_of_enough_songs_has_one_and_fits_the_same_again(quick, tmp_path, monkeypatch, cache):
    exported = []
    monkeypatch.setattr("vae_music.training.train.export_model", lambda *told: exported.append(told[-1]))
    monkeypatch.setattr(recognition, "LEAST_HELD_OUT", 1)
    run = RunFolder(quick(tmp_path / "run").path)
    assert isinstance(exported[0], Recognizer)
    written = run.recognition.read_bytes()
    run.recognition.unlink()
    monkeypatch.setenv("VAE_MUSIC_CACHE", str(cache))
    recognition.recognize_run(run)
    assert run.recognition.read_bytes() == written
