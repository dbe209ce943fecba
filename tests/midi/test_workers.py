from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks.process_monitor import own_bytes
from vae_music.midi.workers import KeptWorker, Lost, Workers, map_in_workers


def square(number: int) -> int:
    return number * number


def square_but_die_of_five(number: int) -> int:
    if number == 5:
        os.abort()
    return number * number


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_results_come_in_order_whatever_the_number_of_workers():
    numbers = list(range(100))
    for workers in (0, 1, 2):
        assert list(map_in_workers(square, numbers, workers)) == [square(number) for number in numbers]


def test_nothing_to_do_needs_no_worker():
    assert list(map_in_workers(square, [], 2)) == []


def test_an_item_that_kills_its_worker_costs_that_item_alone():
    results = list(map_in_workers(square_but_die_of_five, list(range(40)), 2))
    assert results[5] == Lost("the reader crashed")
    assert results[:5] + results[6:] == [square(number) for number in range(40) if number != 5]


def test_an_item_that_takes_too_long_is_lost():
    assert list(map_in_workers(sleep, [0.0, 60.0, 0.0], 1, limit_seconds=1)) == [0.0, Lost("took longer than 1 s"), 0.0]


def test_stopping_early_leaves_no_work_behind():
    results = map_in_workers(sleep, [0.0] * 16 + [5.0] * 100, 2)
    assert next(results) == 0.0  # the start of the workers is not timed
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 4


def test_workers_that_ended_for_lack_of_work_are_replaced(monkeypatch):
    monkeypatch.setattr("vae_music.midi.workers.IDLE_SECONDS", 0.5)
    with Workers(2) as workers:
        for _ in range(2):
            assert list(workers.map(square, list(range(40)))) == [square(number) for number in range(40)]
            time.sleep(2)


@pytest.mark.parametrize("when", ["idle", "busy"])
def test_a_worker_whose_parent_was_killed_ends(tmp_path, when):
    script = """
import os, signal, sys
from pathlib import Path
from vae_music.midi import workers
workers.IDLE_SECONDS = 1

def kill_the_parent_or_not(when):
    Path(NAME).write_text(str(os.getpid()))
    if when == "busy":
        os.kill(os.getppid(), signal.SIGKILL)
    return bytes(1_000_000)  # more than a pipe takes

NAME = sys.argv[1]
list(workers.Workers(1).map(kill_the_parent_or_not, [sys.argv[2]]))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "worker"), when], stderr=subprocess.DEVNULL)
    worker = int((tmp_path / "worker").read_text())
    until = time.monotonic() + 60
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < until
        time.sleep(0.1)


def process(_: object) -> int:
    return os.getpid()


def test_a_kept_worker_is_the_same_until_an_item_kills_it():
    worker = KeptWorker()
    try:
        first = worker.run(process, None)
        assert (worker.run(square, 3), worker.run(process, None)) == (9, first)
        assert worker.run(square_but_die_of_five, 5) == Lost("the reader crashed")
        assert worker.run(sleep, 60.0, limit_seconds=1) == Lost("took longer than 1 s")
        assert worker.run(process, None) not in (first, os.getpid())
    finally:
        worker.end()


def test_a_kept_worker_that_was_killed_while_idle_costs_no_item():
    worker = KeptWorker()
    try:
        os.kill(worker.run(process, None), signal.SIGKILL)
        time.sleep(1)  # in which its parent notices
        assert worker.run(square, 3) == 9
    finally:
        worker.end()


KEPT = []


def _own_bytes_after(megabytes: int) -> int:
    """What a worker holds after it had so much twice, and kept a little that was made meanwhile."""
    for _ in range(2):
        room = np.ones(megabytes << 17)
        KEPT.append(bytes(50_000))
        del room
    return own_bytes(os.getpid())


@pytest.mark.skipif(not own_bytes(os.getpid()), reason="what a process holds is not told here")
def test_what_a_long_item_took_is_given_back():
    first, *_, last = map_in_workers(_own_bytes_after, [1, 8, 16, 24, 31], 1)
    assert last - first < 8 << 20
