"""An export through programs that are not this project's: the same answers as Keras gives, floats and notes."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf.named_tensor_pb2 import NamedTensorProto

from vae_music.config import preset
from vae_music.export.card import Card
from vae_music.export.signatures import ServedModel, signature_inputs
from vae_music.export.warmup import example_inputs
from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.rolls import Rolls
from vae_music.runtimes.tensorflow import TensorFlowRuntime

Arrays = dict[str, np.ndarray]
INPUTS = signature_inputs(preset("tiny"))


@pytest.fixture(scope="module")
def export(tiny_export) -> Path:
    return tiny_export / "1"


@pytest.fixture(scope="module")
def columns(export) -> Arrays:
    """Every input by name, seven rows."""
    return {name: np.resize(rows, (7, *rows.shape[1:])) for name, rows in example_inputs(Card.read(export)).items()}


@pytest.fixture(scope="module")
def by_keras(tiny_vae, export):
    """A signature by the model as Keras has it, never saved or loaded."""
    served = ServedModel(tiny_vae.get_layer("encoder"), tiny_vae.get_layer("decoder"), Card.read(export))

    def call(signature: str, inputs: Arrays) -> Arrays:
        return {name: tensor.numpy() for name, tensor in getattr(served, signature)(**inputs).items()}

    return call


def assert_same(answer: Arrays, expected: Arrays, spec) -> None:
    """Floats to a relative 1e-4, all else exactly, and the notes that the rolls stand for."""
    assert set(answer) == set(expected)
    for name, rows in expected.items():
        if rows.dtype == np.float32:
            np.testing.assert_allclose(answer[name], rows, rtol=1e-4, atol=1e-6, err_msg=name)
        else:
            assert np.array_equal(answer[name], rows), name
    if "pitch" in expected:
        ours, theirs = (rolls_to_song(Rolls.of(a, spec), spec) for a in (answer, expected))
        assert ours.note_count > 0
        assert ours == theirs


def write_tensors(path: Path, arrays: Arrays) -> None:
    with tf.io.TFRecordWriter(str(path)) as file:
        for name, array in arrays.items():
            file.write(NamedTensorProto(name=name, tensor=tf.make_tensor_proto(array)).SerializeToString())


def read_tensors(path: Path) -> Arrays:
    records = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    return {named.name: tf.make_ndarray(named.tensor) for named in map(NamedTensorProto.FromString, records)}


@pytest.fixture(scope="module")
def loader(tmp_path_factory) -> Path:
    """loader.cc, compiled against the TensorFlow that is installed."""
    if not shutil.which("g++"):
        pytest.skip("needs g++")
    program, home = tmp_path_factory.mktemp("loader") / "loader", tf.sysconfig.get_lib()
    libraries = ["-Wl,--no-as-needed", f"-L{home}", "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"]
    flags = ["-w", "-std=c++17", *tf.sysconfig.get_compile_flags(), *libraries, f"-Wl,-rpath,{home}"]
    source = Path(__file__).with_name("loader.cc")
    subprocess.run(["g++", str(source), *flags, "-o", str(program)], check=True)
    return program


@pytest.mark.slow
def test_tensorflows_own_loader_in_cpp_answers_every_signature_as_keras_does(
    loader, export, columns, by_keras, tiny_model, tmp_path
):
    asked = {(name, rows): tmp_path / f"{name}_{rows}" for name in INPUTS for rows in (1, 7)}
    inputs = {(name, rows): {key: columns[key][:rows] for key in INPUTS[name]} for name, rows in asked}
    words = []
    for call, path in asked.items():
        write_tensors(path.with_suffix(".request"), inputs[call])
        words += [call[0], path.with_suffix(".request"), path.with_suffix(".answer")]
    subprocess.run([loader, export, *words], check=True, capture_output=True)
    for call, path in asked.items():
        assert_same(read_tensors(path.with_suffix(".answer")), by_keras(call[0], inputs[call]), tiny_model.spec)


@pytest.mark.parametrize("name", INPUTS)
def test_the_saved_model_answers_as_keras_does(name, columns, by_keras, tiny_model):
    for rows in (1, 7):
        inputs = {key: columns[key][:rows] for key in INPUTS[name]}
        assert_same(tiny_model.runtime(name, inputs), by_keras(name, inputs), tiny_model.spec)


def test_eight_threads_get_the_answers_that_one_gets(export, columns, tiny_model):
    runtime, names = TensorFlowRuntime(export), ("serving_default", "transfer", "sample", "encode")
    calls = [(names[i % 4], i % 7) for i in range(200)]

    def answer(call: tuple[str, int]) -> Arrays:
        return runtime(call[0], {key: columns[key][call[1] : call[1] + 1] for key in INPUTS[call[0]]})

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(answer, calls))
    alone = {call: answer(call) for call in set(calls)}
    for call, got in zip(calls, together, strict=True):
        assert_same(got, alone[call], tiny_model.spec)
