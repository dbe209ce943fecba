"""Time in which two processes of this machine add up gradients: `python -m benchmarks.adding_gradients [MEGABYTES]`.

The gradients go over loopback by the same collective operations as in a training on several hosts.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time

import numpy as np

PARTS = 100
"""Gradients come in about as many pieces as the model has weights."""

ROUNDS = 20


def add_up(megabytes: float) -> tuple[float, float]:
    """The median seconds of an addition on the clock, and of this process; for one of the processes of TF_CONFIG."""
    import tensorflow as tf

    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    gradients = [tf.ones(int(megabytes * 1e6 / 4 / PARTS)) for _ in range(PARTS)]

    def added():
        return tf.distribute.get_replica_context().all_reduce("SUM", gradients)

    run = tf.function(lambda: strategy.run(added), autograph=False)
    run()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter(), time.process_time()
        run()[-1].numpy()
        taken.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    clock, cores = np.median(taken, axis=0)
    return clock, cores


def free_port() -> int:
    """A port on loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def main(megabytes: float) -> None:
    """Print what an addition takes."""
    cluster = {"worker": [f"127.0.0.1:{free_port()}" for _ in range(2)]}
    command = [sys.executable, "-m", "benchmarks.adding_gradients", str(megabytes)]
    running = []
    for index in range(2):
        told = json.dumps({"cluster": cluster, "task": {"type": "worker", "index": index}})
        environment = {**os.environ, "TF_CONFIG": told, "TF_CPP_MIN_LOG_LEVEL": "3"}
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
    told_by_chief, _ = (process.communicate()[0] for process in running)
    clock, cores = json.loads(told_by_chief)
    print(f"{megabytes} MB: {1e3 * clock:.0f} ms on the clock, {1e3 * cores:.0f} ms of a core in each process")


if __name__ == "__main__":
    size = float(sys.argv[1]) if sys.argv[1:] else 22.5
    if "TF_CONFIG" in os.environ:
        print(json.dumps(add_up(size)))
    else:
        main(size)
