"""The input pipeline of a training: a corpus is read and split, and its segments become batches of model inputs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from vae_music.config import Config
from vae_music.corpus import Corpus, CorpusSong, Split, load_rolls, read_corpus, split
from vae_music.corpus.batches import count_segments, steps_per_epoch
from vae_music.corpus.dataset import training_dataset, untuned, validation_dataset
from vae_music.corpus.request import ReadingProgress
from vae_music.corpus.shards import sounding
from vae_music.errors import CorpusError
from vae_music.ordering import by_turns
from vae_music.rolls.rolls import EXAMPLE, SOURCE
from vae_music.run_folder import Begun
from vae_music.training.prototype_scoring import StyledSong

PROTOTYPE_SONGS = 32
CRITIC_SONGS = 160
CALIBRATION_BATCHES = 4


class InputPipeline(NamedTuple):
    """The datasets of a training.

    training: endless batches of model inputs. validation: the same batches every time, None where no song is held out.
    songs, held_out: given a maximum number per style and corpus, yield songs trained on, and songs held out, spread
        evenly over their grooves.
    steps: the number of batches in an epoch.
    """

    training: tf.data.Dataset
    validation: tf.data.Dataset | None
    songs: Callable[[int], Iterator[StyledSong]]
    held_out: Callable[[int], Iterator[StyledSong]]
    steps: int

    def some_batches(self) -> Iterator[dict[str, np.ndarray]]:
        """A few batches of held-out songs, spread over them, if there are any, otherwise of songs trained on."""
        if self.validation is None:
            return self.training.take(CALIBRATION_BATCHES).as_numpy_iterator()
        apart = max(1, int(self.validation.cardinality()) // CALIBRATION_BATCHES)
        return self.validation.shard(apart, 0).as_numpy_iterator()


def read_sides(begun: Begun, progress: ReadingProgress | None = None) -> tuple[Corpus, Split]:
    """Read the corpora of a training and hold out some works. Raises CorpusError where nothing is left to train on."""
    corpus = read_corpus(begun.corpus, begun.config.spec, progress)
    if begun.start:
        corpus = corpus.for_model(begun.start.styles, keep=not begun.start.forget)
    sides = split(corpus.songs, seed=begun.seed)
    named = ", ".join(begun.corpus.corpora) or "the embedded corpus"
    if not sides.training:
        raise CorpusError(f"{named}: none of the files can be used")
    if len(corpus.styles) < 2:
        raise CorpusError(
            f"{named}: only one style, {corpus.styles[0]}, and nothing to tell it from: add songs of another, or begin "
            "with a model that knows others (--from pretrained)"
        )
    return corpus, sides


def build_input_pipeline(corpus: Corpus, sides: Split, config: Config, seed: int, step: int) -> InputPipeline:
    """Build the input pipeline from step `step` on, so that a resumed run gets the batches it would have had."""
    songs, size, course = sides.training, config.train.batch_size, config.train
    whole = steps_per_epoch(songs, size)
    training = training_dataset(corpus, songs, course, seed=seed, first_epoch=step // whole).skip(step % whole)
    validation = None
    if sides.validation:
        works = {song.work for song in sides.validation}
        arrangements = [song for song in sides.left_out if song.work in works]
        held_out = validation_dataset(corpus, sides.validation, size, arrangements)
        batches = math.ceil(count_segments(sides.validation) / size)
        spread = held_out.shard(math.ceil(batches / course.validation_steps), 0)  # over all songs, not the first ones
        validation = _in_memory(spread.map(partial(_inputs, config)), size)
    return InputPipeline(
        training.map(partial(_inputs, config)),
        validation,
        partial(some_songs, corpus, songs),
        partial(some_songs, corpus, sides.validation),
        min(whole, course.epoch_steps),
    )


def _in_memory(dataset: tf.data.Dataset, size: int) -> tf.data.Dataset:
    """The dataset in batches of `size`, read once and kept in memory."""
    batches = list(dataset.as_numpy_iterator())
    rows = {name: np.concatenate([batch[name] for batch in batches]) for name in batches[0]}
    return untuned(tf.data.Dataset.from_tensor_slices(rows).batch(size))


def some_songs(corpus: Corpus, songs: Sequence[CorpusSong], most: int) -> Iterator[StyledSong]:
    """The sounding segments of at most `most` songs of each style and corpus, spread evenly over its grooves."""
    kinds: defaultdict[tuple[str, str], defaultdict[str, list[CorpusSong]]] = defaultdict(lambda: defaultdict(list))
    for song in songs:
        kinds[song.style, song.entry.corpus][song.entry.groove or song.work].append(song)
    for (style, name), grooves in sorted(kinds.items()):
        for song in islice(by_turns(grooves.values()), most):
            rolls = load_rolls(song)
            sounds = sounding(rolls)
            heard = {part: roll[sounds] for part, roll in rolls._asdict().items()}
            groove = song.entry.groove or song.work
            yield StyledSong(heard, corpus.styles.index(style), groove, name, song.entry.path)


def _inputs(config: Config, rolls: Mapping[str, tf.Tensor], style: tf.Tensor) -> dict[str, tf.Tensor]:
    """The part of a batch that the model has as inputs."""
    unread = {SOURCE + "instrument"}
    if not config.model.content:
        unread |= {name for name in rolls if name.startswith((EXAMPLE, SOURCE))}
    if not config.model.energy:
        unread |= {name for name in rolls if name.endswith("energy")}
    return {name: roll for name, roll in rolls.items() if name not in unread} | {"style": style}
