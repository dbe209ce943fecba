"""Batches of segments, shuffled and transposed, streamed from shards of which only a few are in memory."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.config import TrainConfig
from vae_music.corpus.augmentation import exchange_melodies, jittered_energy, random_semitones, transposed
from vae_music.corpus.corpus import Corpus, CorpusSong
from vae_music.corpus.melody_variation import in_register_of, vary_melodies
from vae_music.corpus.pairing import Pairing
from vae_music.corpus.shards import load_shard, sounding
from vae_music.errors import CorpusError
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec

POOL_SEGMENTS = 8192


class Batch(NamedTuple):
    """Segments of many songs, each with its style, its example and its source.

    style: the index of each segment's style, int32, shape (segments,).
    example: another segment of the same song, which has the same manner but other notes.
    source: the same bars in an arrangement drawn from all that the corpus has of them, often the segment itself.
    """

    rolls: Rolls
    style: np.ndarray
    example: Rolls
    source: Rolls

    def take(self, rows: np.ndarray | slice) -> Batch:
        """The segments at `rows`, with all that belongs to them."""
        rolls, example, source = (
            Rolls(*(roll[rows] for roll in kind)) for kind in (self.rolls, self.example, self.source)
        )
        return Batch(rolls, self.style[rows], example, source)


def count_segments(songs: Sequence[CorpusSong]) -> int:
    """The number of segments of these songs that hold a note; the others are not trained on."""
    return sum(song.record.sounding for song in songs)


def steps_per_epoch(songs: Sequence[CorpusSong], batch_size: int) -> int:
    """The number of batches per epoch of `training_batches`, at least 1."""
    return max(count_segments(songs) // batch_size, 1)


def training_batches(
    corpus: Corpus,
    songs: Sequence[CorpusSong],
    course: TrainConfig,
    *,
    seed: int,
    epoch: int,
) -> Iterator[Batch]:
    """The segments of `songs` in an order drawn from seed and epoch, paired and augmented as the course asks for.

    Shards come in random order and are mixed in pools of about POOL_SEGMENTS. Silent segments are left out. Every batch
    has the size of the course: an incomplete last one is dropped unless it is the only one. The melody of a segment is
    exchanged and varied with that of its source, and both are transposed alike; its example is transposed
    independently, since a manner has no key.
    """
    rng = np.random.default_rng([seed, epoch])
    pairing = Pairing(songs, rng, course.own_example)
    dropped = count_segments(songs) >= course.batch_size
    for batch in _stream(corpus, songs, course.batch_size, pairing, shuffle=rng):
        if not dropped or len(batch.style) == course.batch_size:
            yield _augmented(batch, course, corpus.spec, rng)


def validation_batches(
    corpus: Corpus, songs: Sequence[CorpusSong], batch_size: int, arrangements: Sequence[CorpusSong] = ()
) -> Iterator[Batch]:
    """Every sounding segment of `songs` once, in a fixed order, not transposed; the last batch may be smaller.

    Args:
        arrangements: songs from which sources are drawn, besides `songs` themselves.
    """
    pairing = Pairing([*songs, *arrangements], np.random.default_rng(0))
    return _stream(corpus, songs, batch_size, pairing)


def _augmented(batch: Batch, course: TrainConfig, spec: RollSpec, rng: np.random.Generator) -> Batch:
    rolls, source = exchange_melodies(batch.rolls, batch.source, batch.style, course.other_melody, spec, rng)
    rolls, source = vary_melodies(rolls, source, course.varied_melody, spec, rng)
    source = jittered_energy(source, course.energy_jitter, course.drumless, rng)
    return _transposed(batch._replace(rolls=rolls, source=source), spec, course.transpose, rng)


def _transposed(batch: Batch, spec: RollSpec, transpose: int, rng: np.random.Generator) -> Batch:
    both = batch.rolls._replace(pitch=np.concatenate([batch.rolls.pitch, batch.source.pitch], axis=1))
    semitones = random_semitones(both, spec, transpose, rng)
    rolls, source = (transposed(kind, spec, semitones) for kind in (batch.rolls, batch.source))
    alone = random_semitones(batch.example, spec, transpose, rng)
    return batch._replace(rolls=rolls, source=source, example=transposed(batch.example, spec, alone))


def _stream(
    corpus: Corpus,
    songs: Sequence[CorpusSong],
    batch_size: int,
    pairing: Pairing,
    shuffle: np.random.Generator | None = None,
) -> Iterator[Batch]:
    """All sounding segments in batches, shuffled if a generator is given; only the last may be smaller."""
    if not songs:
        raise CorpusError("no songs to learn from")
    parts: list[Batch] = []
    for part, is_last in _shards(corpus, songs, pairing, shuffle):
        parts.append(part)
        if is_last or sum(len(part.style) for part in parts) >= POOL_SEGMENTS:
            parts = yield from _pool(parts, batch_size, shuffle, is_last)


def _pool(
    parts: list[Batch], batch_size: int, shuffle: np.random.Generator | None, is_last: bool
) -> Generator[Batch, None, list[Batch]]:
    """The segments of `parts`, which is emptied, mixed and in batches; returns the remainder for the next pool."""
    pool = _joined(parts)
    parts.clear()
    size = len(pool.style)
    order = np.arange(size) if shuffle is None else shuffle.permutation(size)
    end = size if is_last else size // batch_size * batch_size
    for start in range(0, end, batch_size):
        yield pool.take(order[start : start + batch_size])
    return [pool.take(order[end:])]


def _shards(
    corpus: Corpus, songs: Sequence[CorpusSong], pairing: Pairing, shuffle: np.random.Generator | None
) -> Iterator[tuple[Batch, bool]]:
    """The sounding segments of the songs, shard by shard, each with True for the last shard and False before it."""
    of_shard: dict[Path, list[CorpusSong]] = {}
    for song in songs:
        of_shard.setdefault(song.record.shard, []).append(song)
    number = {style: index for index, style in enumerate(corpus.styles)}
    shards = sorted(of_shard)
    left = len(shards)
    for index in range(left) if shuffle is None else shuffle.permutation(left):
        left -= 1
        yield _load(shards[index], of_shard[shards[index]], pairing, number, corpus.spec), not left


def _load(
    shard: Path, songs: Sequence[CorpusSong], pairing: Pairing, number: Mapping[str, int], spec: RollSpec
) -> Batch:
    """The sounding segments of songs of one shard, with their styles, examples and sources."""
    rolls = load_shard(shard)
    sounds = sounding(rolls)
    rows, example, source = pairing.find(songs, rolls.steps, sounds)
    style = np.concatenate([np.full(sounds[song.rows].sum(), number[song.style], np.int32) for song in songs])
    of_rows, of_example, of_source = (Rolls(*(roll[which] for roll in rolls)) for which in (rows, example, source))
    return Batch(of_rows, style, of_example, in_register_of(of_rows, of_source, spec))


def _joined(parts: Sequence[Batch]) -> Batch:
    def joined(kind: str) -> Rolls:
        return Rolls(*map(np.concatenate, zip(*(getattr(part, kind) for part in parts), strict=True)))

    style = np.concatenate([part.style for part in parts])
    return Batch(joined("rolls"), style, joined("example"), joined("source"))
