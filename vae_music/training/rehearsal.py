"""Rehearsal: segments by which a model that learns further styles keeps those that it knew.

The songs from which it learnt them are not at hand, so before the training the model itself writes some: songs of the
new corpus, in the old styles. They are learnt from together with the new songs (Robins 1995, "pseudorehearsal").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from vae_music.corpus.corpus import Corpus, CorpusSong, load_rolls
from vae_music.corpus.entries import Entry
from vae_music.corpus.reading import Reading
from vae_music.corpus.shards import Shards, groups
from vae_music.model.content import as_source
from vae_music.model.decoding import decoding_of_means
from vae_music.model.vae import classifier
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec

REHEARSAL = "*rehearsal*"
"""The name of the corpus of what is rehearsed, which no folder has."""

SEGMENTS = 16
"""The number of segments of each song that is rehearsed."""

LEAST_SONGS = 4
"""The minimum number of songs rehearsed of each style; there are as many in all as there are new songs, or more."""


class _Piece(NamedTuple):
    """A song to be rehearsed: segments of another, from `first` on, in a variant of a style; all by their numbers."""

    song: CorpusSong
    first: int
    style: int
    variant: int

    @property
    def name(self) -> str:
        """The name by which its rolls are found again, of the form of a SHA-256."""
        told = f"{self.song.sha256} {self.first} {self.style} {self.variant}"
        return hashlib.sha256(told.encode()).hexdigest()


def rehearse(
    vae: keras.Model, corpus: Corpus, songs: Sequence[CorpusSong], folder: Path, seed: int
) -> tuple[CorpusSong, ...]:
    """Songs in the styles that the model knew, but those that songs of the corpus have, too.

    Args:
        songs: those of the corpus that are rehearsed in these styles.
        folder: where the rolls are kept; what lies there already is not written again.

    Raises CorpusError where they cannot be kept.
    """
    pieces = {piece.name: piece for piece in _pieces(vae, corpus, songs, seed)}
    shards = Shards(corpus.spec, folder)
    missing = [piece for name, piece in pieces.items() if name not in shards.records]
    write = _Writer(vae, corpus.spec)
    for group in groups(missing):
        shards.write((piece.name, write(piece)) for piece in group)
    return tuple(
        CorpusSong(
            Entry(piece.song.entry.path, corpus.styles[piece.style], f"{REHEARSAL}/{name}", sha256=name),
            shards.records[name],
        )
        for name, piece in pieces.items()
    )


def _pieces(vae: keras.Model, corpus: Corpus, songs: Sequence[CorpusSong], seed: int) -> Iterator[_Piece]:
    """The same pieces for the same songs and seed."""
    learnt = {song.style for song in songs}
    styles = [number for number, style in enumerate(corpus.known) if style not in learnt]
    variants = classifier(vae.get_layer("encoder")).variants
    rng = np.random.default_rng([seed, len(songs)])
    of_style = max(LEAST_SONGS, -(-len(songs) // max(len(styles), 1)))
    order = rng.permutation(np.arange(of_style * len(styles)) % len(songs))
    for place, number in enumerate(order.tolist()):
        song = songs[number]
        first = int(rng.integers(max(1, song.record.segments - SEGMENTS + 1)))
        yield _Piece(song, first, styles[place % len(styles)], place // len(styles) % variants)


class _Writer:
    """Writes pieces by the means of their posteriors and the manners of the model."""

    def __init__(self, vae: keras.Model, spec: RollSpec):
        self.spec, self.encoder, decoder = spec, vae.get_layer("encoder"), vae.get_layer("decoder")
        self.manners = np.array(classifier(self.encoder).manners)
        self._decode = decoding_of_means(decoder, spec)

    def __call__(self, piece: _Piece) -> Reading:
        part = slice(piece.first, piece.first + SEGMENTS)
        source = Rolls(*(roll[part] for roll in load_rolls(piece.song)))
        z = self.encoder.predict_on_batch(as_source(self.encoder, source.named()))["z_mean"]
        manner = self.manners[piece.style, piece.variant]
        z[:, : len(manner)] = manner
        written = self._decode(tf.constant(z), tf.constant(source.steps))
        arrays = {name: written[name].numpy() for name in Rolls._fields if name in written}
        rolls = Rolls(**arrays | {"energy": source.energy})
        return Reading(rolls, piece.name, int(np.count_nonzero(rolls.velocity[..., 0])))
