from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.model.segments import SMALL, STYLES, inputs, read, small_vae
from vae_music.config import ARTICLE, DEFAULT, TINY, ConfigError
from vae_music.errors import ModelError
from vae_music.measures.pulse import Pulse
from vae_music.model.decoder import build_decoder
from vae_music.model.encoder import build_encoder
from vae_music.model.vae import DivergedError, build_vae, classifier, compile_vae, load_vae, save_vae
from vae_music.rolls.energy import LEVELS, UNIT
from vae_music.rolls.rolls import NEUTRAL

OLDER = replace(TINY, preset="older", model=replace(TINY.model, energy=0, rhythm=0, latent=TINY.learnt))
"""A configuration of before there were energy and rhythm."""
TERMS = ("pitch", "drums", "onset", "velocity", "pattern", "instrument", "style", "probe", "hidden", "kl")


@pytest.fixture(scope="module")
def trained() -> tuple[keras.Model, dict[str, np.ndarray], dict[str, list[float]]]:
    """A small model that has seen the same 8 segments 150 times, and its history."""
    vae, batch = small_vae(), inputs()
    history = vae.fit(batch, batch_size=8, epochs=150, verbose=0)
    return vae, batch, history.history


def alike(one: dict, other: dict) -> bool:
    return all(np.allclose(one[name], other[name], rtol=1e-5, atol=1e-6) for name in one)


@pytest.mark.parametrize("config", [ARTICLE, DEFAULT, TINY, OLDER], ids=lambda config: config.preset)
def test_every_preset_builds_with_the_shapes_of_its_rolls(config):
    spec, latent = config.spec, config.model.latent
    encoder, decoder = build_encoder(config, STYLES), build_decoder(config, len(STYLES))
    names = [name for name in spec.shapes if name != "energy" or config.model.energy]
    names += [f"source_{name}" for name in names if name != "instrument" and config.model.content]
    shapes = {name: spec.shapes[name.removeprefix("source_")] for name in names}
    assert {name: value.shape[1:] for name, value in encoder.input.items()} == shapes
    shapes = {"z_mean": (None, latent), "z_scale": (None, latent), "style": (None, 2)}
    assert {name: value.shape for name, value in encoder.output.items()} == shapes
    assert {name: value.shape[1:] for name, value in decoder.output.items()} == {
        "pitch": (spec.segment_steps, spec.voices * spec.pitch_classes + spec.drum_lanes),
        "velocity": (spec.segment_steps, spec.columns, 2 + len(spec.patterns)),
        "instrument": (spec.instrument_columns, spec.instrument_classes),
    }


def test_the_article_s_preset_has_its_sizes():
    vae = build_vae(ARTICLE, STYLES)
    units = {
        layer.name: layer.units
        for part in ("encoder", "decoder")
        for layer in vae.get_layer(part).layers
        if isinstance(layer, keras.layers.LSTM)
    }
    assert len(units) == 8  # two for pitch, one for velocity, one for instruments, both ways
    assert set(units.values()) == {256}
    assert vae.get_layer("probe_loss").adversary == 0


def test_a_step_updates_every_parameter():
    vae, batch = small_vae(), inputs()
    vae.run_eagerly = True  # one step is sooner run than traced
    before = [weight.numpy() for weight in vae.trainable_weights]
    vae.train_on_batch(batch)
    unmoved = [w.path for w, old in zip(vae.trainable_weights, before, strict=True) if (w.numpy() == old).all()]
    assert unmoved == []


def test_the_loss_is_the_weighted_sum_of_its_terms(trained):
    vae, batch, _ = trained
    terms = vae.evaluate(batch, batch_size=8, return_dict=True, verbose=0)
    weights = {term: getattr(SMALL.loss, term, 1.0) for term in TERMS}
    weights |= {"kl": SMALL.loss.beta, "hidden": SMALL.loss.adversary}
    assert terms["loss"] == pytest.approx(sum(weights[term] * terms[term] for term in TERMS), rel=1e-4)


def test_eight_segments_are_learnt_by_heart(trained):
    _, _, history = trained
    assert history["loss"][-1] < history["loss"][0] / 5
    assert history["pitch_accuracy"][-1] > 0.8
    assert history["style_accuracy"][-1] == 1


def test_a_reloaded_model_gives_equal_outputs(trained, tmp_path):
    vae, batch, _ = trained
    save_vae(vae, tmp_path / "model.keras")
    assert alike(vae(batch), load_vae(tmp_path / "model.keras")(batch))
    assert [path.name for path in tmp_path.iterdir()] == ["model.keras"]


def test_manners_pulses_and_styles_travel_with_the_model(tmp_path):
    vae = small_vae()
    layer = classifier(vae.get_layer("encoder"))
    manners = np.arange(np.prod(layer.manners.shape), dtype=np.float32).reshape(layer.manners.shape)
    pulses = ((Pulse("3/4", 150.0), None), *[()] * (len(STYLES) - 1))
    layer.manners, layer.pulses = manners, pulses
    save_vae(vae, tmp_path / "model.keras")
    layer = classifier(load_vae(tmp_path / "model.keras").get_layer("encoder"))
    assert (layer.styles, layer.pulses) == (STYLES, pulses)
    assert np.array_equal(layer.manners, manners)


def test_encoder_and_decoder_work_alone_and_agree_with_the_whole(trained):
    vae, batch, _ = trained
    posterior = vae.get_layer("encoder")(read())
    assert alike(vae.get_layer("decoder")(posterior["z_mean"]), vae(batch))


def test_encoder_and_decoder_hold_no_loss_and_no_chance(trained):
    encoder, decoder = (trained[0].get_layer(part) for part in ("encoder", "decoder"))
    posterior = encoder(read(), training=True)
    assert alike(posterior, encoder(read()))
    assert alike(decoder(posterior["z_mean"], training=True), decoder(posterior["z_mean"]))
    assert encoder.losses + decoder.losses == []


@pytest.mark.parametrize("by_beat", [True, False])
def test_what_lies_in_the_padding_has_no_influence(by_beat):
    config = replace(SMALL, model=replace(SMALL.model, by_beat=by_beat))
    encoder, rolls = build_encoder(config, STYLES), read(config)
    noisy = {name: value.copy() for name, value in rolls.items()}
    padding = np.arange(config.spec.segment_steps) >= rolls["steps"][:, None]
    for prefix in ("", "source_"):
        noisy[f"{prefix}pitch"][padding], noisy[f"{prefix}velocity"][padding] = 1, 1
    assert padding.any()
    assert alike(encoder(rolls), encoder(noisy))


def test_under_mixed_precision_logits_and_losses_are_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        vae = build_vae(SMALL, STYLES)
    finally:
        keras.config.set_dtype_policy("float32")
    outputs = vae(inputs(), training=True)
    assert vae.get_layer("encoder").get_layer("z_mean").compute_dtype == "bfloat16"
    assert {outputs[name].dtype for name in ("pitch", "velocity", "instrument")} == {tf.float32}
    assert {loss.dtype for loss in vae.losses} == {tf.float32}
    assert all(np.isfinite(loss) for loss in vae.losses)


def test_the_manner_is_read_from_the_segment_and_the_content_from_its_source():
    encoder, rolls = build_encoder(SMALL, STYLES), read()
    moved = {name: roll[::-1] if name.startswith("source_") else roll for name, roll in rolls.items()}
    manner = SMALL.manner(len(STYLES))
    here, there = (np.asarray(encoder(which)["z_mean"]) for which in (rolls, moved))
    assert np.array_equal(here[:, :manner], there[:, :manner])
    assert not np.isclose(here[:, manner:], there[:, manner:]).all(1).any()


def test_the_energy_of_the_source_ends_z_as_it_is_and_no_kl_or_chance_touches_it():
    vae, learnt = small_vae(), SMALL.learnt
    energy = np.random.default_rng(0).integers(0, 256, (8, *SMALL.spec.shapes["energy"])).astype(np.uint8)
    posterior = vae.get_layer("encoder")(read() | {"source_energy": energy})
    z = keras.Model(vae.input, vae.get_layer("z").output)(inputs() | {"source_energy": energy}, training=True)
    for end in (z[:, SMALL.energy_part], posterior["z_mean"][:, SMALL.energy_part]):
        np.testing.assert_allclose(end, (energy.reshape(8, -1).astype(float) - NEUTRAL) / UNIT, atol=1e-6)
    assert not np.isclose(z[:, :learnt], posterior["z_mean"][:, :learnt]).all(1).any()
    assert not posterior["z_scale"].numpy()[:, learnt:].any()
    assert [part.shape for part in vae.get_layer("kl").output] == [(None, learnt)] * 2


def test_the_decoder_obeys_the_energy_in_every_branch():
    decoder = build_decoder(SMALL, len(STYLES))
    z = np.random.default_rng(0).normal(size=(2, SMALL.model.latent)).astype(np.float32)
    quiet, loud = z.copy(), z.copy()
    quiet[:, SMALL.energy_part], loud[:, SMALL.energy_part] = np.tile(LEVELS[0], 4), np.tile(LEVELS[3], 4)
    one, other = decoder(quiet), decoder(loud)
    for name in one:
        assert abs(one[name] - other[name]).numpy().max() > 1e-3, name


def test_a_z_without_room_for_the_style_codes_is_refused():
    config = replace(SMALL, model=replace(SMALL.model, latent=33))
    with pytest.raises(ConfigError, match="a z of 33 dimensions has no room for the codes of 2 styles"):
        build_vae(config, STYLES)


def test_weights_that_are_no_numbers_are_not_saved(tmp_path):
    vae = small_vae()
    weight = vae.trainable_weights[0]
    weight.assign(np.full(weight.shape, np.nan))
    with pytest.raises(DivergedError, match=weight.path):
        save_vae(vae, tmp_path / "model.keras")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_model_is_named(tmp_path):
    (tmp_path / "model.keras").write_text("nothing")
    with pytest.raises(ModelError, match=r"model\.keras: not a model"):
        load_vae(tmp_path / "model.keras")


def test_the_learning_rate_halves():
    vae = small_vae()
    compile_vae(vae, replace(SMALL, train=replace(SMALL.train, learning_rate=0.5, halving_steps=10)))
    vae.optimizer.iterations.assign(20)
    assert float(vae.optimizer.learning_rate) == pytest.approx(0.125)


def test_layers_keep_the_names_by_which_models_saved_before_know_them(tiny_vae):
    """A `.keras` file names the classes of its layers; one that is renamed or moved out of sight cannot be loaded."""
    own = {layer.__class__.__name__ for part in (tiny_vae, *tiny_vae.layers) for layer in getattr(part, "layers", ())}
    registered = {name for name in keras.saving.get_custom_objects() if name.startswith("vae_music>")}
    assert registered == {
        f"vae_music>{name}"
        for name in (
            *("ContentFeatures", "ContentPrior", "Dense", "EnergyFigures", "FollowRhythm", "InstrumentLoss"),
            *("KLDivergence", "LSTM", "LastStep", "OnlyMusic", "PitchEmbedding", "PitchLoss", "SampleLatent"),
            *("SplitLatent", "StyleClassifier", "StyleLoss", "StyleProbe", "TuneRhythm", "VelocityFeatures"),
            *("VelocityHead", "VelocityLoss"),
        )
    }
    assert {"ContentPrior", "StyleClassifier", "KLDivergence"} <= own
