"""Worker processes: a task is applied to many items, and an item that kills its worker affects no other item."""

from __future__ import annotations

import faulthandler
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import resource_tracker
from threading import Lock
from typing import NamedTuple, TypeVar

import loky
from loky.backend.resource_tracker import ensure_running

from vae_music.midi.limits import READING_BYTES, READING_SECONDS

try:
    import resource
except ImportError:  # not on Windows, where memory is not limited
    resource = None  # type: ignore[assignment]

Item = TypeVar("Item")
Result = TypeVar("Result")

ITEMS_A_CHUNK = 16
CHUNKS_A_WORKER = 2
IDLE_SECONDS = 60
"""A worker without work ends after this time, and another starts when there is work. A worker whose parent was killed
while it had work is ended after twice this time, even if it waits to hand over its result."""

ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "1000000"}
"""The environment of a worker: one thread, and large blocks of memory that are returned to the system when freed."""


class Lost(NamedTuple):
    """The result of an item whose worker died, with the reason."""

    reason: str


def map_in_workers(
    task: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    limit_seconds: float = READING_SECONDS,
) -> Iterator[Result | Lost]:
    """Yield `task(item)` for each item, by workers that are started for that; see `Workers`."""
    with Workers(workers, limit_seconds) as pool:
        yield from pool.map(task, items)


class Workers:
    """Worker processes for one task after the other. They are started when needed; leaving the `with` ends them.

    Args:
        workers: the number of processes, at most one per chunk of the first items; by default one per core. 0 runs
            tasks in this process, without protection.
        limit_seconds: an item that takes longer is lost (on systems with timers).
    """

    def __init__(self, workers: int | None = None, limit_seconds: float = READING_SECONDS):
        self.workers, self.limit_seconds = workers, limit_seconds
        self._pool: loky.ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(kill_workers=True)
            self._pool = None

    def map(self, task: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result | Lost]:
        """Yield `task(item)` for each item, in order, with a bounded number of results in memory.

        In a worker that needs more memory than `READING_BYTES`, the task gets a MemoryError (on systems with limits).
        """
        if self.workers == 0:
            yield from map(task, items)
            return
        chunks = deque(items[start : start + ITEMS_A_CHUNK] for start in range(0, len(items), ITEMS_A_CHUNK))
        workers = min(self.workers or loky.cpu_count(), len(chunks))
        running: deque[tuple[Sequence[Item], loky.Future]] = deque()
        try:
            while chunks or running:
                self._pool = self._pool or _pool(workers)
                try:
                    while chunks and len(running) < CHUNKS_A_WORKER * workers:
                        running.append((chunks[0], _submit(self._pool, task, chunks[0], self.limit_seconds)))
                        chunks.popleft()
                    results = running[0][1].result()
                except BrokenProcessPool:  # one of the running chunks is the cause, but not known which
                    self.close()
                    suspects = [item for chunk, _ in running for item in chunk]
                    running.clear()
                    yield from _one_by_one(task, suspects, self.limit_seconds)
                else:
                    running.popleft()
                    yield from results
        except BaseException:
            self.close()
            raise


def _one_by_one(task: Callable[[Item], Result], items: Sequence[Item], limit_seconds: float) -> Iterator[Result | Lost]:
    worker = KeptWorker()
    try:
        for item in items:
            yield worker.run(task, item, limit_seconds)
    finally:
        worker.end()


class KeptWorker:
    """One worker process that is kept for the next item, and replaced where an item kills it."""

    def __init__(self) -> None:
        self._pool: loky.ProcessPoolExecutor | None = None
        self._busy = Lock()

    def run(self, task: Callable[[Item], Result], item: Item, limit_seconds: float = READING_SECONDS) -> Result | Lost:
        """`task(item)` in the worker, one item at a time; see `map_in_workers`."""
        with self._busy:
            running = self._begun(task, item, limit_seconds)
            started = time.monotonic()
            try:
                return running.result()[0]
            except BrokenProcessPool:
                late = time.monotonic() - started >= limit_seconds
                self.end()
                return Lost(f"took longer than {limit_seconds:g} s" if late else "the reader crashed")

    def _begun(self, task: Callable[[Item], Result], item: Item, limit_seconds: float) -> loky.Future:
        try:
            self._pool = self._pool or _pool(1)
            return _submit(self._pool, task, [item], limit_seconds)
        except BrokenProcessPool:  # it was killed while it had nothing to do
            self.end()
            self._pool = _pool(1)
            return _submit(self._pool, task, [item], limit_seconds)

    def end(self) -> None:
        """End the worker; the next item gets another one."""
        if self._pool:
            self._pool.shutdown(kill_workers=True)
            self._pool = None


def _submit(
    pool: loky.ProcessPoolExecutor, task: Callable[[Item], Result], items: Sequence[Item], limit_seconds: float
) -> loky.Future:
    """Begin a chunk; a worker that is started for it is deaf to Ctrl-C by the mask that it inherits.

    Its parent ends it. To ignore the signal here instead would lose one that another thread receives meanwhile.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return pool.submit(_run, task, items, limit_seconds, 2 * IDLE_SECONDS)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_run, task, items, limit_seconds, 2 * IDLE_SECONDS)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _pool(workers: int) -> loky.ProcessPoolExecutor:
    _start_tracker()
    return loky.ProcessPoolExecutor(workers, timeout=IDLE_SECONDS, env=ENVIRONMENT)


@cache
def _start_tracker() -> None:
    """Start the processes in which semaphores of killed workers are removed, with the warnings about them off.

    Later, with the first worker, they would take off the mask that it is to inherit.
    """
    kept = sys.warnoptions
    sys.warnoptions = [*kept, "ignore:resource_tracker"]
    try:
        ensure_running()
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions = kept


def _run(
    task: Callable[[Item], Result], items: Sequence[Item], limit_seconds: float, idle_seconds: float
) -> list[Result]:
    """Run the task in a worker. SIGALRM, which has no handler, ends the process even inside native code."""
    faulthandler.disable()  # no traceback of a dying worker; its items are reported as Lost
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    results = []
    for item in items:
        _set_timer(limit_seconds)
        results.append(task(item))
    _set_timer(idle_seconds)
    return results


def _set_timer(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
