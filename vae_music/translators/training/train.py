"""Training of a translator on a frozen model, from a corpus to a RUN folder."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from vae_music.corpus import read_corpus, split, summary_text
from vae_music.corpus.request import CorpusRequest, ReadingProgress
from vae_music.errors import CorpusError, ModelError
from vae_music.export.card import Card
from vae_music.export.server_files import write_server_files
from vae_music.export.trained_on import inherit
from vae_music.export.versions import publish
from vae_music.run_folder import RunError, RunFolder, RunWriteError
from vae_music.translators.arrays import write_arrays
from vae_music.translators.protocol import COMPOSER
from vae_music.translators.stored import translator_path
from vae_music.translators.training.composer import train_composer
from vae_music.translators.training.cyclegan import train_cyclegan
from vae_music.translators.training.flow import train_flow
from vae_music.translators.training.retrieval import train_retrieval
from vae_music.translators.training.training_songs import check_styles, training_pieces, training_songs

if TYPE_CHECKING:
    from vae_music.inference.model import Model


@dataclass(frozen=True)
class TranslatorRequest:
    """A training of a translator, or of the composer.

    Args:
        method: one of `vae_music.translators.protocol.TRAINED`, or COMPOSER.
        out: the folder to write, missing or empty.
        seed: of the first weights and the batches, and of the split where the model has no record of that of its own.
        minutes: the time limit of the steps of a network, counted from the first step.
    """

    method: str
    out: RunFolder
    corpus: CorpusRequest = field(default_factory=CorpusRequest)
    seed: int = 0
    minutes: float | None = None


class TrainedTranslator(NamedTuple):
    """The result: the export with the translator, what it has learnt from, and the time it took in all."""

    export: Path
    songs: int
    segments: int
    seconds: float


class Listeners(NamedTuple):
    """The receivers of progress: `say` gets the table of the songs read, the others how much of a part is done."""

    say: Callable[[str], None]
    reading: ReadingProgress
    encoding: Callable[[int, int], None]
    learning: Callable[[int, int], None]


def train_translator(request: TranslatorRequest, model: Model, listeners: Listeners) -> TrainedTranslator:
    """Train a translator for a model, and write a copy of the model's export that has it.

    Raises:
        RunError: the folder is not empty. RunWriteError: it cannot be written.
        CorpusError: the styles of the corpus are not those of the model, or there is nothing to learn from.
        ModelError: the model is on a server.
    """
    begun, export = time.monotonic(), model.translators.export
    if export is None:
        raise ModelError("a model on a server gives out no files, so it gets no translator")
    if request.method == COMPOSER and not model.card.config.model.content:
        raise ModelError("a composer needs a model whose z has a content")
    request.out.require_empty()
    corpus = read_corpus(request.corpus, model.spec, listeners.reading)
    sides = split(corpus.songs, seed=_split_seed(export, request.seed))
    if not sides.training:
        raise CorpusError(
            f"{', '.join(request.corpus.corpora) or 'the embedded corpus'}: none of the files can be used"
        )
    check_styles(corpus, model.styles)
    listeners.say(summary_text(corpus, sides))
    songs = []
    for song in (training_pieces if request.method == COMPOSER else training_songs)(model, corpus, sides.training):
        songs.append(song)
        listeners.encoding(len(songs), len(sides.training))
    arrays = _learnt(request, songs, model.card, listeners.learning)

    def write(folder: Path) -> None:
        shutil.copytree(export, folder)
        write_arrays(translator_path(folder, request.method), arrays)
        write_server_files(request.out.exports)

    try:
        written = publish(request.out.exports, write)
        inherit(export, request.out)
        request.out.write_songs(corpus, sides)
    except OSError as error:
        raise RunWriteError(request.out.path, error) from error
    segments = sum(song.segments for song in songs)
    return TrainedTranslator(written, len(songs), segments, time.monotonic() - begun)


def _learnt(
    request: TranslatorRequest, songs: Sequence[Any], card: Card, progress: Callable[[int, int], None]
) -> dict[str, np.ndarray]:
    """The arrays learnt from the songs; for a composer, from pieces."""
    styles = len(card.styles)
    if request.method == "retrieval":
        return train_retrieval(songs, styles)
    deadline = math.inf if request.minutes is None else time.monotonic() + 60 * request.minutes
    if request.method == COMPOSER:
        return train_composer(songs, styles, card.config, request.seed, deadline, progress)
    learn = {"flow": train_flow, "cyclegan": train_cyclegan}[request.method]
    return learn(songs, styles, request.seed, deadline, progress)


def _split_seed(export: Path, otherwise: int) -> int:
    """The seed of the split of the model's own training, so that what was held out then stays so."""
    try:
        return RunFolder.of_export(export).begun_with().seed
    except RunError:
        return otherwise
