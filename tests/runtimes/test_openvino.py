"""OpenVINO, an engine that shares no code with TensorFlow, on the same export."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.songs import band
from vae_music.cli import group
from vae_music.demo import embedded_song
from vae_music.errors import ModelError
from vae_music.export.saved_model import export_run
from vae_music.export.signatures import signature_inputs
from vae_music.export.warmup import example_inputs
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.midi.write import song_to_bytes
from vae_music.runtimes import openvino as openvino_runtime
from vae_music.runtimes.openvino import OpenVinoRuntime
from vae_music.runtimes.tensorflow import TensorFlowRuntime

pytest.importorskip("openvino", reason="needs openvino")


@pytest.fixture(scope="module")
def runtime(tiny_export, tmp_path_factory) -> OpenVinoRuntime:
    return OpenVinoRuntime(tiny_export / "1", tmp_path_factory.mktemp("cache"))


def inputs_of(tiny_model, rows: int, signature: str = "serving_default") -> dict[str, np.ndarray]:
    columns = example_inputs(tiny_model.card) | {"temperature": np.zeros(1, np.float32)}
    names = signature_inputs(tiny_model.card.config)[signature]
    return {name: np.resize(columns[name], (rows, *columns[name].shape[1:])) for name in names}


@pytest.mark.parametrize("rows", [1, 7])
@pytest.mark.parametrize("signature", ["serving_default", "encode", "decode", "classify"])
def test_it_answers_as_tensorflow_does(signature, rows, tiny_export, runtime, tiny_model, monkeypatch):
    inputs = inputs_of(tiny_model, rows, signature)
    expected = tiny_model.runtime(signature, inputs)
    monkeypatch.setattr(runtime, "tensorflow", None)
    monkeypatch.setattr(runtime, "folder", tiny_export / "1")
    answer = runtime(signature, inputs)
    assert set(answer) == set(expected)
    for name, values in expected.items():
        assert answer[name].dtype == values.dtype
        if values.dtype == np.float32:
            np.testing.assert_allclose(answer[name], values, rtol=1e-4, atol=1e-6, err_msg=name)
        else:
            assert np.array_equal(answer[name], values), name


def test_it_plays_the_same_notes(runtime, tiny_model):
    model = Model(tiny_model.card, runtime)
    for style in ("jazz", "pop"):
        assert model.transfer(embedded_song(), style) == tiny_model.transfer(embedded_song(), style)
        assert model.transfer(band(), style, variant=2) == tiny_model.transfer(band(), style, variant=2)
    assert model.reconstruct(band(bars=5)) == tiny_model.reconstruct(band(bars=5))


def test_what_it_cannot_do_tensorflow_does(runtime, tiny_model):
    model = Model(tiny_model.card, runtime)
    options = {"temperature": 0.5, "seed": 2}
    assert model.transfer(band(), "jazz", **options) == tiny_model.transfer(band(), "jazz", **options)
    assert model.transfer(band(), "jazz", variant=2, **options) == tiny_model.transfer(
        band(), "jazz", variant=2, **options
    )
    assert model.sample("jazz", bars=2) == tiny_model.sample("jazz", bars=2)


def test_threads_do_not_disturb_each_other(runtime, tiny_model):
    inputs = inputs_of(tiny_model, 6)
    rows = [{name: column[row : row + 1] for name, column in inputs.items()} for row in range(6)]
    expected = [runtime("serving_default", row) for row in rows]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda index: runtime("serving_default", rows[index % 6]), range(48)))
    for index, answer in enumerate(answers):
        assert np.array_equal(answer["pitch"], expected[index % 6]["pitch"])


def kept(runtime: OpenVinoRuntime) -> list[Path]:
    return sorted(runtime.cache.iterdir())


def test_what_is_compiled_is_kept_and_made_anew_where_it_is_damaged(tiny_export, tiny_model, tmp_path, monkeypatch):
    inputs = inputs_of(tiny_model, 1, "encode")
    first = OpenVinoRuntime(tiny_export / "1", tmp_path)
    expected = first("encode", inputs)["z_mean"]
    (compiled,) = kept(first)
    assert compiled.name.startswith("encode-")
    with monkeypatch.context() as patched:
        patched.setattr(openvino_runtime, "_convert", None)
        again = OpenVinoRuntime(tiny_export / "1", tmp_path)
        assert np.array_equal(again("encode", inputs)["z_mean"], expected)
    compiled.write_bytes(b"no model")
    assert np.array_equal(OpenVinoRuntime(tiny_export / "1", tmp_path)("encode", inputs)["z_mean"], expected)
    assert compiled.stat().st_size > 10_000


def test_a_change_of_the_export_is_a_change_of_what_is_compiled(tiny_export, tiny_model, tmp_path):
    version = export_run(tiny_export, tmp_path / "models")
    runtime, inputs = OpenVinoRuntime(version, tmp_path), inputs_of(tiny_model, 1, "encode")
    before = runtime("encode", inputs)["z_mean"]
    weights = next((version / "variables").glob("*.data*"))
    weights.write_bytes(bytes(len(weights.read_bytes())))
    assert not np.array_equal(OpenVinoRuntime(version, tmp_path)("encode", inputs)["z_mean"], before)
    assert len(kept(runtime)) == 2


def test_only_the_latest_that_were_compiled_are_kept(tiny_export, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setattr(openvino_runtime, "MOST_KEPT", 2)
    runtime = OpenVinoRuntime(tiny_export / "1", tmp_path)
    for signature in ("encode", "classify", "decode"):
        runtime(signature, inputs_of(tiny_model, 1, signature))
    assert [path.name.split("-")[0] for path in kept(runtime)] == ["classify", "decode"]


def test_where_nothing_can_be_kept_it_works_all_the_same(tiny_export, tiny_model, tmp_path):
    (tmp_path / "file").write_text("no folder")
    answer = OpenVinoRuntime(tiny_export / "1", tmp_path / "file")("encode", inputs_of(tiny_model, 1, "encode"))
    assert np.isfinite(answer["z_mean"]).all()


def test_a_damaged_export_is_refused(tiny_export, tiny_model, tmp_path):
    version = export_run(tiny_export, tmp_path)
    (version / "saved_model.pb").write_bytes(b"\x00 no model")
    with pytest.raises(ModelError, match=r"cannot be loaded by OpenVINO \(--runtime tensorflow\)"):
        OpenVinoRuntime(version, tmp_path)("serving_default", inputs_of(tiny_model, 1))


@pytest.mark.parametrize("variant", [1, 2])
def test_the_command_uses_it_and_imports_no_tensorflow(variant, tiny_export, tiny_model, tmp_path):
    band().write(tmp_path / "band.mid")
    script = (
        "import sys; from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, 'tensorflow' in sys.modules, 'openvino' in sys.modules)"
    )
    words = ["transfer", tmp_path / "band.mid", "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out.mid"]
    words += ["--report", tmp_path / "out.html", "--variant", variant]
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0 False True"
    assert done.stderr == ""
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(tiny_model.transfer(band(), "jazz", variant=variant))


def test_python_uses_it_too_and_tensorflow_where_it_is_not_installed(monkeypatch, tiny_export):
    assert isinstance(load_model(tiny_export).runtime, OpenVinoRuntime)
    monkeypatch.setattr("vae_music.runtimes.openvino.find_spec", lambda name: None)
    assert isinstance(load_model(tiny_export).runtime, TensorFlowRuntime)


def test_where_it_is_not_installed_to_ask_for_it_is_wrong_usage(monkeypatch, tiny_export, tmp_path):
    monkeypatch.setattr("vae_music.runtimes.openvino.find_spec", lambda name: None)
    band().write(tmp_path / "band.mid")
    words = [tmp_path / "band.mid", "--style", "jazz", "--model", tiny_export, "-o", tmp_path / "out.mid"]
    done = CliRunner().invoke(group, ["transfer", *map(str, words), "--runtime", "openvino"])
    assert done.exit_code == 2
    assert "OpenVINO is not installed" in done.stderr
