"""The latents of the songs from which translators learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vae_music.corpus import Corpus, CorpusSong
from vae_music.errors import CorpusError
from vae_music.training.input_pipeline import some_songs
from vae_music.translators.song_latents import SongLatents

if TYPE_CHECKING:
    from vae_music.inference.model import Model

SONGS = 160
"""The maximum number of songs of each style and corpus that are learnt from."""


class TrainingSong(NamedTuple):
    """The latents of a song, and the number of its style in the model."""

    latents: SongLatents
    style: int

    @property
    def segments(self) -> int:
        """The number of its segments."""
        return len(self.latents.manner)


class TrainingPiece(NamedTuple):
    """The whole latents of a song, float16 (segments, latent), its steps, uint8 (segments,), and its style's number."""

    z: np.ndarray
    steps: np.ndarray
    style: int

    @property
    def segments(self) -> int:
        """The number of its segments."""
        return len(self.z)


def check_styles(corpus: Corpus, styles: Sequence[str]) -> None:
    """Check that a corpus has songs of each of a model's styles, and of no others. Raises CorpusError."""
    if strange := set(corpus.styles) - set(styles):
        raise CorpusError(f"the model has no style {min(strange)}; --styles leaves it out, --style-map renames it")
    if missing := set(styles) - set(corpus.styles):
        raise CorpusError(f"no song of {', '.join(sorted(missing))}: a translator learns all styles of its model")


def training_songs(
    model: Model, corpus: Corpus, songs: Sequence[CorpusSong], most: int = SONGS
) -> Iterator[TrainingSong]:
    """The latents of at most `most` songs of each style and corpus, spread over its grooves."""
    card = model.card
    for z, rolls, style in _encoded(model, corpus, songs, most):
        yield TrainingSong(SongLatents.of(z, rolls, card.config, card.manner_size), style)


def training_pieces(
    model: Model, corpus: Corpus, songs: Sequence[CorpusSong], most: int = SONGS
) -> Iterator[TrainingPiece]:
    """The same songs, with the contents of all their beats."""
    for z, rolls, style in _encoded(model, corpus, songs, most):
        yield TrainingPiece(z.astype(np.float16), rolls["steps"], style)


def _encoded(
    model: Model, corpus: Corpus, songs: Sequence[CorpusSong], most: int
) -> Iterator[tuple[np.ndarray, Mapping[str, np.ndarray], int]]:
    for song in some_songs(corpus, songs, most):
        style = model.styles.index(corpus.styles[song.style])
        yield model.call("encode", song.rolls)["z_mean"], song.rolls, style


def mean_and_spread(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the standard deviation of each column; 1 for a column that is constant."""
    spread = rows.std(0)
    return rows.mean(0), np.where(spread > 1e-4, spread, 1.0).astype(np.float32)
