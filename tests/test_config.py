from __future__ import annotations

import json
from dataclasses import replace

import pytest

from vae_music.config import PRESETS, Config, ConfigError, preset
from vae_music.rolls.spec import ARTICLE_SPEC


@pytest.mark.parametrize("name", PRESETS)
def test_a_configuration_survives_json(name, tmp_path):
    config = preset(name)
    config.write(tmp_path / "config.json")
    assert Config.read(tmp_path / "config.json") == config
    assert json.loads((tmp_path / "config.json").read_text())["preset"] == name


def test_what_json_does_not_say_is_the_default():
    config = Config.from_json({"loss": {"beta": 0.5}})
    assert config == replace(Config(), loss=replace(Config().loss, beta=0.5))


def test_a_configuration_of_before_there_were_energy_and_rhythm_has_none(tmp_path):
    told = preset("default").to_json()
    del told["model"]["energy"], told["model"]["rhythm"], told["loss"]["tune"], told["train"]["varied_melody"]
    (tmp_path / "config.json").write_text(json.dumps(told | {"model": told["model"] | {"latent": 320}}))
    older = Config.read(tmp_path / "config.json")
    assert older.model == replace(Config().model, energy=0, rhythm=0, latent=320)
    assert (older.learnt, older.manner(8)) == (320, Config().manner(8))


def test_what_is_learnt_is_all_but_energy_and_rhythm():
    assert Config().learnt == Config().model.latent - 8 * (4 + 4)
    assert Config().energy_part == slice(320, 352)
    assert Config().manner(8) == Config().learnt - 8 * Config().model.content
    assert preset("article").learnt == preset("article").model.latent


def test_the_article_s_weights_and_rolls():
    article = preset("article")
    assert article.spec == ARTICLE_SPEC
    assert (article.loss.pitch, article.loss.instrument, article.loss.style, article.loss.beta) == (1.0, 0.1, 0.1, 0.1)
    assert 1 / (2 * article.loss.velocity_sigma**2) == pytest.approx(1.0)  # the squared error itself
    assert (article.train.learning_rate, article.train.batch_size, article.model.latent) == (2e-4, 256, 256)


def test_an_unknown_preset_is_named():
    with pytest.raises(ConfigError, match="no preset 'big', only article, default, tiny"):
        preset("big")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"model": {"layers": 3}}, "model has no setting layers"),
        ({"spec": {"voices": 1}}, "spec: voices must be at least 2"),
        ({"model": {"energy": 3}}, "model: energy must be 0 or 4, not 3"),
        ({"model": {"energy": 4, "content": 0}}, "model: a z with energy or rhythm needs a content, too"),
        ([], "not a configuration"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(values, reason, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(values))
    with pytest.raises(ConfigError, match=reason) as error:
        Config.read(tmp_path / "config.json")
    assert str(tmp_path) in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"config\.json: not a configuration"):
        Config.read(tmp_path / "config.json")
