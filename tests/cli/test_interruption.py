"""Ctrl-C, as a terminal sends it: to the command and its workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.songs import band
from vae_music.storage import is_unfinished

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs the signals of Unix")

MOMENTS = 10
MOMENTS_OF_TRAINING = 3
"""Fewer, as each is followed by what a training does at its end."""

PROMPTLY_SECONDS = 5.0
"""A second of the command, and what a busy machine takes to start and end a process."""

JAZZ = ["transfer", "--style", "jazz"]
FEW = ["--styles", "jazz,pop", "--max-songs", "20", "--cache", "cache"]
LONG = {
    "a page": [
        "transfer",
        "song.mid",
        "--style",
        "jazz",
        "-o",
        "out.mid",
        "--report",
        "out.html",
        "--audio",
        "out.mp3",
    ],
    "a folder": [*JAZZ, "songs", "-o", "out"],
    "TensorFlow": [*JAZZ, "songs", "-o", "out", "--runtime", "tensorflow"],
    "reconstruct": ["reconstruct", "songs", "-o", "out"],
    "classify": ["classify", "songs"],
    "sample": ["sample", "--style", "jazz", "--bars", "64", "-o", "out.mid"],
    "render": ["render", "song.mid", "-o", "out.mp3", "-o", "out.html", "-o", "out.png"],
    "corpus": ["corpus", "--cache", "cache"],
    "demo corpus": ["corpus", "--demo", "--out", "out"],
    "export": ["export", "--out", "out"],
    "evaluate": ["evaluate", *FEW, "--json", "out.json", "--report", "out.html", "--transfers", "4"],
    "the start of a training": ["train", *FEW, "--out", "out", "--preset", "tiny"],
}
OF_THE_MODEL = {"transfer", "reconstruct", "classify", "sample", "evaluate"}


def begin(words: list[str], folder: Path) -> subprocess.Popen:
    heeded = partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # a background job would ignore it
    return subprocess.Popen(
        [sys.executable, "-m", "vae_music", *words],
        cwd=folder,
        preexec_fn=heeded,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "VAE_MUSIC_CACHE": str(folder / "models")},
    )


def interrupt(process: subprocess.Popen) -> tuple[int, str, float]:
    """The exit code, stderr and the seconds until it ended."""
    start = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=300)
    return process.returncode, stderr, time.monotonic() - start


def half_written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if is_unfinished(path) or path.name.endswith(".part")]


@pytest.fixture
def place(tmp_path) -> Path:
    (tmp_path / "songs").mkdir()
    for index in range(20):
        band(bars=30 + index).write(tmp_path / "songs" / f"{index}.mid")
    band(bars=60).write(tmp_path / "song.mid")
    return tmp_path


def test_a_page_in_the_making_ends_at_once_and_leaves_no_half_of_it(place, tiny_export):
    process = begin([*LONG["a page"], "--model", str(tiny_export)], place)
    while not (place / "out.mid").exists() and process.poll() is None:
        time.sleep(0.02)
    time.sleep(0.5)  # now the sounds are being made, by threads
    code, stderr, _ = interrupt(process)
    assert (code, stderr) == (130, "vae-music: stopped\n")
    assert sorted(path.name for path in place.glob("*out*")) == ["out.mid"]


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_every_long_command_ends_at_once_at_ten_moments(name, place, tiny_export):
    words = LONG[name] + (["--model", str(tiny_export)] if LONG[name][0] in OF_THE_MODEL else [])
    training = words[0] == "train"
    moments = MOMENTS_OF_TRAINING if training else MOMENTS

    def folder(of: str) -> Path:
        (place / of).mkdir()
        for shared in ("songs", "song.mid"):
            (place / of / shared).symlink_to(place / shared)
        return place / of

    start = time.monotonic()
    done = begin(words + ["--epochs", "1"] * training, folder("whole"))
    _, stderr = done.communicate(timeout=600)
    assert done.returncode == 0, stderr
    taken = time.monotonic() - start

    def interrupted(moment: int) -> int:
        own = folder(str(moment))
        process = begin(words, own)
        time.sleep(0.5 + (taken - 0.5) * moment / moments)
        code, stderr, seconds = interrupt(process)
        # It may have been faster, and a training saves; a process that has not yet begun is ended by the system.
        assert code in (0, 130) or (code == -signal.SIGINT and moment == 0), stderr
        assert code != 130 or seconds <= PROMPTLY_SECONDS, (moment, seconds)
        assert "Traceback" not in stderr
        assert half_written(own) == []
        return code

    with ThreadPoolExecutor(2) as pool:
        assert 130 in list(pool.map(interrupted, range(moments)))
