"""Auditions: which manner makes music of its style out of songs of others?

A song may be typical of its style in every way and still be a poor model for others, as when little is played in it,
or chords lie over the tune. What a manner makes of excerpts of other styles is heard by a critic, who knows styles by
their notes alone, those of songs and those that the model makes of songs; it is held against the harmony it should have
kept; and the melody must be on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from vae_music.measures.features import describe
from vae_music.measures.preservation import chroma_similarity
from vae_music.measures.softmax import fit_softmax
from vae_music.model.decoding import rolls_from_logits
from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.joining import join_segments
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.song import Song

EXCERPT_SEGMENTS = 16
EXCERPTS = 20
"""So many of each scoring, spread over the other styles."""


class EncodedSong(NamedTuple):
    """A training song: its rolls, the number of its style, and its latents, float32 (segments, latent)."""

    rolls: Mapping[str, np.ndarray]
    style: int
    z: np.ndarray


class MannerScores(NamedTuple):
    """What a manner was given, each 0 to 1.

    style: the critic's probability of it. chroma: the harmony kept. clear: see `clear_melody`.
    """

    style: float
    chroma: float
    clear: float

    @property
    def together(self) -> float:
        """The harmonic mean."""
        return len(self) / sum(1 / max(score, 1e-12) for score in self)


class PrototypeScoring:
    """Judges manners on some songs, which must have two styles or more.

    Args:
        songs: of which excerpts are played.
        known: more songs that the critic knows, their rolls and the numbers of their styles.
    """

    def __init__(
        self,
        decoder: keras.Model,
        songs: Sequence[EncodedSong],
        spec: RollSpec,
        known: Iterable[tuple[Mapping[str, np.ndarray], int]] = (),
    ):
        self.decoder, self.spec, self._songs = decoder, spec, songs
        notes, labels = zip(*((describe(song).notes, style) for song, style in self._taught(known)), strict=True)
        self._critic = fit_softmax(np.stack(notes), np.array(labels), max(labels) + 1)

    def scores(self, manner: np.ndarray, style: int) -> MannerScores:
        """What is played in the manner, shape (m,), for a style."""
        excerpts = self._excerpts(style)
        z = np.concatenate([excerpt.z for excerpt in excerpts])
        z[:, : len(manner)] = manner
        answer = self._decoded(z, np.concatenate([excerpt.rolls["steps"] for excerpt in excerpts]))
        ends = np.cumsum([len(excerpt.z) for excerpt in excerpts])
        played = [self._joined(answer, end - len(one.z), end) for one, end in zip(excerpts, ends, strict=True)]
        notes = np.stack([describe(song).notes for song in played])
        convinced = self._critic.probabilities(notes)[:, style].mean()
        sources = [_song(one.rolls, self.spec) for one in excerpts]
        kept = np.mean([chroma_similarity(source, song) for source, song in zip(sources, played, strict=True)])
        return MannerScores(float(convinced), float(kept), clear_melody(answer["pitch"][:, :, : self.spec.voices]))

    def _taught(self, known: Iterable[tuple[Mapping[str, np.ndarray], int]]) -> Iterator[tuple[Song, int]]:
        """Songs, and what the model makes of some in their own manner, with the numbers of their styles."""
        yield from ((_song(rolls, self.spec), style) for rolls, style in known)
        for song in self._songs:
            yield _song(song.rolls, self.spec), song.style
            yield self._again(_middle(song)), song.style

    def _excerpts(self, style: int) -> list[EncodedSong]:
        """From the middle of songs of all other styles."""
        others = [song for song in self._songs if song.style != style]
        chosen = others[:: max(1, len(others) // EXCERPTS)][:EXCERPTS]
        return [_middle(song) for song in chosen]

    def _again(self, song: EncodedSong) -> Song:
        return self._joined(self._decoded(song.z, song.rolls["steps"]), 0, len(song.z))

    def _decoded(self, z: np.ndarray, steps: np.ndarray) -> dict[str, np.ndarray]:
        logits = self.decoder.predict_on_batch(z)
        answer = rolls_from_logits(logits, tf.cast(steps, tf.uint8), self.spec)
        return {name: tensor.numpy() for name, tensor in answer.items()}

    def _joined(self, answer: Mapping[str, np.ndarray], start: int, end: int) -> Song:
        rows = {name: roll[start:end] for name, roll in answer.items()}
        probability = rows.pop("instrument_probability")
        return join_segments(Rolls(**rows), probability, self.spec)


def clear_melody(voices: np.ndarray) -> float:
    """The share of the melody's steps at which nothing sounds above it; 0 where there is none.

    Input shape: pitch classes (segments, step, voice).
    """
    melody = voices[:, :, MELODY]
    others = np.delete(voices, MELODY, axis=2).max(axis=2, initial=0)
    return float(np.mean(others[melody > 0] <= melody[melody > 0])) if melody.any() else 0.0


def _middle(song: EncodedSong) -> EncodedSong:
    start = max(0, (len(song.z) - EXCERPT_SEGMENTS) // 2)
    part = slice(start, start + EXCERPT_SEGMENTS)
    return EncodedSong({name: roll[part] for name, roll in song.rolls.items()}, song.style, song.z[part])


def _song(rolls: Mapping[str, Any], spec: RollSpec) -> Song:
    return rolls_to_song(Rolls(**{name: rolls[name] for name in Rolls._fields}), spec)
