"""A training that is killed at random moments until it is through: python -m tests.training.killing CORPUS OUT CACHE.

TensorFlow is imported once: each try is a fork of this process, which itself computes nothing. Moments are told by what
the training has done, not by a clock, so that a slow machine is killed in the same places as a fast one.
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
from functools import partial
from pathlib import Path

import tensorflow as tf

from tests.model.segments import SMALL
from vae_music.run_folder import RunFolder
from vae_music.safe_loading import check_keras_file, check_weights
from vae_music.storage import is_unfinished
from vae_music.training import finishing
from vae_music.training import train as module

WRITES = range(1, 10)
"""Each of these openings and renamings of a try, one a kill: of the cache, the settings, the songs, the first epoch."""

WHILE_SAVING, IN_AN_EPOCH = 5, 6
"""So many kills while a checkpoint is half written, and somewhere in an epoch."""

MOST_SECONDS = 600
HALVING_STEPS = 10
PRESET = replace(SMALL, train=replace(SMALL.train, batch_size=16, epoch_steps=2, halving_steps=HALVING_STEPS))
EPOCHS_BETWEEN_KILLS = 1000


def attempt(corpus: str, out: Path, cache: str, epochs: int) -> None:
    """Begin or go on, as a user would who sees what is there."""
    tf.config.run_functions_eagerly(True)
    finishing.export_model = lambda *_: None  # it takes longest, and has tests of its own
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


def forked(task: Callable[[], None], wait: Callable[[], None] | None = None) -> int:
    """Run a task in a fork, killed when `wait`, if there is such, is over; its exit code."""
    child = os.fork()
    if not child:
        try:
            task()
            os._exit(0)
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    try:
        if wait:
            wait()
    finally:
        if wait:
            os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def until(happened: Callable[[], bool], what: str) -> float:
    """Seconds it took; a training that never comes there is an error."""
    started = time.monotonic()
    while not happened():
        if time.monotonic() - started > MOST_SECONDS:
            raise TimeoutError(what)
        time.sleep(0.002)
    return time.monotonic() - started


def await_epochs(out: Path, more: int) -> float:
    """Wait until so many epochs more are told of; how many seconds one of them took, the first left aside."""
    history = RunFolder(out).history

    def lines() -> int:
        return history.read_bytes().count(b"\n") if history.exists() else 1

    begun, took = lines(), 0.0
    for number in range(1, more + 1):
        took = until(lambda number=number: lines() >= begun + number, f"{number} epochs")
    return took


def await_checkpoint(out: Path, more: int, chance: random.Random) -> None:
    """Wait until, so many epochs on, a part of a checkpoint is on the disk."""
    await_epochs(out, more)
    until((out / f".part.{RunFolder(out).checkpoint.name}").exists, "a checkpoint half written")
    time.sleep(chance.choice([0, 0, 0.002, 0.01]))


def await_moment(out: Path, more: int, chance: random.Random) -> None:
    """Wait for a moment, any as likely as any other, of the epoch after so many."""
    time.sleep(chance.uniform(0, await_epochs(out, more)))


def check_whole(out: Path) -> int:
    """Every file that has its name is whole; how many epochs are told of."""
    run = RunFolder(out)
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
    """Kills at each of the first writes, then in the midst of checkpoints and of epochs by turns."""
    chance, told, half_written = random.Random(5), [], []

    def kill(task: Callable[[], None], wait: Callable[[], None] | None = None) -> None:
        code = forked(task, wait)
        assert code == -signal.SIGKILL, f"try {len(told)} ended with {code}"
        told.append(check_whole(out))
        half_written.append(sorted(_meant(path) for path in out.parent.rglob("*") if is_unfinished(path)))

    def go_on() -> None:
        attempt(corpus, out, cache, EPOCHS_BETWEEN_KILLS)

    def die(number: int) -> None:
        later = chance.choice([0, 0, 0.002, 0.01]) if number > 2 else 0  # the second leaves a shard without its name
        die_at_a_write(number, later, out.parent)
        go_on()

    for number in WRITES:
        kill(partial(die, number))
    waits = [await_checkpoint] * WHILE_SAVING + [await_moment] * IN_AN_EPOCH
    chance.shuffle(waits)
    for wait in waits:
        kill(go_on, partial(wait, out, chance.randint(2, 3), chance))
    code = forked(lambda: attempt(corpus, out, cache, told[-1] + 2))
    print(json.dumps({"epochs_after_each_kill": told, "half_written": half_written, "last_exit_code": code}))


def _meant(path: Path) -> str:
    """What a half-written file was to become."""
    return path.name[1:].rsplit(".", 2)[0] if path.name.endswith(".part") else path.name.removeprefix(".part.")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
