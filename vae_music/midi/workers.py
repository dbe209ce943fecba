"""A task over many items in worker processes; an item that kills its worker costs that item alone."""

from __future__ import annotations

import faulthandler
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple, TypeVar

import loky

from vae_music.midi.limits import READING_BYTES, READING_SECONDS

try:
    import resource
except ImportError:  # not on Windows: memory is not bounded there
    resource = None  # type: ignore[assignment]

Item = TypeVar("Item")
Result = TypeVar("Result")

ITEMS_A_CHUNK = 16
CHUNKS_A_WORKER = 2

ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_MMAP_THRESHOLD_": "1000000"}
"""Of a worker: one thread; and room for a long song goes back to the system, not to a heap of glibc that only grows."""


class Lost(NamedTuple):
    """Stands for the result of an item whose worker died."""

    reason: str


def map_in_workers(
    task: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None = None,
    limit_seconds: float = READING_SECONDS,
) -> Iterator[Result | Lost]:
    """`task(item)` for each item, in order, however many there are with a bounded number of results in memory.

    Args:
        workers: processes; by default one a core, none of them idle; 0 runs in this process, without protection.
        limit_seconds: an item that takes longer is lost (where the system has timers).

    A worker that wants more than `READING_BYTES` of memory meets MemoryError (where the system has such limits).
    """
    if workers == 0 or not items:
        yield from map(task, items)
        return
    chunks = deque(items[start : start + ITEMS_A_CHUNK] for start in range(0, len(items), ITEMS_A_CHUNK))
    workers = min(workers or loky.cpu_count(), len(chunks))
    pool = _pool(workers)
    running: deque[tuple[Sequence[Item], loky.Future]] = deque()
    try:
        while chunks or running:
            try:
                while chunks and len(running) < CHUNKS_A_WORKER * workers:
                    running.append((chunks[0], pool.submit(_run, task, chunks[0], limit_seconds)))
                    chunks.popleft()
                results = running[0][1].result()
            except BrokenProcessPool:  # by one of the running chunks: which one is not told
                pool.shutdown(kill_workers=True)
                pool = _pool(workers)
                suspects = [item for chunk, _ in running for item in chunk]
                running.clear()
                yield from _one_by_one(task, suspects, limit_seconds)
            else:
                running.popleft()
                yield from results
    finally:
        pool.shutdown(kill_workers=True)


def _one_by_one(task: Callable[[Item], Result], items: Sequence[Item], limit_seconds: float) -> Iterator[Result | Lost]:
    pool = _pool(1)
    try:
        for item in items:
            started = time.monotonic()
            result: Result | Lost
            try:
                result = pool.submit(_run, task, [item], limit_seconds).result()[0]
            except BrokenProcessPool:
                late = time.monotonic() - started >= limit_seconds
                result = Lost(f"took longer than {limit_seconds:g} s" if late else "the reader crashed")
                pool.shutdown(kill_workers=True)
                pool = _pool(1)
            yield result
    finally:
        pool.shutdown(kill_workers=True)


def _pool(workers: int) -> loky.ProcessPoolExecutor:
    return loky.ProcessPoolExecutor(workers, env=ENVIRONMENT)


def _run(task: Callable[[Item], Result], items: Sequence[Item], limit_seconds: float) -> list[Result]:
    """In the worker: SIGALRM, which nobody handles, ends the process even in the midst of native code."""
    faulthandler.disable()  # a worker dies in silence: its Lost results tell the story
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    results = []
    for item in items:
        _set_timer(limit_seconds)
        results.append(task(item))
    _set_timer(0)
    return results


def _set_timer(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
