"""The devices of a training: those of one host, or those of several hosts that TF_CONFIG names."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import tensorflow as tf

from vae_music.errors import VaeMusicError

TF_CONFIG = "TF_CONFIG"


class DevicesError(VaeMusicError):
    """Devices that a host does not have, or a TF_CONFIG that cannot be understood."""


class LostHostError(VaeMusicError):
    """Another host of a training has ended or cannot be reached."""


LOST = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.InternalError,
    tf.errors.CancelledError,
    tf.errors.DeadlineExceededError,
    tf.errors.FailedPreconditionError,
)
"""The errors of an operation of several hosts of which one has gone."""


class Cluster(NamedTuple):
    """The hosts of a training; the chief writes the RUN, which the others leave alone."""

    hosts: int = 1
    is_chief: bool = True


def read_cluster() -> Cluster:
    """The hosts that TF_CONFIG in the environment names. The chief is that of this name, or else the first worker.

    Raises DevicesError.
    """
    text = os.environ.get(TF_CONFIG)
    if text is None:
        return Cluster()
    try:
        told = json.loads(text)
        cluster = told["cluster"]
        if strange := cluster.keys() - {"chief", "worker"}:
            raise DevicesError(f"{TF_CONFIG}: hosts are a chief and workers, not {', '.join(sorted(strange))}")
        kind, index = told["task"]["type"], int(told["task"]["index"])
        if not 0 <= index < len(cluster[kind]):
            raise DevicesError(f"{TF_CONFIG}: the cluster has no {kind} {index}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DevicesError(f"{TF_CONFIG} cannot be understood: {error!r}") from error
    first = "chief" if "chief" in cluster else "worker"
    return Cluster(sum(map(len, cluster.values())), (kind, index) == (first, 0))


def find_devices(number: int | None, cluster: Cluster) -> tf.distribute.Strategy:
    """The strategy by which the devices of a training work together. It waits for the other hosts of a cluster.

    Args:
        number: of devices on this host: GPUs or, on a host without any, parts of its CPU. By default one or, on each of
            several hosts, all GPUs.

    Raises DevicesError where there are not so many, or where TensorFlow was initialised before.
    """
    gpus = tf.config.list_physical_devices("GPU")
    there = len(gpus) if gpus else (1 if cluster.hosts > 1 else math.inf)
    if number and number > there:
        raise DevicesError(f"this host has {there} {'GPUs' if gpus else 'CPU'} for {number} devices")
    try:
        if cluster.hosts > 1:
            tf.config.set_visible_devices(gpus[:number], "GPU")
            return tf.distribute.MultiWorkerMirroredStrategy()
        return _of_one_host(number or 1, gpus)
    except RuntimeError as error:
        raise DevicesError(f"TensorFlow has chosen its devices before: {error}") from error


def require_rows(strategy: tf.distribute.Strategy, rows: int) -> None:
    """Check that each device gets one of the rows of a batch. Raises DevicesError."""
    if rows < strategy.num_replicas_in_sync:
        raise DevicesError(f"{strategy.num_replicas_in_sync} devices cannot share a batch of {rows}")


def require_alike(strategy: tf.distribute.Strategy, *settings: object) -> None:
    """Check that all hosts have the same settings, told apart by their `repr`. Raises DevicesError."""
    devices = strategy.num_replicas_in_sync
    if devices > 1:
        told = repr(settings).encode("utf-8", "surrogateescape")
        number = int.from_bytes(hashlib.sha256(told).digest()[:4], "big")
        everywhere = strategy.experimental_distribute_values_from_function(lambda _: tf.constant(number, tf.int64))
        if int(strategy.reduce("SUM", everywhere, axis=None)) != devices * number:
            raise DevicesError("the hosts have different songs or settings; all need the same CORPUS, RUN and options")


@contextmanager
def others_needed(cluster: Cluster, run: Path) -> Iterator[None]:
    """Turn the errors of a training that has lost a host into LostHostError."""
    try:
        yield
    except LOST as error:
        if cluster.hosts == 1:
            raise
        lost = f"{run}: another host of the training was lost ({type(error).__name__})"
        raise LostHostError(f"{lost}; to go on from the last epoch: vae-music train --out {run} --resume") from error


def _of_one_host(number: int, gpus: list[Any]) -> tf.distribute.Strategy:
    if number == 1:
        return tf.distribute.get_strategy()
    if not gpus:
        (cpu,) = tf.config.list_physical_devices("CPU")
        tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * number)
    kind = "GPU" if gpus else "CPU"
    return tf.distribute.MirroredStrategy([f"{kind}:{index}" for index in range(number)])
