"""A corpus prepared on a cluster: a scheduler and two workers of Dask, processes of their own on this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus.tunes import tune
from tests.preparation.test_prepare import files, prepared, read, told

pytest.importorskip("apache_beam")
distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

DASK = "apache_beam.runners.dask.dask_runner.DaskRunner"
SONGS, SHARDS = 260, 5


@pytest.fixture
def many(tmp_path) -> Path:
    for index in range(SONGS):
        song, style = tune(40 + index % 40, bars=4 + index // 40), ("jazz", "pop")[index % 2]
        song.write(tmp_path / "songs" / style / f"{index}.mid")
    (tmp_path / "songs" / "pop" / "bad.mid").write_text("no music")
    return tmp_path / "songs"


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[Path, list[subprocess.Popen]]]:
    """The file that tells where the scheduler is, and the two workers, of which one has a nanny."""
    address = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    local = ["--scheduler-file", str(address), "--host", "127.0.0.1", "--no-dashboard"]
    commands = [[*dask, "scheduler", "--port", "0", *local]]
    commands += [[*dask, "worker", *nanny, "--nthreads", "1", *local] for nanny in (["--no-nanny"], [])]
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    running = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        with distributed.Client(scheduler_file=str(address), timeout=300) as client:
            client.wait_for_workers(2, timeout=300)
        yield address, running[1:]
    finally:
        for process in reversed(running):
            process.terminate()  # a nanny ends its worker, which it could not do when killed
            process.wait(60)


def kill_in_the_middle(shards: Path, worker: subprocess.Popen, done: threading.Event, seen: list[int]) -> None:
    """Kill a worker as soon as some shards are written; `seen` gets their number then."""
    while not done.is_set():
        if count := len([*shards.rglob("*.npz")]):
            worker.send_signal(signal.SIGKILL)
            seen.append(count)
            return
        time.sleep(0.01)


def test_a_worker_killed_in_the_middle_changes_no_byte(many, cluster, tmp_path):
    address, (first, second) = cluster
    options = (f"--dask_scheduler_file={address}", "--dask_npartitions=8", "--dask_connection_timeout=300")
    seen: list[int] = []
    done = threading.Event()
    killer = threading.Thread(target=kill_in_the_middle, args=(tmp_path / "prepared", first, done, seen))
    killer.start()
    try:
        by_beam = prepared(tmp_path, many, workers=1, runner=DASK, options=options)
    finally:
        done.set()
        killer.join()
        distributed.default_client().close()
    local = read(tmp_path, many)
    assert 0 < seen[0] < SHARDS
    assert first.wait(10) == -signal.SIGKILL
    assert second.poll() is None
    assert len(files(tmp_path / "local" / "rolls")) == SHARDS
    assert files(tmp_path / "prepared" / "rolls") == files(tmp_path / "local" / "rolls")
    assert told(by_beam.songs) == told(local.songs)
    assert by_beam.refused == local.refused
