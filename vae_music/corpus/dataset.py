"""Batches of segments as tf.data datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import tensorflow as tf

from vae_music.corpus.batches import Batch, training_batches, validation_batches
from vae_music.corpus.corpus import Corpus, CorpusSong
from vae_music.rolls import RollSpec


def training_dataset(
    corpus: Corpus,
    songs: Sequence[CorpusSong],
    batch_size: int,
    *,
    seed: int = 0,
    transpose: int = 5,
    first_epoch: int = 0,
) -> tf.data.Dataset:
    """Endless batches of `songs`, each epoch of `steps_per_epoch` batches shuffled and transposed anew.

    The same seed gives the same batches; a run resumed with `first_epoch` goes on with those it would have had.

    Returns:
        Dataset of (rolls, style): a dict of uint8 tensors keyed as `Rolls`, batch axis first, and int32 (batch,).
    """

    def epochs() -> Iterator[Batch]:
        for epoch in count(first_epoch):
            yield from training_batches(corpus, songs, batch_size, seed=seed, epoch=epoch, transpose=transpose)

    return _dataset(epochs, corpus.spec)


def validation_dataset(corpus: Corpus, songs: Sequence[CorpusSong], batch_size: int) -> tf.data.Dataset:
    """Every sounding segment of `songs` once, in a fixed order, as `training_dataset` gives them."""
    return _dataset(lambda: validation_batches(corpus, songs, batch_size), corpus.spec)


def _dataset(batches: Callable[[], Iterator[Batch]], spec: RollSpec) -> tf.data.Dataset:
    shapes = {**spec.shapes, "steps": ()}
    rolls = {name: tf.TensorSpec((None, *shape), tf.uint8) for name, shape in shapes.items()}
    signature = (rolls, tf.TensorSpec((None,), tf.int32))
    dataset = tf.data.Dataset.from_generator(
        lambda: ((batch.rolls._asdict(), batch.style) for batch in batches()), output_signature=signature
    )
    return dataset.prefetch(2)
