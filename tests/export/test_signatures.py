"""The exported graph itself: what it takes, what it gives, what it is made of."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import STYLES
from tests.songs import band
from vae_music.config import preset
from vae_music.export.seeds import PIECE_BITS
from vae_music.export.signatures import ServedModel
from vae_music.inference.loading import load_model
from vae_music.inference.model import Sampling
from vae_music.latent import with_style
from vae_music.model.vae import build_vae
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import NEUTRAL

ROLLS = {"pitch", "velocity", "instrument", "steps"}
READ = ROLLS | {"energy"}
SIGNATURES = {
    "serving_default": (READ | {"style", "strength"}, ROLLS | {"instrument_probability", "style"}),
    "transfer": (READ | {"style", "strength", "temperature", "seed"}, ROLLS | {"instrument_probability", "style"}),
    "encode": (READ, {"z_mean", "z_scale", "style"}),
    "decode": ({"z", "steps", "temperature", "seed"}, ROLLS | {"instrument_probability"}),
    "classify": (READ, {"style"}),
    "sample": ({"steps", "energy", "style", "temperature", "seed"}, ROLLS | {"instrument_probability", "z"}),
    "card": ({"row"}, {"card"}),
}


@pytest.fixture(scope="module")
def loaded(tiny_export):
    return tf.saved_model.load(str(tiny_export / "1"))


@pytest.fixture(scope="module")
def rolls(tiny_model) -> dict[str, np.ndarray]:
    return song_to_rolls(band(bars=8), tiny_model.spec)[0]._asdict()


def restyling(rows: int, **columns) -> dict[str, np.ndarray]:
    style = np.tile(np.float32([0.2, 0.5, 0.3]), (rows, 1))
    return {"style": style, "strength": np.full(rows, 0.8, np.float32), **columns}


def test_the_signatures_have_named_inputs_and_outputs(loaded):
    assert set(loaded.signatures) == set(SIGNATURES)
    for name, (inputs, outputs) in SIGNATURES.items():
        function = loaded.signatures[name]
        assert set(function.structured_input_signature[1]) == inputs
        assert set(function.structured_outputs) == outputs


def test_every_input_and_output_has_the_batch_first(loaded):
    for function in loaded.signatures.values():
        for tensor in (*function.structured_input_signature[1].values(), *function.structured_outputs.values()):
            assert tensor.shape.rank >= 1
            assert tensor.shape[0] is None


def test_rolls_come_out_as_they_went_in(loaded, rolls):
    answer = loaded.signatures["serving_default"](**rolls, **restyling(len(rolls["steps"])))
    for name in ROLLS:
        assert answer[name].numpy().dtype == np.uint8
        assert answer[name].shape == rolls[name].shape
    assert answer["steps"].numpy().tolist() == rolls["steps"].tolist()


def test_the_graph_moves_z_as_the_formula_in_numpy_does(tiny_model, rolls):
    inputs = restyling(len(rolls["steps"]))
    z = tiny_model.runtime("encode", rolls)["z_mean"]
    moved = with_style(z, inputs["style"], tiny_model.card.prototypes, inputs["strength"])
    by_hand = tiny_model.runtime("decode", {"z": moved, "steps": rolls["steps"], **Sampling().inputs(len(moved))})
    in_graph = tiny_model.runtime("serving_default", {**rolls, **inputs})
    assert np.mean(by_hand["pitch"] == in_graph["pitch"]) > 0.999
    assert by_hand["instrument_probability"] == pytest.approx(in_graph["instrument_probability"], abs=1e-5)


def test_at_temperature_0_transfer_is_the_default(tiny_model, rolls):
    rows = len(rolls["steps"])
    cold = restyling(rows, temperature=np.zeros(rows, np.float32), seed=np.arange(rows))
    sampled = tiny_model.runtime("transfer", {**rolls, **cold})
    likeliest = tiny_model.runtime("serving_default", {**rolls, **restyling(rows)})
    assert all(np.array_equal(sampled[name], likeliest[name]) for name in ROLLS)


def test_a_sampled_row_is_the_same_whatever_stands_beside_it(tiny_model, rolls):
    rows = len(rolls["steps"])
    warm = restyling(rows, temperature=np.full(rows, 0.7, np.float32), seed=np.arange(rows))
    together = tiny_model.runtime("transfer", {**rolls, **warm})
    alone = tiny_model.runtime("transfer", {name: column[2:3] for name, column in {**rolls, **warm}.items()})
    assert np.array_equal(alone["pitch"][0], together["pitch"][2])
    assert not np.array_equal(together["pitch"], tiny_model.runtime("serving_default", {**rolls, **restyling(rows)}))


def test_classify_and_encode_agree_on_the_style(tiny_model, rolls):
    style = tiny_model.runtime("classify", rolls)["style"]
    assert style == pytest.approx(tiny_model.runtime("encode", rolls)["style"])
    assert style.sum(1) == pytest.approx(1.0)
    assert style.shape[1] == len(STYLES)


def test_rows_of_one_piece_have_in_common_what_a_song_has(tiny_model):
    vae = build_vae(preset("tiny"), STYLES)
    prior = vae.get_layer("decoder").get_layer("content_prior")
    prior.of_song.assign(prior.of_segment)
    prior.of_segment.assign(tf.zeros_like(prior.of_segment))
    served = ServedModel(vae.get_layer("encoder"), vae.get_layer("decoder"), tiny_model.card)
    seeds = tf.constant([1, 2, (1 << PIECE_BITS) + 1], tf.int64)
    energy = tf.fill((3, *tiny_model.spec.shapes["energy"]), np.uint8(NEUTRAL))
    z = served.sample(tf.fill(3, np.uint8(32)), tf.eye(3), tf.zeros(3), seeds, energy)["z"].numpy()
    content = z[:, prior.manner : tiny_model.card.config.learnt]
    assert np.array_equal(content[0], content[1])
    assert abs(content[0] - content[2]).mean() > 0.1


def operations(function) -> set[str]:
    """The types of all operations of a function and of those it calls."""
    graph = function.graph.as_graph_def()
    nodes = [*graph.node, *(node for called in graph.library.function for node in called.node_def)]
    return {node.op for node in nodes}


@pytest.mark.parametrize("name", SIGNATURES)
def test_nothing_is_assigned_and_no_state_kept_and_no_python_called(loaded, name):
    used = operations(loaded.signatures[name])
    forbidden = ("Assign", "PyFunc", "EagerPyFunc", "Random", "Multinomial", "Rng", "Resource", "Variable", "Stateful")
    allowed = {"ReadVariableOp", "ResourceGather", "StatefulPartitionedCall"}
    assert not {op for op in used - allowed if op.startswith(forbidden) or "Assign" in op or "PyFunc" in op}
    chance = {op for op in used if op.startswith("StatelessRandom")}
    assert bool(chance) == (name in ("transfer", "decode", "sample"))


def test_no_layer_of_the_loss_is_left_in_the_graph(loaded):
    for function in loaded.signatures.values():
        graph = function.graph.as_graph_def()
        names = {node.name for called in graph.library.function for node in called.node_def}
        assert not [name for name in names if any(part in name.lower() for part in ("kl_", "loss", "probe", "tfp"))]


def test_the_model_of_the_article_can_be_exported_too(tmp_path):
    from dataclasses import replace

    from vae_music.config import preset
    from vae_music.export.saved_model import export_model
    from vae_music.model.vae import build_vae

    tiny, article = preset("tiny"), preset("article")
    config = replace(article, model=replace(tiny.model, by_beat=False))
    export_model(build_vae(config, STYLES, seed=1), config, tmp_path)
    song = load_model(tmp_path).transfer(band(bars=4), "jazz")
    assert not any(track.is_drum for track in song.tracks)
    assert len(song.tracks) <= article.spec.voices
