"""Measurement of rivals in turns in one run, each in its own process, so that other load affects all of them alike."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import TypeAlias

import numpy as np

Rival: TypeAlias = Callable[[], Callable[[int], None]]
"""A function that builds, outside the measured time, the function that does a given number of steps."""


def seconds_a_step(rivals: Mapping[str, Rival], rounds: int, steps: int) -> dict[str, np.ndarray]:
    """The wall-clock and CPU seconds per step of each rival, shape (rounds, 2).

    Rivals are sent to spawned processes, so they must be functions of a module, or partials of these.
    """
    context = multiprocessing.get_context("spawn")
    pipes = {}
    for name, rival in rivals.items():
        pipes[name], far_end = context.Pipe()
        context.Process(target=_serve, args=(rival, far_end), daemon=True).start()
        far_end.close()  # so that the end of the process is the end of the pipe
        pipes[name].recv()  # built and warm; one after the other, because building takes memory and both cores
    print("measuring", flush=True)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, pipe in pipes.items():
            pipe.send(steps)
            taken[name].append(pipe.recv())
    print("measured", flush=True)
    return {name: np.array(seconds) / steps for name, seconds in taken.items()}


def _serve(rival: Rival, pipe: Connection) -> None:
    run = rival()
    run(2)
    pipe.send(None)
    while True:
        try:
            steps = pipe.recv()
        except EOFError:
            return
        clock, cores = time.perf_counter(), time.process_time()
        run(steps)
        pipe.send((time.perf_counter() - clock, time.process_time() - cores))
