from __future__ import annotations

import json

import pytest
import tensorflow as tf

from vae_music.errors import VaeMusicError
from vae_music.training.devices import Cluster, DevicesError, find_devices, read_cluster, require_rows

WORKERS = {"worker": ["a:1", "b:1"]}


def config(cluster: object, kind: str = "worker", index: object = 0) -> str:
    return json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}})


@pytest.mark.parametrize(
    ("text", "cluster"),
    [
        (config(WORKERS), Cluster(2, True)),
        (config(WORKERS, index=1), Cluster(2, False)),
        (config({"chief": ["a:1"], **WORKERS}), Cluster(3, False)),
        (config({"chief": ["a:1"], **WORKERS}, "chief"), Cluster(3, True)),
        (config({"worker": ["a:1"]}), Cluster(1, True)),
    ],
)
def test_tf_config_names_the_hosts_and_the_chief(text, cluster, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    assert read_cluster() == cluster
    monkeypatch.delenv("TF_CONFIG")
    assert read_cluster() == Cluster(1, True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be understood"),
        ("{", "cannot be understood"),
        ("[1]", "cannot be understood"),
        ('{"cluster": {"worker": ["a:1"]}}', "cannot be understood: KeyError"),
        (config(WORKERS, index=2), "the cluster has no worker 2"),
        (config(WORKERS, index="x"), "cannot be understood"),
        (config(WORKERS, "chief"), "cannot be understood"),
        (config({"ps": ["a:1"], **WORKERS}), "a chief and workers, not ps"),
    ],
)
def test_a_tf_config_that_cannot_be_used_is_told(text, reason, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(DevicesError, match=reason) as told:
        read_cluster()
    assert isinstance(told.value, VaeMusicError)
    assert "\n" not in str(told.value)


def test_devices_that_a_host_does_not_have_are_told(monkeypatch):
    with pytest.raises(DevicesError, match="this host has 1 CPU for 2 devices"):
        find_devices(2, Cluster(2))
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [f"{kind}:0"])
    with pytest.raises(DevicesError, match="this host has 1 GPUs for 3 devices"):
        find_devices(3, Cluster())


def test_one_device_needs_no_strategy_of_its_own():
    assert find_devices(None, Cluster()) is tf.distribute.get_strategy()


def test_a_batch_is_shared_by_no_more_devices_than_it_has_rows():
    require_rows(tf.distribute.get_strategy(), 1)
    with pytest.raises(DevicesError, match="1 devices cannot share a batch of 0"):
        require_rows(tf.distribute.get_strategy(), 0)
