"""The composer: a prior over the contents of whole pieces, from which `sample` and `continue` draw.

Flow matching, as in `vae_music.translators.flow`, over the beats of a piece, given their energy and the style: what a
beat has is its content and the rhythm of its tune. Segments that are to sound alike are held alike all the way from
noise to music, so that what lies between them is composed for each of their places. Beats that are given, the end of a
song that goes on, are told to the network as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from vae_music.config import Config
from vae_music.export.card import Card
from vae_music.rolls.energy import figures_of
from vae_music.translators.arrays import check_shapes
from vae_music.translators.composer_network import Beats, composer_shapes, composer_velocity
from vae_music.translators.networks import on_one_thread, windows

WINDOW = 8
"""The maximum number of segments of a piece that the network sees at once."""

GIVEN = 4
"""The maximum number of segments given."""

STEPS = 24
TEMPERATURE = 0.4
"""The standard deviation of the noise from which a piece begins. With 1, as in training, tunes leap and few notes are
in one key, which the network is too small to have learnt; with less, tunes stay on few notes."""


class Outline(NamedTuple):
    """A piece before it is composed; all arrays have a row a segment.

    music: int (segments,); equal numbers sound alike. steps: uint8 (segments,), steps of music. energy: uint8
        (segments, beats, figures). before: the latents of the segments that it follows, float32 (given, latent), and
        steps_before their steps; none for a piece of its own.
    """

    music: np.ndarray
    steps: np.ndarray
    energy: np.ndarray
    before: np.ndarray
    steps_before: np.ndarray


class Composer:
    """A network of velocities.

    Args:
        arrays: its weights, see `composer_shapes`, and `mean` (c,) and `spread` (1,) of the contents of beats.
        config: of the model.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray], config: Config):
        self.weights, self.config = arrays, config

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray], card: Card) -> Composer:
        """The composer of a file. Raises ValueError or KeyError where it is not one of this model."""
        content, sizes = card.config.model.content, (len(arrays["in_bias"]), len(arrays["up0_bias"]))
        shapes = shapes_of(card.config, len(card.styles), sizes)
        check_shapes(arrays, shapes | {"mean": (content,), "spread": (1,)})
        return cls(arrays, card.config)

    @on_one_thread
    def __call__(self, outline: Outline, styles: np.ndarray, seed: int) -> np.ndarray:
        """Contents, energy and rhythms of a piece: float32 (segments, latent - m), all of z but the manner.

        Args:
            styles: the weights of the styles, or zeros where the style is left open; float32 (styles,).
        """
        spec, model = self.config.spec, self.config.model
        given, segments = len(outline.before), len(outline.music)
        energy = figures_of(outline.energy)[..., : model.energy].reshape(segments, spec.segment_beats * model.energy)
        beats, known = self._beats(outline, energy)
        _, music = np.unique(outline.music, return_inverse=True)
        mean = alike(music)
        noise = np.random.default_rng(seed).standard_normal((music.max() + 1, *known.shape[1:]), np.float32)
        x = np.concatenate([known, TEMPERATURE * noise[music]])
        for step in range(STEPS):
            moved = self._velocity(x, beats, styles, step / STEPS)[given:]
            x[given:] += np.tensordot(mean, moved, 1) / STEPS
        new = x[given:]
        content = new[..., : model.content] * self.weights["spread"] + self.weights["mean"]
        rhythm = np.where(new[..., model.content :] > 0, 1, -1)
        parts = [part.reshape(segments, part[0].size) for part in (content, energy, rhythm)]
        return np.concatenate(parts, axis=1).astype(np.float32)

    def _beats(self, outline: Outline, energy: np.ndarray) -> tuple[Beats, np.ndarray]:
        """The numbers that the network is told of all beats, the given ones too, and what the given ones are.

        Shapes: (1, beats, numbers), and (given, beats of a segment, numbers).
        """
        given, config = len(outline.before), self.config
        known = tokens(outline.before, config, self.weights["mean"], self.weights["spread"])
        figures = np.concatenate([outline.before[:, config.energy_part], energy])
        told = told_of(figures, config, begins=not given, ends=False)  # at the end of songs, most tunes are silent
        there = beats_there(np.concatenate([outline.steps_before, outline.steps]), config)
        first = np.arange(len(there)) < given
        beats = Beats(np.broadcast_to(first[:, None, None], (*there.shape, 1)).astype(np.float32), told, there)
        return beats, known * there[:given, :, None]

    def _velocity(self, x: np.ndarray, beats: Beats, styles: np.ndarray, time: float) -> np.ndarray:
        """The velocity of all segments at a time, shape (segments, beats, numbers)."""
        total, count = np.zeros_like(x), np.zeros((len(x), 1, 1), np.float32)
        for start in windows(len(x), WINDOW):
            part = slice(start, start + WINDOW)
            rows = [values[part].reshape(1, -1, *values.shape[2:]) for values in (x, *beats)]
            here, now = Beats(*rows[1:]), np.array([time], np.float32)
            found = composer_velocity(self.weights, rows[0], here, styles[None], now)
            total[part] += found.reshape(x[part].shape)
            count[part] += 1
        return total / count


def alike(music: np.ndarray) -> np.ndarray:
    """The matrix by which segments get the mean of those that sound alike, float32 (segments, segments).

    Input shape: int (segments,); equal numbers sound alike.
    """
    same = music[:, None] == music
    return (same / same.sum(1, keepdims=True)).astype(np.float32)


def shapes_of(config: Config, styles: int, sizes: tuple[int, int]) -> dict[str, tuple[int, ...]]:
    """The shapes of the weights of the composer of a model; see `composer_shapes`."""
    numbers, beats = config.model.content + config.model.rhythm, config.spec.segment_beats
    return composer_shapes(numbers, config.model.energy + 2, styles, sizes, WINDOW * beats, beats)


def tokens(z: np.ndarray, config: Config, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The numbers that the network has of the beats of segments: the contents, about 0, and the rhythm.

    Input shape: z (segments, latent). Output shape: float32 (segments, beats, numbers).
    """
    content = (contents_of(z, config) - mean) / spread
    rhythm = z[:, config.energy_part.stop :].reshape(len(z), config.spec.segment_beats, config.model.rhythm)
    return np.concatenate([content, rhythm], axis=2).astype(np.float32)


def contents_of(z: np.ndarray, config: Config) -> np.ndarray:
    """The contents of the beats of segments: float32 (segments, beats, numbers)."""
    size = config.spec.segment_beats * config.model.content
    part = z[:, config.learnt - size : config.learnt]
    return part.reshape(len(z), config.spec.segment_beats, config.model.content).astype(np.float32)


def told_of(energy: np.ndarray, config: Config, begins: bool, ends: bool) -> np.ndarray:
    """The numbers that are told of beats: their energy, and whether a piece begins or ends in their segment.

    Input shape: energy (segments, beats * figures), as in z. Output shape: float32 (segments, beats, numbers).
    """
    told = np.zeros((len(energy), config.spec.segment_beats, config.model.energy + 2), np.float32)
    told[..., :-2] = energy.reshape(*told.shape[:2], config.model.energy)
    told[0, :, -2], told[-1, :, -1] = begins, ends
    return told


def beats_there(steps: np.ndarray, config: Config) -> np.ndarray:
    """1 for each beat that has a step of music, else 0; float32 (segments, beats)."""
    begins = np.arange(config.spec.segment_beats) * config.spec.steps_per_beat
    return (begins < steps[:, None]).astype(np.float32)
