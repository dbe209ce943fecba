"""Batches of segments as tf.data datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import numpy as np
import tensorflow as tf

from vae_music.config import TrainConfig
from vae_music.corpus.batches import Batch, training_batches, validation_batches
from vae_music.corpus.corpus import Corpus, CorpusSong
from vae_music.rolls.rolls import EXAMPLE, SOURCE
from vae_music.rolls.spec import RollSpec


def training_dataset(
    corpus: Corpus,
    songs: Sequence[CorpusSong],
    course: TrainConfig,
    *,
    seed: int = 0,
    first_epoch: int = 0,
) -> tf.data.Dataset:
    """Endless batches of `songs`, shuffled and augmented anew in each epoch of `steps_per_epoch` batches.

    The same seed gives the same batches; a run resumed at `first_epoch` gets the batches that were still to come.

    Returns:
        A dataset of pairs: a dict of uint8 tensors keyed as `Rolls`, batch axis first, and the style, int32 (batch,).
        Keys that begin with EXAMPLE or SOURCE are the rolls of the paired segments; see `Batch`.
    """

    def epochs() -> Iterator[Batch]:
        for epoch in count(first_epoch):
            yield from training_batches(corpus, songs, course, seed=seed, epoch=epoch)

    return _dataset(epochs, corpus.spec)


def validation_dataset(
    corpus: Corpus, songs: Sequence[CorpusSong], batch_size: int, arrangements: Sequence[CorpusSong] = ()
) -> tf.data.Dataset:
    """Every sounding segment of `songs` once, in a fixed order, in the form of `training_dataset`."""
    return _dataset(lambda: validation_batches(corpus, songs, batch_size, arrangements), corpus.spec)


def _dataset(batches: Callable[[], Iterator[Batch]], spec: RollSpec) -> tf.data.Dataset:
    rolls = {
        prefix + name: tf.TensorSpec((None, *shape), tf.uint8)
        for prefix in ("", EXAMPLE, SOURCE)
        for name, shape in spec.shapes.items()
    }
    signature = (rolls, tf.TensorSpec((None,), tf.int32))
    dataset = tf.data.Dataset.from_generator(lambda: map(_named, batches()), output_signature=signature)
    return untuned(dataset.prefetch(2))


def untuned(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """The dataset without autotuning, which has nothing to tune and can delay the end of each epoch for seconds."""
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


def _named(batch: Batch) -> tuple[dict[str, np.ndarray], np.ndarray]:
    return batch.rolls.named() | batch.example.named(EXAMPLE) | batch.source.named(SOURCE), batch.style
