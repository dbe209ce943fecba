"""Whole songs through the signatures of an exported model: the one path of commands, API and server."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from vae_music.bars import segment_steps
from vae_music.errors import MidiError, ModelError
from vae_music.joining import join_segments
from vae_music.latent import style_weights
from vae_music.midi import as_song
from vae_music.rolls import Rolls, RollSpec, song_to_rolls
from vae_music.serving.card import Card
from vae_music.serving.openvino_runtime import OpenVinoModel
from vae_music.serving.runtime import SavedModel
from vae_music.serving.versions import find_export, versions
from vae_music.song import Song

if TYPE_CHECKING:
    import pretty_midi

Runtime: TypeAlias = Callable[[str, Mapping[str, np.ndarray]], dict[str, np.ndarray]]
AnySong: TypeAlias = "str | PathLike | Song | pretty_midi.PrettyMIDI"

SEGMENTS_A_CALL = 256
"""So many segments go through the model at once, and bound the memory that a long song takes."""

_PRETRAINED = Path(__file__).parent / "pretrained"


class NoModelError(ModelError):
    """No model was named, and none comes with the package."""


class Posterior(NamedTuple):
    """What the encoder makes of a song's segments.

    z_mean, z_scale: float32 (segments, latent); style: probabilities of the styles, float32 (segments, styles).
    """

    z_mean: np.ndarray
    z_scale: np.ndarray
    style: np.ndarray


class Source(NamedTuple):
    """A song to be put through the model; `heard`, bool of shape (segments,), says which of its segments sound."""

    song: Song
    rolls: Rolls
    heard: np.ndarray


class Model:
    """A trained model.

    Every `song` is a path, a `Song` or a `pretty_midi.PrettyMIDI`; one that cannot be read, or that holds no note,
    raises MidiError.

    Args:
        card: what the model says of itself.
        runtime: calls a signature of the model with arrays by name, and answers with such.
    """

    def __init__(self, card: Card, runtime: Runtime):
        self.card, self.runtime = card, runtime

    @property
    def styles(self) -> tuple[str, ...]:
        return self.card.styles

    @property
    def spec(self) -> RollSpec:
        return self.card.spec

    def transfer(
        self,
        song: AnySong,
        style: str | Mapping[str, float],
        strength: float = 1.0,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> Song:
        """The song in another style, with the tempo map, metre, keys, markers and bars that it has.

        Args:
            style: a style of the model, or several with their weights.
            strength: how far the style code moves: 0 not at all, 1 to the style's prototype, above 1 beyond it.
            temperature: 0 takes the likeliest notes, 1 samples from the model; the same seed gives the same notes.

        Returns:
            The song; its remarks say how many notes of the source did not fit into the rolls, and why.

        Raises StyleError for a style that the model does not know.
        """
        if not (math.isfinite(strength) and math.isfinite(temperature) and temperature >= 0):
            raise ModelError(f"no such strength or temperature: {strength}, {temperature}")
        source = self._read(song)
        rows = int(source.heard.sum())
        inputs = {
            **_rows(source.rolls, source.heard),
            "style": np.tile(style_weights(style, self.styles), (rows, 1)),
            "strength": np.full(rows, strength, np.float32),
        }
        if not temperature:
            return self._written(self._call("serving_default", inputs), source)
        inputs["temperature"] = np.full(rows, temperature, np.float32)
        inputs["seed"] = np.random.default_rng(seed).integers(2**31, size=rows)
        return self._written(self._call("transfer", inputs), source)

    def reconstruct(self, song: AnySong) -> Song:
        """The song encoded and decoded without a change of style: what the model can hold."""
        return self.transfer(song, self.styles[0], strength=0.0)

    def classify(self, song: AnySong) -> dict[str, float]:
        """The probability of each style, the likeliest first: the mean over segments, weighted by their notes."""
        source = self._read(song)
        style = self._call("classify", _rows(source.rolls, source.heard))["style"]
        notes = np.count_nonzero(source.rolls.velocity[source.heard, ..., 0], axis=(1, 2))
        mean = (notes + 1) @ style / (notes + 1).sum()  # a segment may hold notes only
        order = np.argsort(-mean, kind="stable")
        return {self.styles[index]: float(mean[index]) for index in order}

    def encode(self, song: AnySong) -> Posterior:
        """The posterior of z for each segment of the song."""
        answer = self._call("encode", self._read(song).rolls._asdict())
        return Posterior(answer["z_mean"], answer["z_scale"], answer["style"])

    def decode(self, z: np.ndarray, frame: AnySong | None = None) -> Song:
        """The song that latents stand for.

        Args:
            z: shape (segments, latent).
            frame: the song whose tempo, metre and bars it is put into; it must have as many segments.
        """
        song = None if frame is None else as_song(frame)
        steps = np.full(len(z), self.spec.segment_steps)
        if song is not None:
            _, steps = segment_steps(song, self.spec.steps_per_beat, self.spec.segment_steps)
        if np.shape(z) != (len(steps), self.card.config.model.latent):
            wanted = f"{len(steps)} segments of {self.card.config.model.latent} dimensions"
            raise ModelError(f"latents of shape {np.shape(z)}, not {wanted}")
        answer = self._call("decode", {"z": np.asarray(z, np.float32), "steps": steps.astype(np.uint8)})
        return join_segments(_rolls(answer), answer["instrument_probability"], self.spec, song)

    def _call(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The answer of a signature to all rows, a bounded number at a time."""
        answers = []
        for start in range(0, len(next(iter(inputs.values()))), SEGMENTS_A_CALL):
            part = {name: rows[start : start + SEGMENTS_A_CALL] for name, rows in inputs.items()}
            answers.append(self.runtime(signature, part))
        return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}

    def _read(self, song: AnySong) -> Source:
        name = song if isinstance(song, str | PathLike) else "the song"
        song = as_song(song)
        if not song.note_count:
            raise MidiError(name, "no notes")
        rolls, fit = song_to_rolls(song, self.spec)
        heard = np.any(rolls.pitch > 0, axis=(1, 2))
        if not heard.any():
            raise MidiError(name, "no note that the rolls can hold")
        remarks = (str(fit),) if fit.left_out else ()
        return Source(replace(song, remarks=(*song.remarks, *remarks)), rolls, heard)

    def _written(self, answer: dict[str, np.ndarray], source: Source) -> Song:
        """The song of the segments that sounded in the source; those that were silent stay so."""
        whole = {name: _scattered(rows, source.heard) for name, rows in answer.items()}
        rolls = _rolls({**whole, "steps": source.rolls.steps})
        song = join_segments(rolls, whole["instrument_probability"], self.spec, source.song)
        return replace(song, remarks=source.song.remarks)


def load_model(path: str | PathLike | None = None, runtime: str = "tensorflow") -> Model:
    """The model that `find_model` finds. TensorFlow is imported when it first has work to do. Raises ModelError.

    runtime: "openvino" starts sooner, where it is installed, and needs TensorFlow only for what is left to chance.
    """
    folder = find_model(path)
    return Model(Card.read(folder), OpenVinoModel(folder) if runtime == "openvino" else SavedModel(folder))


def find_model(path: str | PathLike | None = None) -> Path:
    """The SavedModel meant by a run, a base of exports (its highest version) or itself; the shipped one by default.

    Raises ModelError where there is none.
    """
    if path is None and not versions(_PRETRAINED):
        raise NoModelError("no model is shipped yet: name one with --model")
    return find_export(_PRETRAINED if path is None else path)


def transfer(song: AnySong, style: str | Mapping[str, float], **options) -> Song:
    """The song in another style by the shipped model: `Model.transfer`."""
    return _shipped_model().transfer(song, style, **options)


@cache
def _shipped_model() -> Model:
    return load_model()


def _rows(rolls: Rolls, which: np.ndarray) -> dict[str, np.ndarray]:
    return {name: roll[which] for name, roll in rolls._asdict().items()}


def _rolls(answer: Mapping[str, np.ndarray]) -> Rolls:
    return Rolls(*(answer[name] for name in Rolls._fields))


def _scattered(rows: np.ndarray, where: np.ndarray) -> np.ndarray:
    """The rows at the places where that is true, and zeros elsewhere."""
    whole = np.zeros((len(where), *rows.shape[1:]), rows.dtype)
    whole[where] = rows
    return whole
