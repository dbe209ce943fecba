"""A training that is killed at random moments until it is through: python -m tests.training.killing CORPUS OUT CACHE.

TensorFlow is imported once: each try is a fork of this process, which itself computes nothing.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import tensorflow as tf

from tests.model.segments import SMALL
from vae_music.training import train as module
from vae_music.training.run import Run
from vae_music.trust import check_keras_file, check_weights

KILLS = 20
HALVING_STEPS = 10
PRESET = replace(SMALL, train=replace(SMALL.train, batch_size=16, epoch_steps=2, halving_steps=HALVING_STEPS))
EPOCHS_BETWEEN_KILLS = 1000


def attempt(corpus: str, out: Path, cache: str, epochs: int) -> None:
    """Begin or go on, as a user would who sees what is there."""
    tf.config.run_functions_eagerly(True)
    module.export_model = lambda *_: None  # it takes longest, and has tests of its own
    resume = (out / "config.json").exists()
    options = {"workers": 0, "cache": cache, "stream": io.StringIO(), "say": lambda _: None}
    module.train([corpus], out, preset=None if resume else PRESET, epochs=epochs, resume=resume, **options)


def die_at_a_write(number: int, after_seconds: float, inside: Path) -> None:
    """End this process at, or shortly after, so many openings for writing and renamings below a folder."""
    seen = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal seen
        if event == "os.rename" or (event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT):
            seen += str(arguments[0]).startswith(str(inside))
            if seen == number:
                threading.Timer(after_seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
                if not after_seconds:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def forked(task: Callable[[], None], kill_after: float | None = None) -> int:
    """Run a task in a fork, killed after some seconds if they are given; its exit code."""
    child = os.fork()
    if not child:
        try:
            task()
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check_whole(out: Path) -> int:
    """Every file that has its name is whole; how many epochs are told of."""
    run = Run(out)
    if run.config.exists():
        run.begun_with()
    if run.checkpoint.exists():
        check_weights(run.checkpoint, run.checkpoint)
    if run.model.exists():
        check_keras_file(run.model)
    rows = run.read_history(sys.maxsize) if run.history.exists() else []
    assert [row["epoch"] for row in rows] == list(range(1, len(rows) + 1))
    return len(rows)


def main(corpus: str, out: Path, cache: str) -> None:
    """The first half of the kills go through the writes one by one; the others come at random moments."""
    chance, told = random.Random(5), []
    for kill in range(KILLS):
        aimed = kill < KILLS // 2
        after = chance.choice([0, 0, 0.002, 0.01]) if aimed else chance.uniform(0.1, 5.0)

        def task(kill: int = kill, aimed: bool = aimed, after: float = after) -> None:
            if aimed:
                die_at_a_write(kill + 1, after, out.parent)
            attempt(corpus, out, cache, EPOCHS_BETWEEN_KILLS)

        code = forked(task, None if aimed else after)
        assert code == -signal.SIGKILL, f"try {kill} ended with {code}"
        told.append(check_whole(out))
    code = forked(lambda: attempt(corpus, out, cache, told[-1] + 2))
    print(json.dumps({"epochs_after_each_kill": told, "last_exit_code": code}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
