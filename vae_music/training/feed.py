"""What training is fed with: a corpus read and split, and its segments as model inputs."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

import tensorflow as tf

from vae_music.config import Config
from vae_music.corpus import Corpus, Split, embedded_corpus_folder, read_corpus, split
from vae_music.corpus.batches import count_segments, steps_per_epoch
from vae_music.corpus.dataset import training_dataset, validation_dataset
from vae_music.errors import CorpusError
from vae_music.training.run import Data

PROTOTYPE_BATCHES = 32


class Feed(NamedTuple):
    """Datasets, and how many batches make an epoch.

    training: endless model inputs. validation: the same ones every time, None where no song is held out. untransposed:
    some of the training segments as (rolls, style), to measure prototypes on.
    """

    training: tf.data.Dataset
    validation: tf.data.Dataset | None
    untransposed: tf.data.Dataset
    steps: int


def read_data(
    config: Config,
    data: Data,
    cache: str | os.PathLike | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Corpus, Split]:
    """Read the corpora and hold some works out. Raises CorpusError where nothing is left to train on."""
    corpora = data.corpora or (str(embedded_corpus_folder(cache)),)
    corpus = read_corpus(
        corpora,
        config.spec,
        styles=data.styles,
        style_map=data.style_map,
        max_songs=data.max_songs,
        cache=cache,
        workers=workers,
        progress=progress,
    )
    sides = split(corpus.songs, seed=data.seed)
    if not sides.training:
        raise CorpusError(f"{', '.join(corpora)}: none of the files can be used")
    return corpus, sides


def make_feed(corpus: Corpus, sides: Split, config: Config, seed: int, step: int) -> Feed:
    """Batches from where training stands after `step` steps, so that a resumed run gets those it would have had."""
    songs, size, course = sides.training, config.train.batch_size, config.train
    whole = steps_per_epoch(songs, size)
    training = training_dataset(
        corpus, songs, size, seed=seed, transpose=course.transpose, first_epoch=step // whole
    ).skip(step % whole)
    untransposed = training_dataset(corpus, songs, size, seed=seed, transpose=0).take(min(whole, PROTOTYPE_BATCHES))
    validation = None
    if sides.validation:
        batches = min(math.ceil(count_segments(sides.validation) / size), course.validation_steps)
        held_out = validation_dataset(corpus, sides.validation, size).take(batches).map(_inputs).cache()
        validation = held_out.apply(tf.data.experimental.assert_cardinality(batches))  # else Keras warns at its end
    return Feed(training.map(_inputs), validation, untransposed, min(whole, course.epoch_steps))


def _inputs(rolls: Mapping[str, tf.Tensor], style: tf.Tensor) -> dict[str, tf.Tensor]:
    return {**rolls, "style": style}
