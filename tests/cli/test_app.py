from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.songs import band
from vae_music.app.serving import listening
from vae_music.cli import group


def run(*words: object):
    return CliRunner().invoke(group, ["app", *map(str, words), "--no-browser"])


def test_without_the_extra_the_line_that_installs_it_is_told(monkeypatch):
    monkeypatch.setattr(import_module("vae_music.cli.app"), "find_spec", lambda name: None)
    done = run()
    assert done.exit_code == 2
    assert "pip install 'vae-music[app]'" in done.stderr


@pytest.mark.parametrize(
    "words", [["nowhere.mid"], ["--port", "70000"], ["--soundfont", "nowhere.sf2"], ["--model", "no"]]
)
def test_what_is_not_there_is_wrong_usage(words):
    assert run(*words).exit_code == 2


def test_a_busy_port_ends_with_one_line(tmp_path):
    with listening(0) as place:
        port = place.getsockname()[1]
        words = ["app", "--no-browser", "--port", str(port), "--folder", str(tmp_path)]
        done = subprocess.run([sys.executable, "-m", "vae_music", *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith(f"vae-music: port {port}: ")


@pytest.mark.parametrize("which", ["song", "font"])
def test_a_file_that_cannot_be_used_is_named_with_the_reason(which, tmp_path, tiny_export):
    bad = tmp_path / "bad.mid"
    bad.write_bytes(b"no MIDI")
    words = [bad] if which == "song" else ["--soundfont", bad]
    done = run(*words, "--port", 0, "--folder", tmp_path / "work", "--model", tiny_export)
    assert done.exit_code == 1
    assert str(done.exception).startswith(f"{bad}: ")


def begin(song: Path | None, folder: Path, model: Path) -> tuple[subprocess.Popen, str]:
    """The command, begun, and the address of its page."""
    words = [*filter(None, [song]), "--model", model, "--port", 0, "--folder", folder / "work", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vae_music", "app", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
        start_new_session=True,
        env={**os.environ, "VAE_MUSIC_CACHE": str(folder / "cache"), "PYTHONUNBUFFERED": "1"},
    )
    return process, process.stdout.readline().partition(" ")[0]


def ended(process: subprocess.Popen, with_signal: int) -> tuple[int, str, float]:
    started = time.monotonic()
    os.killpg(process.pid, with_signal)
    _, stderr = process.communicate(timeout=60)
    return process.returncode, stderr, time.monotonic() - started


@pytest.mark.skipif(os.name == "nt", reason="needs the signals of Unix")
def test_the_page_is_there_until_ctrl_c_and_the_work_also_after_a_kill(tmp_path, tiny_export):
    band(8).write(tmp_path / "My song.mid")
    process, address = begin(tmp_path / "My song.mid", tmp_path, tiny_export)
    with urllib.request.urlopen(f"{address}api/work") as reply:
        assert json.load(reply)["song"]["name"] == "My song"
    assert ended(process, signal.SIGKILL)[0] == -signal.SIGKILL
    process, address = begin(None, tmp_path, tiny_export)
    with urllib.request.urlopen(f"{address}api/work") as reply:
        assert json.load(reply)["song"]["name"] == "My song"
    code, stderr, seconds = ended(process, signal.SIGINT)
    assert (code, stderr.splitlines()[-1]) == (130, "vae-music: stopped")
    assert "Traceback" not in stderr
    assert seconds < 5
