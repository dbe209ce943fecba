from __future__ import annotations

import shutil

import numpy as np
import pytest

from tests.model.segments import SMALL, STYLES, read, small_vae
from vae_music.config import ARTICLE
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.measures.pulse import Pulse
from vae_music.model.vae import build_vae, classifier
from vae_music.training.starting_model import (
    StartingModel,
    begin_with,
    further_config,
    read_starting_card,
    read_starting_model,
)

SPARE = 5
"""The dimension of the manner in which the manners below do not differ."""


def starting_model() -> tuple:
    """A small model and all that another can begin with."""
    vae = small_vae()
    encoder, decoder = vae.get_layer("encoder"), vae.get_layer("decoder")
    layer = classifier(encoder)
    manners = np.random.default_rng(0).normal(size=layer.manners.shape).astype(np.float32)
    manners[:, :, SPARE] = 0.5
    layer.manners = manners
    pulses = ((Pulse("4/4", 120.0),), (Pulse("3/4", 90.0),))
    weights = [weight.numpy() for weight in encoder.weights + decoder.weights]
    return vae, StartingModel(Card(SMALL, STYLES, manners, "", pulses), weights)


def grown(styles: tuple[str, ...], start: StartingModel):
    vae = build_vae(SMALL, styles, seed=1)
    begin_with(vae, start)
    return vae


def test_with_the_same_styles_a_model_is_the_same():
    old, start = starting_model()
    new = grown(STYLES, start)
    for name in ("encoder", "decoder"):
        for one, other in zip(old.get_layer(name).weights, new.get_layer(name).weights, strict=True):
            np.testing.assert_array_equal(one, other)
    assert classifier(new.get_layer("encoder")).pulses == start.card.pulses


def test_a_grown_model_writes_old_styles_as_before():
    old, start = starting_model()
    new = grown((*STYLES, "rock"), start)
    z = np.array(old.get_layer("encoder")(read())["z_mean"])
    z[:, SPARE] = 0
    code, rest = np.split(z, [len(STYLES)], axis=1)
    rest = np.delete(rest, SPARE - len(STYLES), axis=1)
    same = np.concatenate([code, np.full((len(z), 1), -50.0), rest], axis=1)  # surely not rock
    was, now = (model.get_layer("decoder")(latent) for model, latent in ((old, z), (new, same)))
    for name, logits in was.items():
        np.testing.assert_allclose(now[name], logits, atol=2e-5)


def test_a_grown_encoder_reads_old_styles_as_before_and_is_undecided_about_the_new_one():
    old, start = starting_model()
    new = grown((*STYLES, "rock"), start)
    was, now = (np.array(model.get_layer("encoder")(read())["z_mean"]) for model in (old, new))
    np.testing.assert_allclose(now[:, :2], was[:, :2], rtol=1e-5, atol=1e-6)
    bias = new.get_layer("encoder").get_layer("manner_mean").bias
    assert (now[:, 2] == 0).all()
    assert bias[2] == 0


def test_known_styles_keep_manners_and_pulses_and_new_ones_have_none():
    _, start = starting_model()
    layer = classifier(grown((*STYLES, "rock"), start).get_layer("encoder"))
    manners = np.array(layer.manners)
    kept = [0, 1, *(place for place in range(2, layer.manner) if place != SPARE)]
    np.testing.assert_array_equal(np.delete(manners[:2], 2, axis=2), start.card.manners[:, :, kept])
    assert (manners[:2, :, 2] == 0).all()
    assert manners[2, 0, 2] > 0
    assert layer.pulses == (*start.card.pulses, ())


def test_a_model_that_forgets_keeps_the_code_of_a_style_that_it_meets_again():
    old, start = starting_model()
    new = grown(("pop", "rock"), start)
    was, now = (np.array(model.get_layer("encoder")(read())["z_mean"]) for model in (old, new))
    np.testing.assert_allclose(now[:, 0], was[:, 1], rtol=1e-5, atol=1e-6)
    assert classifier(new.get_layer("encoder")).pulses == (start.card.pulses[1], ())


def test_weights_of_another_size_are_refused():
    _, start = starting_model()
    with pytest.raises(ModelError, match="other sizes"):
        grown(STYLES, start._replace(weights=start.weights[:-1]))


def test_an_export_is_read_as_it_was_written(tiny_vae, tiny_run):
    card, weights = read_starting_model(str(tiny_run))
    assert card.styles == classifier(tiny_vae.get_layer("encoder")).styles
    written = tiny_vae.get_layer("encoder").weights + tiny_vae.get_layer("decoder").weights
    assert all((one == other.numpy()).all() for one, other in zip(weights, written, strict=True))


def test_damaged_weights_are_refused_in_one_line(tiny_run, tmp_path):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    for part in run.glob("export/1/variables/*"):
        part.write_bytes(b"damaged")
    with pytest.raises(ModelError, match="its weights are damaged"):
        read_starting_model(str(run))


def test_the_article_s_model_cannot_learn_further_styles(tiny_run, tmp_path):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    ARTICLE.write(run / "export" / "1" / "assets.extra" / "config.json")
    with pytest.raises(ModelError, match="cannot learn further styles"):
        read_starting_card(str(run))


def test_content_is_frozen_and_beta_begins_where_it_ended():
    config = further_config(SMALL)
    vae = build_vae(config, STYLES, 0)
    trained = {weight.path.split("/")[0] for weight in vae.trainable_weights}
    assert not {name for name in trained if name.startswith(("content_", "melody_", "harmony_"))}
    assert {"manner_mean", "pitch_embedding", "voice_logits"} <= trained
    assert config.loss.beta_warmup_steps == 0
