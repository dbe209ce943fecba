from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import h5py
import pytest

from tests.training.conftest import QUICK
from tests.training.killing import HALVING_STEPS, PRESET
from vae_music.errors import ModelError
from vae_music.model.vae import load_vae
from vae_music.run_folder import RunError, RunFolder, RunWriteError
from vae_music.storage import unfinished, write_atomically
from vae_music.training import callbacks, finishing
from vae_music.training.callbacks import annealed

needs_unix = pytest.mark.skipif(os.name == "nt", reason="needs the signals and locks of Unix")


def rows(run: Path) -> list[dict[str, str]]:
    with (run / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@needs_unix
@pytest.mark.slow
def test_a_training_that_is_killed_twenty_times_goes_on_each_time(corpus, tmp_path):
    words = [sys.executable, "-m", "tests.training.killing", corpus, tmp_path / "run", tmp_path / "cache"]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True)
    told = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else pytest.fail(done.stderr[-2000:])
    assert told["last_exit_code"] == 0
    kills = told["epochs_after_each_kill"]
    assert kills == sorted(kills)  # nothing told was lost
    assert (len(kills), len(set(kills)) >= 10, kills[-1] >= 20) == (20, True, True)  # they spread over the training
    half_written = [name for names in told["half_written"] for name in names]
    assert half_written.count("checkpoint.weights.h5") >= 3
    assert any(name.endswith(".npz") for name in half_written)
    history = rows(tmp_path / "run")
    assert [int(row["epoch"]) for row in history] == list(range(1, kills[-1] + 3))
    for row in history:
        step, loss = int(row["step"]), PRESET.loss
        assert step == 2 * int(row["epoch"])
        assert float(row["beta"]) == pytest.approx(annealed(step - 1, loss.beta, loss.beta_warmup_steps), rel=1e-4)
        rate = PRESET.train.learning_rate * 0.5 ** (step / HALVING_STEPS)
        assert float(row["learning_rate"]) == pytest.approx(rate, rel=1e-4)
    with h5py.File(tmp_path / "run" / "checkpoint.weights.h5") as checkpoint:
        assert int(checkpoint["optimizer/vars/0"][()]) == 2 * len(history)
    left = [path.name for path in (tmp_path / "run").iterdir() if ".part" in path.name]
    assert (left, bool(load_vae(tmp_path / "run" / "model.keras"))) == ([], True)


@needs_unix
@pytest.mark.slow
def test_ctrl_c_at_the_command_saves_and_says_how_to_go_on(corpus, cache, tmp_path):
    out = tmp_path / "run"
    words = [sys.executable, "-m", "vae_music", "train", corpus, "--out", out, "--cache", cache, "--preset", "tiny"]
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a test run in the background ignores it
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([*map(str, words)], preexec_fn=heeded, **pipes)
    while process.poll() is None and not (out / "history.csv").exists():
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr
    assert stdout.endswith(f"stopped; to go on: vae-music train --out {out} --resume\n")
    assert (out / "export" / "1" / "saved_model.pb").exists()


@needs_unix
def test_a_second_training_in_one_folder_is_refused_while_the_first_is_at_work(quick, tmp_path):
    with RunFolder(tmp_path / "run").alone(), pytest.raises(RunError, match="run: another training is at work here"):
        quick(tmp_path / "run")


def test_a_start_that_was_killed_before_it_began_is_begun_again_and_what_it_left_swept_away(quick, tmp_path):
    (tmp_path / ".lock").touch()
    for name in (".config.json.x1y2.part", ".part.checkpoint.weights.h5"):
        (tmp_path / name).write_bytes(b"half")
    assert quick(tmp_path, epochs=1).epochs == 1
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]


def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(tmp_path):
    write_atomically(tmp_path / "model", b"old")

    def fail_half_way() -> None:
        with unfinished(tmp_path / "model") as temporary:
            temporary.write_bytes(b"half of the n")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail_half_way()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("model", b"old")]


HDF5 = "Can't write data (file write failed: errno = 28, error message = 'No space left on device', buf)"


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("Checkpoint.write", OSError(HDF5)),
        ("History.on_epoch_end", OSError(28, "No space left on device")),
        ("save_vae", OSError(28, "No space left on device")),
    ],
)
def test_a_full_disk_is_told_the_old_state_stays_and_is_gone_on_from(
    where, error, trained, quick, tmp_path, monkeypatch
):
    out = tmp_path / "run"
    shutil.copytree(trained, out)
    kept = [out / name for name in ("checkpoint.weights.h5", "config.json", "songs.csv")]
    before = [path.read_bytes() for path in kept]

    def fails(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(f"{callbacks.__name__}.{where}", fails)
        patch.setattr(f"{finishing.__name__}.save_vae", fails)
        with pytest.raises(RunWriteError, match=r"cannot be written: no space left on device; .* --resume goes on"):
            quick(out, resume=True, epochs=3)
    assert [path.read_bytes() for path in kept] == before
    assert quick(out, resume=True, epochs=3).epochs == 3
    assert [row["step"] for row in rows(out)] == ["2", "4", "6"]


def test_a_damaged_checkpoint_is_told(trained, quick, tmp_path):
    shutil.copytree(trained, tmp_path / "run")
    (tmp_path / "run" / "checkpoint.weights.h5").write_bytes(b"half")
    with pytest.raises(ModelError, match=r"checkpoint\.weights\.h5: .*damaged weights"):
        quick(tmp_path / "run", resume=True)


def test_training_twice_from_one_seed_gives_the_same_history_and_weights(quick, tmp_path):
    for name in "ab":
        quick(tmp_path / name, cache=tmp_path / f"cache of {name}", preset=QUICK)
    terms = [[{k: v for k, v in row.items() if "second" not in k} for row in rows(tmp_path / name)] for name in "ab"]
    assert terms[0] == terms[1]
    first, second = (load_vae(tmp_path / name / "model.keras").get_weights() for name in "ab")
    assert all((one == other).all() for one, other in zip(first, second, strict=True))
