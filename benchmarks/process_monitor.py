"""A monitor of a program from outside: the memory of each of its processes and the progress of its work (Linux)."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import numpy as np

SECONDS_A_SAMPLE = 0.25
LEAST_SAMPLES = 8
"""The minimum number of samples from which a slope is computed."""


class Sample(NamedTuple):
    """A moment, the amount of work done by then, and the megabytes of each process, by its name."""

    seconds: float
    done: int
    memory: dict[str, float]


@dataclass
class Watched:
    """The exit code, output and samples of a program that ran to its end."""

    code: int = 0
    output: str = ""
    samples: list[Sample] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The names of all processes."""
        return list(dict.fromkeys(name for sample in self.samples for name in sample.memory))

    def course(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The seconds, the share of the work done by then, and the megabytes of one process; each float (samples,)."""
        last = self.samples[-1].done or 1
        rows = [(at, done / last, memory[name]) for at, done, memory in self.samples if name in memory]
        seconds, share, memory = np.array(rows).T
        return seconds, share, memory

    def growth(self, name: str, items: float) -> float | None:
        """The slope of a process's memory in the second half of the work, in megabytes per 1,000 items.

        None for a process that existed for less than half of that time.
        """
        half = [sample for sample in self.samples if 0.5 <= sample.done / (self.samples[-1].done or 1) < 1]
        points = [(sample.done, sample.memory[name]) for sample in half if name in sample.memory]
        if len(points) < max(len(half) / 2, LEAST_SAMPLES):
            return None
        done, memory = np.array(points).T
        return float(np.polyfit(done / self.samples[-1].done * items / 1000, memory, 1)[0])

    def peak(self) -> float:
        """The maximum megabytes of all processes together."""
        return max(sum(sample.memory.values()) for sample in self.samples)

    def pace(self) -> tuple[float, float]:
        """The work per second in the first and in the second half of the work, without the start and the end."""
        done, seconds = np.array([(sample.done, sample.seconds) for sample in self.samples]).T
        working = np.flatnonzero((done > 0) & (done < done[-1]))
        if len(working) < 3:
            return 0.0, 0.0
        first, last = working[0], min(working[-1] + 1, len(done) - 1)
        half = int(np.searchsorted(done, (done[first] + done[last]) / 2))
        rates = ((done[b] - done[a]) / (seconds[b] - seconds[a]) for a, b in ((first, half), (half, last)))
        return next(rates), next(rates)


class Running(NamedTuple):
    """A program that runs: the id of its process, what has been seen of it, and the file that it writes to."""

    pid: int
    watched: Watched
    output: Path


def watch(command: Sequence[object], progress: Callable[[], int]) -> Watched:
    """Run a command to its end; `progress` returns the amount of work it has done, seen from outside."""
    with _started(command) as (process, watched, _):
        _follow(process, progress, watched)
    return watched


@contextmanager
def watching(command: Sequence[object], progress: Callable[[], int]) -> Iterator[Running]:
    """Run a command that goes on until it is told to end, as it is at the end of the `with`, by SIGINT; see `watch`."""
    with _started(command) as (process, watched, output):
        follower = Thread(target=_follow, args=(process, progress, watched), daemon=True)
        follower.start()
        yield Running(process.pid, watched, output)
        process.send_signal(signal.SIGINT)
        follower.join()


@contextmanager
def _started(command: Sequence[object]) -> Iterator[tuple[subprocess.Popen, Watched, Path]]:
    """A program whose code and output are in what watched it once it has ended; an error ends it."""
    watched = Watched()
    with tempfile.NamedTemporaryFile("w+") as output:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process, watched, Path(output.name)
        except BaseException:
            process.kill()
            raise
        watched.code, watched.output = process.wait(), Path(output.name).read_text()


def _follow(process: subprocess.Popen, progress: Callable[[], int], watched: Watched) -> None:
    names, started = {process.pid: "main"}, time.monotonic()
    while process.poll() is None:
        memory = {_name(pid, names): own_bytes(pid) / 1e6 for pid in family(process.pid)}
        memory = {name: size for name, size in memory.items() if name and size}
        watched.samples.append(Sample(time.monotonic() - started, progress(), memory))
        time.sleep(SECONDS_A_SAMPLE)


def _name(pid: int, names: dict[int, str]) -> str:
    """The name of a process, given when it is first seen; empty while it has not yet started its own program."""
    command = _read(f"/proc/{pid}/cmdline")
    if pid not in names and command and command != _read(f"/proc/{next(iter(names))}/cmdline"):
        kind = "worker" if b"popen_loky" in command else "helper"
        names[pid] = f"{kind} {1 + sum(name.startswith(kind) for name in names.values())}"
    return names.get(pid, "")


def family(pid: int) -> Iterator[int]:
    """The ids of a process and of all its descendants."""
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        for child in _read(f"/proc/{pid}/task/{thread}/children").split():
            yield from family(int(child))


def own_bytes(pid: int) -> int:
    """The bytes in memory that a process does not share, unlike the code of libraries; 0 when it has ended."""
    sizes = _read(f"/proc/{pid}/statm").split()
    return (int(sizes[1]) - int(sizes[2])) * os.sysconf("SC_PAGE_SIZE") if sizes else 0


def peak_bytes(pid: int) -> int:
    """The peak memory of a process in bytes; 0 where it is not available.

    It is not `ru_maxrss`, because there Linux passes on the peak of the process that forked this one, even through
    exec.
    """
    peak = re.search(rb"^VmHWM:\s*(\d+) kB$", _read(f"/proc/{pid}/status"), re.MULTILINE)
    return int(peak[1]) * 1024 if peak else 0


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # it has ended meanwhile
        return b""
