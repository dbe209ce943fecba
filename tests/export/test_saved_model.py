from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.conftest import STYLES
from tests.songs import band
from vae_music.config import preset
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.export.saved_model import export_model, export_run
from vae_music.export.versions import versions
from vae_music.inference.loading import load_model
from vae_music.measures.pulse import Pulse
from vae_music.model.vae import DivergedError, classifier
from vae_music.version import __version__


def test_an_export_knows_its_styles_their_manners_and_its_configuration(tiny_vae, tiny_export):
    card = Card.read(tiny_export / "1")
    assert (card.styles, card.config, card.package_version) == (STYLES, preset("tiny"), __version__)
    assert np.array_equal(card.manners, classifier(tiny_vae.get_layer("encoder")).manners)


def test_an_export_of_before_there_were_variants_has_prototypes_only(tiny_export):
    told = Card.read(tiny_export / "1").to_json()
    whole = Card.from_json(told)
    del told["variants"]
    assert np.array_equal(Card.from_json(told).manners, whole.manners[:, :1])


def test_pulses_of_variants_are_kept_and_may_be_missing(tiny_export, tmp_path):
    card = Card.read(tiny_export / "1")
    assert card.pulses == ((), (), ())
    told = card.to_json()
    del told["pulses"]
    assert Card.from_json(told).pulses == ((), (), ())
    known = replace(card, pulses=((), (Pulse("3/4", 150.0), None), ()))
    known.write(tmp_path)
    assert Card.read(tmp_path).pulses == Card.from_json(json.loads(json.dumps(known.to_json()))).pulses == known.pulses
    (tmp_path / "assets.extra/styles.json").write_text(json.dumps(told | {"pulses": {"jazz": [["3/4"]]}}))
    with pytest.raises(ModelError, match="not the styles of a model"):
        Card.read(tmp_path)


def test_a_run_is_exported_and_plays_as_its_model_does(tiny_run, tiny_model):
    assert versions(tiny_run / "export") == [1]
    assert load_model(tiny_run).transfer(band(), "jazz") == tiny_model.transfer(band(), "jazz")


def test_an_export_is_copied_as_the_next_version(tiny_export, tmp_path):
    assert [export_run(tiny_export, tmp_path / "served").name for _ in range(2)] == ["1", "2"]
    assert load_model(tmp_path / "served").styles == STYLES


def test_a_damaged_model_is_refused(tmp_path):
    (tmp_path / "model.keras").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model\.keras: not a model"):
        export_run(tmp_path, tmp_path / "export")


def test_weights_that_are_no_numbers_are_not_exported(tiny_vae, tmp_path):
    weight = tiny_vae.get_layer("decoder").weights[0]
    good = weight.numpy()
    weight.assign(good * np.nan)
    try:
        with pytest.raises(DivergedError):
            export_model(tiny_vae, preset("tiny"), tmp_path / "base")
    finally:
        weight.assign(good)
    assert not (tmp_path / "base").exists()


def test_a_damaged_export_is_refused(tiny_export, tmp_path):
    version = export_run(tiny_export, tmp_path)
    (version / "saved_model.pb").write_bytes(b"\x00 no model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_model(tmp_path).transfer(band(), "jazz")
    (version / "assets.extra" / "styles.json").write_text("[]")
    with pytest.raises(ModelError, match=r"styles\.json: not the styles of a model"):
        load_model(tmp_path)


WITHOUT_KERAS = """
import sys
for name in ("keras", "tf_keras", "tensorflow_probability"):
    sys.modules[name] = None  # an import of it raises ImportError
from vae_music.inference.loading import load_model
import json
model = load_model(sys.argv[1])
song = model.transfer(sys.argv[2], "jazz", temperature=0.5, seed=3)
print(json.dumps([song.note_count, model.classify(sys.argv[2]), model.encode(sys.argv[2]).z_mean.shape]))
"""


def test_an_export_works_where_neither_keras_nor_tfp_can_be_imported(tiny_export, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    command = [sys.executable, "-c", WITHOUT_KERAS, str(tiny_export), str(tmp_path / "band.mid")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    notes, styles, shape = json.loads(told)
    assert notes == tiny_model.transfer(band(), "jazz", temperature=0.5, seed=3).note_count
    assert styles == pytest.approx(tiny_model.classify(band()))
    assert shape == [1, preset("tiny").model.latent]


def test_the_loader_of_tensorflow_1_runs_every_signature(tiny_export, tiny_model):
    import tensorflow as tf

    from vae_music.rolls.conversion import song_to_rolls

    rolls = song_to_rolls(band(), tiny_model.spec)[0]._asdict()
    z = np.zeros((1, preset("tiny").model.latent), np.float32)
    style, one = np.float32([[0, 1, 0]]), np.ones(1, np.float32)
    inputs = {**rolls, "z": z, "style": style, "strength": one, "temperature": one, "seed": np.array([5])}
    answers = {}
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], str(tiny_export / "1"))
        for name in ("serving_default", "transfer", "encode", "decode", "classify"):
            signature = meta.signature_def[name]
            feed = {signature.inputs[key].name: inputs[key] for key in signature.inputs}
            fetch = {key: tensor.name for key, tensor in signature.outputs.items()}
            answers[name] = list(signature.inputs), session.run(fetch, feed)
    for name, (keys, answer) in answers.items():
        expected = tiny_model.runtime(name, {key: inputs[key] for key in keys})
        for key, value in answer.items():
            assert value == pytest.approx(expected[key], abs=1e-5), (name, key)
