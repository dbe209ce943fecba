"""Prototype scoring: the quality of the music that a manner of a style makes of songs of other styles.

A song may be typical of its style in every way and still be a poor model for others, for example if little is played in
it, or if chords lie above the tune. A manner is therefore scored by its outputs on excerpts of other styles: a critic
must recognise the style by the notes and by the velocities, the harmony must be kept, and the melody must be on top.
The critic is a classifier of styles, trained on songs and on what the model decodes from songs. One that knows the
groove of a manner takes whatever is played in it for the style; one that does not is unsure of all but a few grooves.
So the grooves of each style are dealt out to several critics, each of which knows all but its own, and the probability
of a style is the mean of two: by a critic of all grooves, and by the one that does not know the groove of the manner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
import tensorflow as tf

from vae_music.measures.features import Descriptions, describe
from vae_music.measures.preservation import chroma_similarity
from vae_music.measures.softmax import SoftmaxRegression, fit_softmax
from vae_music.model.decoding import rolls_from_logits
from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.joining import join_segments
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.song import Song

EXCERPT_SEGMENTS = 12
EXCERPTS = 16
"""The maximum number of excerpts that score a manner, spread over the other styles."""

CRITICS = 6


class StyledSong(NamedTuple):
    """The rolls of a song's segments, the number of its style, and the name of its groove or, without one, its work.

    path: its file, where it is known.
    """

    rolls: Mapping[str, np.ndarray]
    style: int
    groove: str
    path: Path | None = None


class EncodedSong(NamedTuple):
    """A `StyledSong` with its latents, float32 (segments, latent)."""

    rolls: Mapping[str, np.ndarray]
    style: int
    groove: str
    path: Path | None
    z: np.ndarray


class MannerScores(NamedTuple):
    """The scores of a manner, each 0 to 1.

    style, loudness: the critic's probability of the style by notes and by velocities. chroma: the chroma similarity.
    clear: see `clear_melody`.
    """

    style: float
    loudness: float
    chroma: float
    clear: float

    @property
    def together(self) -> float:
        """The harmonic mean of the scores."""
        return len(self) / sum(1 / max(score, 1e-12) for score in self)


class Critic(NamedTuple):
    """Classifiers of styles by notes and by velocities."""

    notes: SoftmaxRegression
    velocities: SoftmaxRegression


class PrototypeScoring:
    """Scores manners on excerpts of some songs, which must have two styles or more.

    Args:
        songs: the songs from which excerpts are taken; the critics learn from them, too.
        known: more songs from which the critics learn.
    """

    def __init__(
        self,
        decoder: keras.Model,
        songs: Sequence[EncodedSong],
        spec: RollSpec,
        known: Iterable[StyledSong] = (),
    ):
        self.spec, self._songs = spec, songs
        self._decode = tf.function(
            lambda z, steps: rolls_from_logits(decoder(z, training=False), steps, spec), reduce_retracing=True
        )
        taught = [(describe(song), style, groove) for song, style, groove in self._taught(known)]
        self._dealt = dealt_grooves((style, groove) for _, style, groove in taught)
        self._critics = [
            _critic([(heard, style) for heard, style, groove in taught if self._dealt.get((style, groove)) != critic])
            for critic in range(CRITICS + 1)  # the last knows all grooves
        ]

    def scores(self, manner: np.ndarray, style: int, groove: str) -> MannerScores:
        """The scores of a manner, shape (m,), of a song of a style and groove."""
        excerpts = self._excerpts(style)
        z = np.concatenate([excerpt.z for excerpt in excerpts])
        z[:, : len(manner)] = manner
        answer = self._decoded(z, np.concatenate([excerpt.rolls["steps"] for excerpt in excerpts]))
        ends = np.cumsum([len(excerpt.z) for excerpt in excerpts])
        played = [self._joined(answer, end - len(one.z), end) for one, end in zip(excerpts, ends, strict=True)]
        heard = [describe(song) for song in played]
        critics = [self._critics[self._dealt.get((style, groove), CRITICS)], self._critics[CRITICS]]
        by_notes, by_velocities = (
            np.stack([getattr(song, kind) for song in heard]) for kind in ("notes", "velocities")
        )
        convinced = np.mean([critic.notes.probabilities(by_notes)[:, style] for critic in critics])
        loudness = np.mean([critic.velocities.probabilities(by_velocities)[:, style] for critic in critics])
        sources = [_song(one.rolls, self.spec) for one in excerpts]
        kept = np.mean([chroma_similarity(source, song) for source, song in zip(sources, played, strict=True)])
        return MannerScores(
            float(convinced), float(loudness), float(kept), clear_melody(answer["pitch"][:, :, : self.spec.voices])
        )

    def _taught(self, known: Iterable[StyledSong]) -> Iterator[tuple[Song, int, str]]:
        """The songs from which the critics learn, some also as the model decodes them, with style and groove."""
        yield from ((_song(one.rolls, self.spec), one.style, one.groove) for one in known)
        for song in self._songs:
            yield _song(song.rolls, self.spec), song.style, song.groove
            yield self._again(_middle(song)), song.style, song.groove

    def _excerpts(self, style: int) -> list[EncodedSong]:
        """Excerpts from the middle of songs of all other styles."""
        others = [song for song in self._songs if song.style != style]
        chosen = others[:: max(1, len(others) // EXCERPTS)][:EXCERPTS]
        return [_middle(song) for song in chosen]

    def _again(self, song: EncodedSong) -> Song:
        return self._joined(self._decoded(song.z, song.rolls["steps"]), 0, len(song.z))

    def _decoded(self, z: np.ndarray, steps: np.ndarray) -> dict[str, np.ndarray]:
        answer = self._decode(tf.constant(z, tf.float32), tf.constant(steps, tf.uint8))
        return {name: tensor.numpy() for name, tensor in answer.items()}

    def _joined(self, answer: Mapping[str, np.ndarray], start: int, end: int) -> Song:
        rows = {name: roll[start:end] for name, roll in answer.items()}
        probability = rows.pop("instrument_probability")
        return join_segments(Rolls.of(rows, self.spec), probability, self.spec)


def dealt_grooves(grooves: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """The number of the critic that does not know a groove, by style and groove; all know the only one of a style."""
    of_style: dict[int, set[str]] = {}
    for style, groove in grooves:
        of_style.setdefault(style, set()).add(groove)
    return {
        (style, groove): place % CRITICS
        for style, names in of_style.items()
        if len(names) > 1
        for place, groove in enumerate(sorted(names))
    }


def _critic(taught: Sequence[tuple[Descriptions, int]]) -> Critic:
    styles = np.array([style for _, style in taught])
    size = int(styles.max()) + 1
    by_notes, by_velocities = (np.stack([getattr(song, kind) for song, _ in taught]) for kind in Critic._fields)
    return Critic(fit_softmax(by_notes, styles, size), fit_softmax(by_velocities, styles, size))


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
