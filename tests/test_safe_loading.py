from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.songs import band
from vae_music.config import PRESETS, TINY
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.inference.loading import load_model
from vae_music.model.vae import load_vae
from vae_music.safe_loading import check_keras_file, check_saved_model, check_sizes, check_weights


def tampered(model: Path, out: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A `.keras` file with its parts changed."""
    with zipfile.ZipFile(model) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    change(held)
    with zipfile.ZipFile(out, "w") as parts:
        for name, data in held.items():
            parts.writestr(name, data)
    return out


def with_layer(layer: dict) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        config = json.loads(parts["config.json"])
        config["config"]["layers"].append(layer)
        parts["config.json"] = json.dumps(config).encode()

    return change


def test_what_this_package_writes_is_trusted(tiny_run):
    check_keras_file(tiny_run / "model.keras")
    check_saved_model(tiny_run / "export" / "1")
    for config in PRESETS.values():
        check_sizes(config)


def test_a_lambda_in_a_keras_file_is_refused_and_not_run(tmp_path):
    inputs, mark = keras.Input((1,)), str(tmp_path / "ran")
    code = keras.layers.Lambda(lambda x: Path(mark).touch() or x, output_shape=(1,))
    keras.Model(inputs, code(inputs)).save(tmp_path / "model.keras")
    (tmp_path / "ran").unlink(missing_ok=True)
    with pytest.raises(ModelError, match="may run code: Lambda"):
        load_vae(tmp_path / "model.keras")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "layer",
    [
        {"module": "os", "class_name": "system", "config": "touch ran", "registered_name": None},
        {"module": "builtins", "class_name": "function", "config": "exec", "registered_name": "function"},
        {"class_name": "Lambda", "config": {"function": "x"}},
        {"class_name": "__lambda__", "config": {"value": "x"}},
        {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
        {"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "elsewhere"}},
        {"module": "keras.saving", "class_name": "load_model", "config": {}},
        {"module": "vae_music.midi.batch", "class_name": "Job", "config": {}, "registered_name": "vae_music>Other"},
        {"module": ["keras"], "class_name": {"a": 1}, "config": {}},
    ],
)
def test_a_tampered_configuration_in_a_keras_file_is_refused(layer, tiny_run, tmp_path):
    path = tampered(tiny_run / "model.keras", tmp_path / "model.keras", with_layer(layer))
    with pytest.raises(ModelError, match=r"model\.keras: refused, since it may run code"):
        load_vae(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda parts: parts.update({"assets/x.pkl": b"cos\nsystem\n"}), "holds assets/x.pkl, config.json"),
        (lambda parts: parts.update({"../../x": b""}), "not a model of vae-music"),
        (lambda parts: parts.pop("config.json"), "not a model of vae-music"),
        (lambda parts: parts.update({"config.json": b"[" * 100_000}), "not a model of vae-music"),
        (lambda parts: parts.update({"config.json": b" " * 60_000_000}), "larger than"),
        (lambda parts: parts.update({"model.weights.h5": b"no weights"}), "not a model of vae-music"),
    ],
)
def test_a_keras_file_of_other_parts_is_refused(change, reason, tiny_run, tmp_path):
    path = tampered(tiny_run / "model.keras", tmp_path / "model.keras", change)
    with pytest.raises(ModelError, match=reason):
        load_vae(path)


def test_weights_that_lie_in_another_file_are_refused(tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["data"] = np.zeros(3)
    with h5py.File(tmp_path / "linked.h5", "w") as file:
        file["layers/vars"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "data")
    with h5py.File(tmp_path / "external.h5", "w") as file:
        file.create_dataset("layers/vars", (8,), "u1", external=[("/etc/hostname", 0, 8)])
    for name in ("linked.h5", "external.h5"):
        with pytest.raises(ModelError, match="'vars' lie in another file"):
            check_weights(tmp_path / name, tmp_path / name)
    check_weights(tmp_path / "secret.h5", tmp_path / "secret.h5")


def saved(folder: Path, function: Callable, model: Path) -> Path:
    """The card of a good export, with a SavedModel of other making."""
    module = tf.Module()
    module.answer = tf.function(function, input_signature=[tf.TensorSpec((None,), tf.float32)])
    tf.saved_model.save(module, str(folder), signatures={"classify": module.answer})
    shutil.copytree(model / "1" / "assets.extra", folder / "assets.extra")
    return folder


def test_a_saved_model_that_touches_files_or_runs_python_is_refused_before_it_is_loaded(tiny_export, tmp_path):
    def writes(x):
        tf.io.write_file(str(tmp_path / "ran"), "x")
        return {"style": x}

    def reads(x):
        return {"style": tf.strings.length(tf.io.read_file("/etc/passwd")) + tf.cast(x, tf.int32)}

    def calls(x):
        return {"style": tf.py_function(lambda y: y, [x], tf.float32)}

    def hides(x):
        return {"style": tf.map_fn(lambda y: tf.cond(y > 0, lambda: writes(y)["style"], lambda: y), x)}

    def prints(x):
        tf.print(x, output_stream=f"file://{tmp_path / 'ran'}")
        return {"style": x}

    for function, operation in (
        (writes, "WriteFile"), (reads, "ReadFile"), (calls, "PyFunc"), (hides, "WriteFile"), (prints, "PrintV2")
    ):  # fmt: skip
        folder = saved(tmp_path / function.__name__, function, tiny_export)
        with pytest.raises(ModelError, match=f"may do more than calculate: .*{operation}"):
            load_model(folder, "tensorflow").classify(band())
        with pytest.raises(ModelError):  # by the default runtime, which may know no such operation at all
            load_model(folder).classify(band())
    assert not (tmp_path / "ran").exists()


def altered(tiny_export: Path, folder: Path, change: Callable) -> Path:
    from tensorflow.core.protobuf import saved_model_pb2

    shutil.copytree(tiny_export / "1", folder)
    model = saved_model_pb2.SavedModel.FromString((folder / "saved_model.pb").read_bytes())
    change(model.meta_graphs[0])
    (folder / "saved_model.pb").write_bytes(model.SerializeToString())
    return folder


def test_the_saver_of_a_saved_model_may_not_be_called_by_a_signature(tiny_export, tmp_path):
    def answers_by_saving(graph) -> None:
        (saver,) = (node for node in graph.graph_def.node if node.name == graph.saver_def.restore_op_name)
        graph.signature_def["classify"].outputs["style"].name = f"{saver.name}:0"

    def names_it_as_a_function(graph) -> None:
        saver = next(f for f in graph.graph_def.library.function if any(n.op == "SaveV2" for n in f.node_def))
        graph.object_graph_def.concrete_functions[saver.signature.name].canonicalized_input_signature.SetInParent()

    for change in (answers_by_saving, names_it_as_a_function):
        with pytest.raises(ModelError, match=r"more than calculate: .*V2"):
            check_saved_model(altered(tiny_export, tmp_path / change.__name__, change))


def test_an_asset_outside_the_folder_and_a_damaged_graph_are_refused(tiny_export, tmp_path):
    for number, name in enumerate(("../secret", "/etc/passwd", "..\\secret")):
        change = lambda graph, name=name: graph.asset_file_def.add(filename=name)  # noqa: E731
        folder = altered(tiny_export, tmp_path / str(number), change)
        with pytest.raises(ModelError, match="a file outside its folder"):
            check_saved_model(folder)
        (folder / "saved_model.pb").write_bytes(b"\xff no graph")
        with pytest.raises(ModelError, match=r"saved_model\.pb: damaged"):
            check_saved_model(folder)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("spec", {"segment_steps": 10**9}),
        ("spec", {"ticks_per_step": 60}),
        ("model", {"latent": "16"}),
        ("model", {"encoder_pitch_units": (10**12,)}),
        ("model", {"instrument_units": 0.5}),
    ],
)
def test_a_tampered_configuration_of_an_export_is_refused(part, change, tiny_export, tmp_path):
    shutil.copytree(tiny_export / "1", tmp_path / "export")
    path = tmp_path / "export" / "assets.extra" / "config.json"
    config = json.loads(path.read_text())
    config[part] |= change
    path.write_text(json.dumps(config))
    with pytest.raises(ModelError, match=f"export: its configuration has {next(iter(change))}"):
        Card.read(tmp_path / "export")


def test_sizes_of_a_run_are_checked_too():
    check_sizes(TINY)
    with pytest.raises(ModelError, match="latent 99999999"):
        check_sizes(replace(TINY, model=replace(TINY.model, latent=99999999)))


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_a_model_of_every_preset_is_trusted(name, tmp_path):
    from vae_music.export.saved_model import export_model
    from vae_music.model.vae import build_vae, save_vae

    vae = build_vae(PRESETS[name], ("a", "b"))
    save_vae(vae, tmp_path / "model.keras")
    check_keras_file(tmp_path / "model.keras")
    check_saved_model(export_model(vae, PRESETS[name], tmp_path / "export"))
