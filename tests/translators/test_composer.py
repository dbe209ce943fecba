from __future__ import annotations

import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.translators.composers import composer_arrays
from vae_music.config import TINY
from vae_music.errors import ModelError
from vae_music.rolls.energy import energy_of_levels
from vae_music.translators.arrays import write_arrays
from vae_music.translators.composer import GIVEN, WINDOW, Composer, Outline, beats_there, tokens
from vae_music.translators.composer_network import Beats, composer_velocity
from vae_music.translators.protocol import COMPOSER
from vae_music.translators.stored import Translators, translator_path

STYLES = 3
CONTENT = 8 * TINY.model.content
STYLE = np.eye(STYLES, dtype=np.float32)
CARD = SimpleNamespace(styles=("a", "b", "c"), config=TINY, manners=np.zeros((STYLES, 2, 4)), pulses=(), spec=None)


def outline(music, before: int = 0, level: float = 2.0, steps: int = 32) -> Outline:
    segments = len(music)
    energy = np.repeat(energy_of_levels([level] * segments)[:, None], 8, axis=1)
    known = np.random.default_rng(1).normal(size=(before, TINY.model.latent)).astype(np.float32)
    return Outline(np.array(music), np.full(segments, steps), energy, known, np.full(before, steps))


@pytest.fixture
def composer() -> Composer:
    return Composer(composer_arrays(), TINY)


def test_a_seed_is_a_piece_and_the_same_one_every_time(composer):
    one, again, other = (composer(outline([0, 1, 2]), STYLE[0], seed) for seed in (1, 1, 2))
    assert one.shape == (3, CONTENT + 8 * (4 + 4))
    assert one.dtype == np.float32
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.1


def test_segments_of_the_same_music_have_the_same_contents_and_rhythm_but_an_energy_of_their_own(composer):
    wanted = outline([4, 7, 4])
    wanted = wanted._replace(energy=np.repeat(energy_of_levels([1, 2, 4])[:, None], 8, axis=1))
    first, other, again = composer(wanted, STYLE[0], 0)
    energy = slice(CONTENT, CONTENT + 32)
    np.testing.assert_allclose(np.delete(first, energy), np.delete(again, energy), atol=1e-5)
    assert np.abs(first - other)[:CONTENT].max() > 0.1
    np.testing.assert_allclose(again[energy], np.tile([0.2, 0.2, 0.27, 0.39], 8), atol=1 / 64)


def test_style_energy_and_what_comes_before_have_their_say(composer):
    usual = composer(outline([0, 1], before=2), STYLE[0], 0)[:, :CONTENT]
    for wanted, style in (
        (outline([0, 1], before=2), STYLE[1]),
        (outline([0, 1], before=2, level=4.0), STYLE[0]),
        (outline([0, 1], before=1), STYLE[0]),
        (outline([0, 1]), STYLE[0]),
    ):
        assert np.abs(composer(wanted, style, 0)[:, :CONTENT] - usual).max() > 1e-3


@pytest.mark.parametrize(("segments", "before"), [(1, 0), (WINDOW, 0), (WINDOW, GIVEN), (3 * WINDOW + 1, 1)])
def test_a_piece_has_any_length(composer, segments, before):
    found = composer(outline(range(segments), before), STYLE[2], 0)
    assert len(found) == segments
    assert np.isfinite(found).all()


def test_the_rhythm_says_of_each_step_whether_the_tune_begins_a_note(composer):
    assert set(np.unique(composer(outline([0, 1]), STYLE[0], 0)[:, CONTENT + 32 :])) == {-1.0, 1.0}


def test_padding_changes_nothing():
    rng, weights = np.random.default_rng(1), composer_arrays()
    x, told, there = rng.normal(size=(1, 24, 12)), rng.normal(size=(1, 24, 6)), np.ones((1, 24))
    known, there[:, 16:] = np.zeros((1, 24, 1)), 0
    short = composer_velocity(
        weights, x[:, :16], Beats(known[:, :16], told[:, :16], there[:, :16]), STYLE[:1], np.array([0.5])
    )
    long = composer_velocity(weights, x, Beats(known, told, there), STYLE[:1], np.array([0.5]))
    np.testing.assert_allclose(long[:, :16], short, atol=1e-5)


def test_beats_of_three_four_time_end_where_the_music_does():
    assert beats_there(np.array([24, 32, 5]), TINY).sum(1).tolist() == [6, 8, 2]


def test_tokens_are_the_contents_about_0_and_the_rhythm():
    z = np.random.default_rng(0).normal(size=(2, TINY.model.latent)).astype(np.float32)
    found = tokens(z, TINY, np.ones(8), np.array([0.5]))
    manner = TINY.model.latent - CONTENT - 64
    np.testing.assert_allclose(found[1, 0, :8], (z[1, manner : manner + 8] - 1) / 0.5, rtol=1e-5)
    np.testing.assert_allclose(found[1, 7, 8:], z[1, -4:])


def test_a_model_without_energy_and_rhythm_has_a_composer_too():
    config = replace(TINY, model=replace(TINY.model, latent=80, energy=0, rhythm=0))
    composer = Composer(composer_arrays(config), config)
    wanted = outline([0, 1])._replace(before=np.zeros((1, 80), np.float32), steps_before=np.array([32]))
    assert composer(wanted, STYLE[0], 0).shape == (2, CONTENT)


def test_a_model_has_the_composer_whose_file_is_there(tmp_path):
    assert Translators(CARD, tmp_path).composer is None
    assert Translators(CARD).composer is None
    write_arrays(translator_path(tmp_path, COMPOSER), composer_arrays())
    translators = Translators(CARD, tmp_path)
    assert translators.composer is translators.composer is not None
    assert COMPOSER not in translators.methods


def test_a_file_that_is_no_composer_of_the_model_is_refused_in_one_line(tmp_path):
    path, usual = translator_path(tmp_path, COMPOSER), composer_arrays()
    for arrays in (
        {name: array for name, array in usual.items() if name != "mean"},
        usual | {"in": usual["in"].T},
        usual | {"out": usual["out"] + np.inf},
        {"in": np.zeros(3)},
        composer_arrays(styles=4),
    ):
        write_arrays(path, arrays)
        with pytest.raises(ModelError, match=r"composer\.npz: not a ") as refused:
            _ = Translators(CARD, tmp_path).composer
        assert "\n" not in str(refused.value)
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ModelError, match=r"composer\.npz: not a translator"):
        _ = Translators(CARD, tmp_path).composer
    shutil.rmtree(path.parent)
    assert Translators(CARD, tmp_path).composer is None
