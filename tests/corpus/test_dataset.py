from __future__ import annotations

import numpy as np
import pytest

from vae_music.config import TrainConfig
from vae_music.corpus.batches import count_segments, steps_per_epoch, training_batches

pytest.importorskip("tensorflow")

from vae_music.corpus.dataset import training_dataset, validation_dataset

COURSE = TrainConfig(batch_size=8)


@pytest.fixture
def corpus(folder, read):
    return read(folder)


def test_batches_have_the_shapes_of_the_spec(corpus):
    rolls, style = next(iter(training_dataset(corpus, corpus.songs, COURSE)))
    of_one = {**corpus.spec.shapes, "steps": ()}
    shapes = {kind + name: (8, *shape) for kind in ("", "example_", "source_") for name, shape in of_one.items()}
    assert {name: tuple(roll.shape) for name, roll in rolls.items()} == shapes
    assert {roll.dtype.name for roll in rolls.values()} == {"uint8"}
    assert (style.shape, style.dtype.name) == ((8,), "int32")


def test_static_shapes_are_known_but_for_the_batch(corpus):
    rolls, style = training_dataset(corpus, corpus.songs, COURSE).element_spec
    assert rolls["velocity"].shape.as_list() == [None, *corpus.spec.shapes["velocity"]]
    assert style.shape.as_list() == [None]


def test_training_goes_on_epoch_after_epoch_and_resumes_where_it_was(corpus):
    steps = steps_per_epoch(corpus.songs, 8)
    whole = [
        rolls["pitch"].numpy() for rolls, _ in training_dataset(corpus, corpus.songs, COURSE, seed=3).take(2 * steps)
    ]
    resumed = training_dataset(corpus, corpus.songs, COURSE, seed=3, first_epoch=1).take(steps)
    assert all(np.array_equal(a, b["pitch"]) for a, (b, _) in zip(whole[steps:], resumed, strict=True))
    expected = training_batches(corpus, corpus.songs, COURSE, seed=3, epoch=0)
    assert all(np.array_equal(a, b.rolls.pitch) for a, b in zip(whole[:steps], expected, strict=True))


def test_validation_is_the_same_every_time(corpus):
    dataset = validation_dataset(corpus, corpus.songs, 8)
    first, second = (np.concatenate([style for _, style in dataset]) for _ in range(2))
    assert len(first) == count_segments(corpus.songs)
    assert np.array_equal(first, second)
