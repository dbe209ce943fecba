"""Whole songs through the signatures of an exported model: the one path of commands, API and server."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from vae_music import blends
from vae_music.bars import segment_steps
from vae_music.errors import MidiError, ModelError
from vae_music.joining import join_segments
from vae_music.latent import style_weights, with_manner
from vae_music.midi import as_song
from vae_music.rolls import Rolls, RollSpec, song_to_rolls
from vae_music.serving.card import Card
from vae_music.song import Song
from vae_music.voices import MELODY

if TYPE_CHECKING:
    import pretty_midi

Runtime: TypeAlias = Callable[[str, Mapping[str, np.ndarray]], dict[str, np.ndarray]]
AnySong: TypeAlias = "str | PathLike | Song | pretty_midi.PrettyMIDI"

SEGMENTS_A_CALL = 64
"""So many segments go through the model at once, and bound the memory that a long song takes."""


class Posterior(NamedTuple):
    """What the encoder makes of a song's segments.

    z_mean, z_scale: float32 (segments, latent); style: probabilities of the styles, float32 (segments, styles).
    """

    z_mean: np.ndarray
    z_scale: np.ndarray
    style: np.ndarray

    def _repr_html_(self) -> str:
        from vae_music.render.cards import posterior_card

        return posterior_card(self)


class Source(NamedTuple):
    """A song to be put through the model; `heard`, bool of shape (segments,), says which of its segments sound."""

    song: Song
    rolls: Rolls
    heard: np.ndarray

    @property
    def sounding(self) -> dict[str, np.ndarray]:
        """The rolls of the segments that sound."""
        return {name: roll[self.heard] for name, roll in self.rolls._asdict().items()}


@dataclass(frozen=True)
class Chance:
    """How much is left to chance: at temperature 0 nothing, at 1 notes are sampled; the seed decides which.

    Raises ModelError for a temperature that is none.
    """

    temperature: float = 0.0
    seed: int = 0

    def __post_init__(self):
        if not (math.isfinite(self.temperature) and self.temperature >= 0):
            raise ModelError(f"no such temperature: {self.temperature}")

    def of(self, rows: int) -> dict[str, np.ndarray]:
        """Inputs of a signature for so many rows."""
        seeds = np.random.default_rng(self.seed).integers(2**31, size=rows)
        return {"temperature": np.full(rows, self.temperature, np.float32), "seed": seeds}


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
    def variants(self) -> int:
        """How many manners there are of each style."""
        return self.card.manners.shape[1]

    @property
    def spec(self) -> RollSpec:
        return self.card.spec

    def transfer(
        self,
        song: AnySong,
        style: str | Mapping[str, float] | None = None,
        strength: float = 1.0,
        temperature: float = 0.0,
        seed: int = 0,
        *,
        like: AnySong | None = None,
        keep_melody: bool = False,
        variant: int = 1,
    ) -> Song:
        """The song in another style, with the tempo map, metre, keys, markers and bars that it has.

        Args:
            style: a style of the model, or several with their weights.
            strength: how far the manner moves: 0 not at all, 1 to the style's prototype, above 1 beyond it.
            temperature: 0 takes the likeliest notes, 1 samples from the model; the same seed gives the same notes.
            like: instead of a style, a song whose manner is taken.
            keep_melody: the melody's notes are those of the source; only what accompanies them is new.
            variant: which of the style's manners, each of another band: 1, its prototype, to `variants`; a style that
                has fewer repeats them.

        Returns:
            The song; its remarks say how many notes of the source did not fit into the rolls, and why.

        Raises StyleError for a style that the model does not know, ModelError for a variant that there is not.
        """
        chance = Chance(temperature, seed)
        if not math.isfinite(strength):
            raise ModelError(f"no such strength: {strength}")
        if (style is None) == (like is None):
            raise ModelError("a transfer needs a style or a song to be like, one of the two")
        source = self._read(song)
        if style is not None and variant == 1:
            answer = self._restyled(source, style_weights(style, self.styles), strength, chance)
        else:
            target = self._manner_of(like) if style is None else self.manner(style, variant)
            z = with_manner(self.latents(source), target, strength)
            answer = self.decoded(z, source.rolls.steps[source.heard], chance)
        return self.written(answer, source, keep_melody)

    def reconstruct(self, song: AnySong) -> Song:
        """The song encoded and decoded without a change of style: what the model can hold."""
        return self.transfer(song, self.styles[0], strength=0.0)

    def interpolate(self, one: AnySong, other: AnySong, bars: int = 8, temperature: float = 0.0, seed: int = 0) -> Song:
        """A bridge: `bars` bars on the way from the end of one song to the beginning of another.

        It has the metre in which the one ends; its tempo goes from the one's last to the other's first in even steps.
        """
        return blends.bridge(self, self._read(one), self._read(other), bars, Chance(temperature, seed))

    def mix(self, one: AnySong, other: AnySong, weight: float = 0.5, temperature: float = 0.0, seed: int = 0) -> Song:
        """A song between two, with the tempo, metre and bars of the one; the other begins anew where it is shorter.

        Args:
            weight: how much of the other is in it, 0 to 1.
        """
        return blends.mixture(self, self._read(one), self._read(other), weight, Chance(temperature, seed))

    def sample(
        self,
        style: str | Mapping[str, float],
        bars: int = 16,
        temperature: float = 0.0,
        seed: int = 0,
        qpm: float = 120.0,
        variant: int = 1,
    ) -> Song:
        """New music in a style, in 4/4: a manner of the style, contents drawn from what those of songs are like.

        Its phrases of four bars come again as in a song of the form A A' B A'.
        """
        return blends.new_music(self, style, variant, bars, qpm, Chance(temperature, seed))

    def classify(self, song: AnySong) -> dict[str, float]:
        """The probability of each style, the likeliest first: the mean over segments, weighted by their notes."""
        source = self._read(song)
        style = self.call("classify", source.sounding)["style"]
        notes = np.count_nonzero(source.rolls.velocity[source.heard, ..., 0], axis=(1, 2))
        mean = (notes + 1) @ style / (notes + 1).sum()  # a segment may hold notes only
        order = np.argsort(-mean, kind="stable")
        return {self.styles[index]: float(mean[index]) for index in order}

    def encode(self, song: AnySong) -> Posterior:
        """The posterior of z for each segment of the song."""
        answer = self.call("encode", self._read(song).rolls._asdict())
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
        answer = self.decoded(np.asarray(z, np.float32), steps.astype(np.uint8), Chance())
        return self.joined(answer, song)

    def call(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The answer of a signature to all rows, a bounded number at a time."""
        answers = []
        for start in range(0, len(next(iter(inputs.values()))), SEGMENTS_A_CALL):
            part = {name: rows[start : start + SEGMENTS_A_CALL] for name, rows in inputs.items()}
            answers.append(self.runtime(signature, part))
        return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}

    def manner(self, style: str | Mapping[str, float], variant: int = 1) -> np.ndarray:
        """A manner of a style, or of a mixture of styles, float32 (m,). Raises as `transfer` does."""
        if not 1 <= variant <= self.variants:
            raise ModelError(f"no variant {variant} in this model, only 1 to {self.variants}")
        return style_weights(style, self.styles) @ self.card.manners[:, variant - 1]

    def latents(self, source: Source) -> np.ndarray:
        """The posterior's mean of the segments that sound, float32 (segments, latent)."""
        return self.call("encode", source.sounding)["z_mean"]

    def decoded(self, z: np.ndarray, steps: np.ndarray, chance: Chance) -> dict[str, np.ndarray]:
        return self.call("decode", {"z": z, "steps": steps, **chance.of(len(z))})

    def joined(self, answer: Mapping[str, np.ndarray], frame: Song | None) -> Song:
        return join_segments(_rolls(answer), answer["instrument_probability"], self.spec, frame)

    def written(self, answer: Mapping[str, np.ndarray], source: Source, keep_melody: bool = False) -> Song:
        """The song of the segments that sounded in the source; those that were silent stay so."""
        whole = {name: _scattered(rows, source.heard) for name, rows in answer.items()}
        whole["steps"] = source.rolls.steps
        if keep_melody:
            for name in ("pitch", "velocity"):
                whole[name][:, :, MELODY] = getattr(source.rolls, name)[:, :, MELODY]
        return replace(self.joined(whole, source.song), remarks=source.song.remarks)

    def _restyled(self, source: Source, weights: np.ndarray, strength: float, chance: Chance) -> dict[str, np.ndarray]:
        rows = int(source.heard.sum())
        inputs = source.sounding | {
            "style": np.tile(weights, (rows, 1)),
            "strength": np.full(rows, strength, np.float32),
        }
        if not chance.temperature:
            return self.call("serving_default", inputs)
        return self.call("transfer", inputs | chance.of(rows))

    def _manner_of(self, song: AnySong) -> np.ndarray:
        """The mean manner of a song's segments, shape (m,)."""
        return self.latents(self._read(song))[:, : self.card.prototypes.shape[1]].mean(0)

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


def _rolls(answer: Mapping[str, np.ndarray]) -> Rolls:
    return Rolls(*(answer[name] for name in Rolls._fields))


def _scattered(rows: np.ndarray, where: np.ndarray) -> np.ndarray:
    """The rows at the places where that is true, and zeros elsewhere."""
    whole = np.zeros((len(where), *rows.shape[1:]), rows.dtype)
    whole[where] = rows
    return whole
