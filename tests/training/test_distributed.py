"""A training on several devices and hosts takes the course of one on one device, and survives the loss of each host."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from vae_music.model.vae import load_vae

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="hosts are killed with a signal of Unix"),
]

EPOCHS = 10
"""Of two steps each."""

TOLERANCE = 1e-4
"""The relative difference of the losses of any epoch: float32 sums in another order."""

TERMS = ("loss", "val_loss", "kl", "pitch", "style_accuracy", "val_pitch_accuracy", "learning_rate", "beta", "step")
MOST_SECONDS = 900


@pytest.fixture
def start(corpus, cache):
    """Starts a process of a training; at the end, those that are left are killed."""
    running: list[subprocess.Popen] = []

    def start(out: Path, *options: str, config: str = "", epochs: int = EPOCHS) -> subprocess.Popen:
        words = [sys.executable, "-m", "tests.training.sharing", corpus, out, cache, epochs, *options]
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **({"TF_CONFIG": config} if config else {})}
        running.append(
            subprocess.Popen([*map(str, words)], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def start_hosts(start):
    """Starts two hosts on loopback; the first of the pair is the chief."""

    def start_hosts(out: Path, *options: str, of_second: str = "") -> tuple[subprocess.Popen, subprocess.Popen]:
        hosts = [f"127.0.0.1:{port}" for port in free_ports(2)]
        configs = [
            json.dumps({"cluster": {"worker": hosts}, "task": {"type": "worker", "index": index}}) for index in (0, 1)
        ]
        extra = ((), (of_second,) if of_second else ())
        first, second = (start(out, *options, *own, config=config) for own, config in zip(extra, configs, strict=True))
        return first, second

    return start_hosts


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def rows(run: Path) -> list[dict[str, str]]:
    if not (run / "history.csv").exists():
        return []
    with (run / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def ended(process: subprocess.Popen) -> str:
    """What a process has told at its end, which must be a good one."""
    told = process.communicate(timeout=MOST_SECONDS)[1].decode()
    assert process.returncode == 0, told
    return told


def assert_same_course(run: Path, other: Path) -> None:
    ours, theirs = rows(run), rows(other)
    assert len(ours) == len(theirs) == EPOCHS
    for term in TERMS:
        expected = pytest.approx([float(row[term]) for row in theirs], rel=TOLERANCE, abs=1e-6)
        assert [float(row[term]) for row in ours] == expected, term


def until(run: Path, epochs: int, hosts: Sequence[subprocess.Popen]) -> None:
    """Wait until a run has so many epochs."""
    end = time.monotonic() + MOST_SECONDS
    while len(rows(run)) < epochs:
        assert time.monotonic() < end
        assert [host.poll() for host in hosts] == [None] * len(hosts), hosts[-1].communicate()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def alone(corpus, cache, tmp_path_factory) -> Iterator[Callable[[], Path]]:
    """A run on one device, computed beside those that it is compared with; the function waits for it."""
    out = tmp_path_factory.mktemp("alone") / "run"
    words = [sys.executable, "-m", "tests.training.sharing", corpus, out, cache, EPOCHS]
    process = subprocess.Popen([*map(str, words)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def finished() -> Path:
        if process.returncode is None:
            ended(process)
        return out

    yield finished
    process.kill()
    process.wait()


def test_two_devices_give_the_losses_of_one(alone, start, tmp_path):
    ended(start(tmp_path / "run", "devices=2"))
    assert_same_course(tmp_path / "run", alone())


def test_two_hosts_give_the_losses_of_one_and_leave_a_model(alone, start_hosts, tmp_path):
    for host in start_hosts(tmp_path / "run", "whole=1"):
        ended(host)
    assert_same_course(tmp_path / "run", alone())
    assert load_vae(tmp_path / "run" / "model.keras")
    assert (tmp_path / "run" / "export" / "1" / "saved_model.pb").exists()


def test_hosts_with_unlike_settings_are_refused(start_hosts, tmp_path):
    for host in start_hosts(tmp_path / "run", of_second="batch_size=8"):
        told = host.communicate(timeout=MOST_SECONDS)[1].decode()
        assert host.returncode == 1, told
        assert "the hosts have different songs or settings" in told


def test_a_training_of_which_each_host_is_killed_in_turn_goes_on_to_the_same_losses(
    alone, start, start_hosts, tmp_path
):
    run, resumed = tmp_path / "run", ()
    for killed, epochs in ((1, 2), (0, 5)):
        hosts = start_hosts(run, "pause=1", *resumed)
        until(run, epochs, hosts)
        hosts[killed].send_signal(signal.SIGKILL)
        killed_at = time.monotonic()
        told = hosts[1 - killed].communicate(timeout=120)[1].decode()
        assert hosts[1 - killed].returncode == 1, told
        assert time.monotonic() - killed_at < 60
        (line,) = [line for line in told.splitlines() if line.startswith("Error")]
        assert "another host of the training was lost" in line
        assert line.endswith(f"to go on from the last epoch: vae-music train --out {run} --resume")
        resumed = ("resume=1",)
    assert 5 <= len(rows(run)) < EPOCHS
    ended(start(run, "resume=1"))
    assert_same_course(run, alone())
