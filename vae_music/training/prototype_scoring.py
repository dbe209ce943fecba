"""Prototype scoring: the quality of the music that a manner of a style makes of songs of other styles.

A song may be typical of its style in every way and still be a poor model for others, for example if little is played in
it, or if chords lie above the tune. A manner is therefore scored by its outputs on excerpts of other styles: critics
must recognise the style by the notes and by the velocities, the harmony must be kept, and the melody must be there and
on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from pathlib import Path
from statistics import harmonic_mean
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from vae_music.measures.features import describe
from vae_music.measures.preservation import chroma_similarity
from vae_music.model.decoding import decoding_of_means
from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.joining import join_segments
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.segments import usual_steps
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.song import Song
from vae_music.training.critics import Critics, HeardSong

EXCERPT_SEGMENTS = 12
_NOTES = ("pitch", "velocity")
EXCERPTS = 16
"""The maximum number of excerpts that score a manner, spread over the other styles."""

FEWEST_EXCERPTS = 4
"""The minimum number of excerpts in a metre that score a manner for songs in that metre."""


class StyledSong(NamedTuple):
    """The rolls of a song's segments, the number of its style, and the names of its groove and corpus.

    groove: without a name, that of its work. path: its file, where it is known.
    """

    rolls: Mapping[str, np.ndarray]
    style: int
    groove: str
    corpus: str
    path: Path | None = None


class EncodedSong(NamedTuple):
    """A `StyledSong` with its latents, float32 (segments, latent)."""

    rolls: Mapping[str, np.ndarray]
    style: int
    groove: str
    corpus: str
    path: Path | None
    z: np.ndarray

    @property
    def usual_steps(self) -> int:
        """The length of most of the segments, which the metre decides."""
        return usual_steps(self.rolls["steps"])


class MannerScores(NamedTuple):
    """The scores of a manner, each 0 to 1.

    style, loudness: the critics' probability of the style by notes and by velocities. chroma: the chroma similarity.
    tune: see `kept_melody`. clear: see `clear_melody`. recognized: the share of excerpts that are taken for the style.
    """

    style: float
    loudness: float
    chroma: float
    tune: float
    clear: float
    recognized: float

    @property
    def together(self) -> float:
        """The harmonic mean of the scores without the share recognized."""
        return harmonic_mean(self[:-1])

    @property
    def without_loudness(self) -> float:
        """The same without the score of velocities."""
        return self._replace(loudness=1.0).together


class PrototypeScoring:
    """Scores manners on excerpts of some songs, which must have two styles or more.

    Args:
        songs: the songs from which excerpts are taken.
        known: the songs from which the critics learn.
    """

    def __init__(
        self,
        decoder: keras.Model,
        songs: Sequence[EncodedSong],
        spec: RollSpec,
        known: Iterable[StyledSong],
    ):
        self.spec, self._songs = spec, songs
        self._corpora: frozenset[str] = frozenset()  # those whose critics are asked; none for all
        self._decode = decoding_of_means(decoder, spec)
        self._critics = Critics(
            [HeardSong(describe(_song(song.rolls, spec)), song.style, song.groove, song.corpus) for song in known]
        )

    def in_metre(self, steps: int, style: int) -> PrototypeScoring | None:
        """The same for one metre, by the usual length of its segments; None where excerpts are too few.

        Its excerpts are in this metre, and its critics those of the corpora that have songs of the style in it.
        """
        scoring = copy(self)
        scoring._songs = [song for song in self._songs if song.usual_steps == steps]
        scoring._corpora = frozenset(song.corpus for song in scoring._songs if song.style == style)
        return scoring if len(scoring._excerpts(style)) >= FEWEST_EXCERPTS else None

    def scores(self, manner: np.ndarray, style: int, groove: str | None) -> MannerScores:
        """The scores of a manner, shape (m,), of a song of a style and groove.

        Args:
            groove: None for critics who know all grooves.
        """
        excerpts = self._excerpts(style)
        z = np.concatenate([excerpt.z for excerpt in excerpts])
        z[:, : len(manner)] = manner
        answer = self._decoded(z, np.concatenate([excerpt.rolls["steps"] for excerpt in excerpts]))
        ends = np.cumsum([len(excerpt.z) for excerpt in excerpts])
        played = [self._joined(answer, end - len(one.z), end) for one, end in zip(excerpts, ends, strict=True)]
        heard = [describe(song) for song in played]
        convinced = self._critics.convinced(heard, style, groove, self._corpora)
        sources = [_song(one.rolls, self.spec) for one in excerpts]
        kept = np.mean([chroma_similarity(source, song) for source, song in zip(sources, played, strict=True)])
        there = kept_melody(
            {name: np.concatenate([one.rolls[name] for one in excerpts]) for name in _NOTES}, answer, self.spec
        )
        clear = clear_melody(answer["pitch"][:, :, : self.spec.voices])
        return MannerScores(convinced.notes, convinced.velocities, float(kept), there, clear, convinced.recognized)

    def _excerpts(self, style: int) -> list[EncodedSong]:
        """Excerpts from the middle of songs of all other styles."""
        others = [song for song in self._songs if song.style != style]
        chosen = others[:: max(1, len(others) // EXCERPTS)][:EXCERPTS]
        return [_middle(song) for song in chosen]

    def _decoded(self, z: np.ndarray, steps: np.ndarray) -> dict[str, np.ndarray]:
        answer = self._decode(tf.constant(z, tf.float32), tf.constant(steps, tf.uint8))
        return {name: tensor.numpy() for name, tensor in answer.items()}

    def _joined(self, answer: Mapping[str, np.ndarray], start: int, end: int) -> Song:
        rows = {name: roll[start:end] for name, roll in answer.items()}
        probability = rows.pop("instrument_probability")
        return join_segments(Rolls.of(rows, self.spec), probability, self.spec)


def kept_melody(source: Mapping[str, np.ndarray], answer: Mapping[str, np.ndarray], spec: RollSpec) -> float:
    """The share of the melody's notes that the answer's melody has, at their pitch class and about their time.

    About their time is within a sixth of a beat, by which swing moves notes; for notes on a beat, within half of that,
    because else a band that plays everything late would do well.

    Args:
        source, answer: the rolls `pitch` and `velocity`.
    """
    notes, found = (_melody_notes(rolls, spec) for rolls in (source, answer))
    if not len(notes):
        return 1.0
    beat = spec.steps_per_beat * spec.ticks_per_step
    near = np.where(notes[:, 1] % beat == 0, beat // 12, beat // 6)
    same = (notes[:, None, 0] == found[:, 0]) & ((notes[:, None, 2] - found[:, 2]) % 12 == 0)
    return float((same & (np.abs(notes[:, None, 1] - found[:, 1]) <= near[:, None])).any(1).mean())


def _melody_notes(rolls: Mapping[str, np.ndarray], spec: RollSpec) -> np.ndarray:
    """The segment, tick and pitch class of each note that begins in the melody's voice, shape (notes, 3)."""
    velocity = rolls["velocity"][:, :, MELODY].astype(int)
    segment, step = np.nonzero(velocity[..., 0])
    first = np.array([pattern[0] for pattern in spec.patterns])[velocity[segment, step, 1]]
    return np.stack([segment, step * spec.ticks_per_step + first, rolls["pitch"][segment, step, MELODY].astype(int)], 1)


def clear_melody(voices: np.ndarray) -> float:
    """The share of the melody's steps at which nothing sounds above it; 0 where there is no melody.

    Input shape: pitch classes (segments, step, voice).
    """
    melody = voices[:, :, MELODY]
    others = np.delete(voices, MELODY, axis=2).max(axis=2, initial=0)
    return float(np.mean(others[melody > 0] <= melody[melody > 0])) if melody.any() else 0.0


def _middle(song: EncodedSong) -> EncodedSong:
    start = max(0, (len(song.z) - EXCERPT_SEGMENTS) // 2)
    part = slice(start, start + EXCERPT_SEGMENTS)
    return song._replace(rolls={name: roll[part] for name, roll in song.rolls.items()}, z=song.z[part])


def _song(rolls: Mapping[str, Any], spec: RollSpec) -> Song:
    return rolls_to_song(Rolls.of(rolls, spec), spec)
