"""A corpus that trains in seconds."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import tensorflow as tf

from tests.corpus.tunes import tune
from tests.model.segments import SMALL
from vae_music.training.train import Trained, train

QUICK = replace(SMALL, train=replace(SMALL.train, batch_size=16, epoch_steps=2, epochs=2))


@pytest.fixture(scope="package", autouse=True)
def eagerly():
    """A few steps are sooner run than traced; tests/model and the command trace."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    """Two styles, six tunes each."""
    folder = tmp_path_factory.mktemp("corpus")
    for index in range(12):
        style = ("jazz", "pop")[index % 2]
        (folder / style).mkdir(exist_ok=True)
        tune(48 + index, bars=4 + index, program=40 * (index % 2)).write(folder / style / f"{index}.mid")
    return folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def quick(corpus, cache, monkeypatch) -> Callable[..., Trained]:
    """`train` on that corpus with a tiny model, quietly; without the export, which takes longest."""
    monkeypatch.setattr("vae_music.training.finishing.export_model", lambda *_: None)

    def run(out: Path, **options) -> Trained:
        options = {"preset": None if options.get("resume") else QUICK, "say": lambda _: None, **options}
        return train([corpus], out, workers=0, **{"stream": io.StringIO(), "cache": cache, **options})

    return run


@pytest.fixture(scope="session")
def trained(corpus, cache, tmp_path_factory) -> Path:
    """A run of two epochs."""
    out = tmp_path_factory.mktemp("runs") / "run"
    train([corpus], out, preset=QUICK, cache=cache, workers=0, say=lambda _: None, stream=io.StringIO())
    return out
