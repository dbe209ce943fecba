"""How the judges of style learn: from songs of other works than those tested, and never from what a model made."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import vae_music
from vae_music.bars import bar_beats
from vae_music.corpus.corpus import CorpusSong
from vae_music.corpus.shards import cache_folder
from vae_music.corpus.workers import Lost, map_in_workers
from vae_music.errors import CorpusError
from vae_music.evaluation.features import ASPECTS, Descriptions, describe
from vae_music.evaluation.judge import Judge, read_judge, write_judge
from vae_music.evaluation.notes import pitched
from vae_music.evaluation.softmax import fit_softmax
from vae_music.evaluation.stylefit import onset_duration_histogram, time_pitch_histogram
from vae_music.midi import read_song
from vae_music.rolls import RollSpec, rolls_to_song, song_to_rolls


class Reference(NamedTuple):
    """What a judge learns from a song.

    played, rolled: the descriptions of the song, and of what the default rolls hold of it: rounding is no style.
    """

    played: Descriptions
    rolled: Descriptions
    time_pitch: np.ndarray
    onset_duration: np.ndarray


def train_judge(
    training: Sequence[CorpusSong],
    testing: Sequence[CorpusSong],
    *,
    cache: str | os.PathLike | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Judge:
    """Learn the styles from some songs, and see how well others are recognised; or take the judge from the cache.

    Raises CorpusError where the songs do not have two styles, or the cache cannot be written.
    """
    styles = tuple(sorted({song.style for song in training}))
    if len(styles) < 2:
        raise CorpusError(f"style cannot be judged with songs of {len(styles)} styles besides those to be tested")
    testing = [song for song in testing if song.style in styles]
    path = cache_folder(cache) / "judges" / f"{_key(training, testing)}.npz"
    judge = read_judge(path)
    if judge is None:
        judge = _trained(training, testing, styles, workers, progress)
        try:
            write_judge(judge, path)
        except OSError as error:
            raise CorpusError(f"{path.parent}: cannot write the cache: {error.strerror}") from error
    return judge


def reference(path: Path) -> Reference:
    """What a judge learns from a file. Raises MidiError."""
    song = read_song(path)
    spec = RollSpec()
    notes = pitched(song)
    rolled = rolls_to_song(song_to_rolls(song, spec)[0], spec, song)
    histograms = time_pitch_histogram(notes), onset_duration_histogram(notes, bar_beats(song))
    return Reference(_halved(describe(song)), _halved(describe(rolled)), *histograms)


def _halved(described: Descriptions) -> Descriptions:
    """With half the digits, so that those of thousands of songs fit into memory."""
    return Descriptions(*(vector.astype(np.float32) for vector in described))


def _trained(
    training: Sequence[CorpusSong],
    testing: Sequence[CorpusSong],
    styles: tuple[str, ...],
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> Judge:
    songs = [*training, *testing]
    references: list[Reference | None] = []
    for learnt in map_in_workers(reference, [song.entry.path for song in songs], workers):
        references.append(None if isinstance(learnt, Lost) else learnt)
        if progress:
            progress(len(references), len(songs))
    labels = np.array([styles.index(song.style) for song in songs])
    known, held_out = (
        [index for index in indices if references[index]]
        for indices in (range(len(training)), range(len(training), len(songs)))
    )
    kept: list[Reference] = [found for found in references if found]
    place = np.cumsum([found is not None for found in references]) - 1
    return _fit(kept, place[known], labels[known], place[held_out], labels[held_out], styles)


def _fit(
    references: Sequence[Reference],
    known: np.ndarray,
    known_style: np.ndarray,
    held_out: np.ndarray,
    held_out_style: np.ndarray,
    styles: tuple[str, ...],
) -> Judge:
    classifiers, accuracy = {}, {}
    for aspect in ASPECTS:
        played, rolled = (
            np.stack([getattr(getattr(each, version), aspect) for each in references])
            for version in ("played", "rolled")
        )
        classifier = fit_softmax(np.concatenate([played[known], rolled[known]]), np.tile(known_style, 2), len(styles))
        classifiers[aspect] = classifier
        right = classifier.probabilities(played[held_out]).argmax(1) == held_out_style
        accuracy[aspect] = float(right.mean()) if len(right) else float("nan")
    textures = (
        np.stack(
            [
                np.mean([getattr(references[i], name) for i in known[known_style == index]], 0)
                for index in range(len(styles))
            ]
        )
        for name in ("time_pitch", "onset_duration")
    )
    return Judge(styles, classifiers, accuracy, *textures)


def _key(training: Sequence[CorpusSong], testing: Sequence[CorpusSong]) -> str:
    """A name for all that decides what a judge is: the songs, their styles, and the code."""
    songs = [sorted((song.content, song.style) for song in side) for side in (training, testing)]
    home = Path(vae_music.__file__).parent
    code = b"".join(
        source.read_bytes() for folder in (home, home / "evaluation") for source in sorted(folder.glob("*.py"))
    )
    return hashlib.sha256(json.dumps(songs).encode() + code).hexdigest()[:32]
