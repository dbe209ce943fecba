"""Training of a judge, on songs of other works than those tested and never on the output of a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.corpus.corpus import CorpusSong
from vae_music.corpus.request import CorpusRequest, ReadingProgress
from vae_music.errors import CorpusError
from vae_music.evaluation.judge import Judge, read_judge, write_judge
from vae_music.evaluation.style_ranges import learn_ranges
from vae_music.measures.features import ASPECTS, Descriptions, describe
from vae_music.measures.musicality import Musicality, measure_musicality
from vae_music.measures.notes import pitched
from vae_music.measures.softmax import fit_softmax
from vae_music.measures.style_fit import onset_duration_histogram, time_pitch_histogram
from vae_music.midi.read import read_song
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.storage import cache_folder

FORMAT = 2
"""The format number of cached judges. Raise it by one when the description of songs or the training changes."""


class Reference(NamedTuple):
    """The features of a song from which a judge learns: descriptions, the histograms of style fit, and musicality."""

    described: Descriptions
    time_pitch: np.ndarray
    onset_duration: np.ndarray
    musicality: Musicality


def train_judge(
    training: Sequence[CorpusSong],
    testing: Sequence[CorpusSong],
    request: CorpusRequest,
    progress: ReadingProgress | None = None,
) -> Judge:
    """Train a judge on some songs and measure its accuracy on others, or read it from the cache.

    Args:
        request: gives the cache folder and the number of processes that read songs.

    Raises CorpusError where the songs do not have two styles, or the cache cannot be written.
    """
    styles = tuple(sorted({song.style for song in training}))
    if len(styles) < 2:
        raise CorpusError(f"style cannot be judged with songs of {len(styles)} styles besides those to be tested")
    testing = [song for song in testing if song.style in styles]
    path = cache_folder(request.cache) / "judges" / f"{_key(training, testing)}.npz"
    judge = read_judge(path)
    if judge is None:
        references = _references([*training, *testing], request.workers, progress)
        labels = np.array([styles.index(song.style) for song in (*training, *testing)])
        works = [song.work for song in (*training, *testing)]
        judge = _learnt(references, labels, works, len(training), styles)
        try:
            write_judge(judge, path)
        except OSError as error:
            raise CorpusError(f"{path.parent}: cannot write the cache: {error.strerror}") from error
    return judge


def reference(path: Path) -> Reference:
    """The features of the song in a file from which a judge learns. Raises MidiError."""
    song = read_song(path)
    notes = pitched(song)
    described = Descriptions(*(vector.astype(np.float32) for vector in describe(song)))  # thousands fit into memory
    histograms = time_pitch_histogram(notes), onset_duration_histogram(notes, song.downbeats())
    return Reference(described, *histograms, measure_musicality(song))


def _references(songs: Sequence[CorpusSong], workers: int | None, progress: ReadingProgress | None) -> list[Reference]:
    references = []
    paths = [song.entry.path for song in songs]
    for path, learnt in zip(paths, map_in_workers(reference, paths, workers), strict=True):
        if isinstance(learnt, Lost):
            raise CorpusError(f"{path}: {learnt.reason}")
        references.append(learnt)
        if progress:
            progress(len(references), len(songs))
    return references


def _learnt(
    references: Sequence[Reference], labels: np.ndarray, works: Sequence[str], training: int, styles: tuple[str, ...]
) -> Judge:
    """A judge trained on the first `training` references and tested on the others; `labels` and `works` are of all."""
    known, classifiers, accuracy = labels[:training], {}, {}
    for aspect in ASPECTS:
        described = np.stack([getattr(each.described, aspect) for each in references])
        classifiers[aspect] = fit_softmax(described[:training], known, len(styles))
        right = classifiers[aspect].probabilities(described[training:]).argmax(1) == labels[training:]
        accuracy[aspect] = float(right.mean()) if len(right) else float("nan")

    def mean_of_each_style(name: str) -> np.ndarray:
        histograms = np.stack([getattr(each, name) for each in references[:training]])
        return np.stack([histograms[known == style].mean(0) for style in range(len(styles))])

    textures = mean_of_each_style("time_pitch"), mean_of_each_style("onset_duration")
    ranges = learn_ranges(np.array([each.musicality for each in references]), labels, training, works)
    return Judge(styles, classifiers, accuracy, *textures, ranges)


def _key(training: Sequence[CorpusSong], testing: Sequence[CorpusSong]) -> str:
    """The cache key of a judge: a hash of all that determines it, the format, the songs, their styles and works."""
    songs = [sorted((song.sha256, song.style, song.work) for song in side) for side in (training, testing)]
    return hashlib.sha256(json.dumps([FORMAT, songs]).encode()).hexdigest()[:32]
