"""The latents of a song as translators have them: its parts by name, and figures of how its segments are played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from vae_music.config import Config
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY

_MIDDLE_C = 60
_SEMITONES = 12


class SongLatents(NamedTuple):
    """The segments of a song that sound, in order.

    manner: float32 (segments, m). content: float32 (segments, numbers), the mean over the beats where each beat has a
    content of its own. energy: float32 (segments, figures), the mean over the beats. fit: see `played`.
    """

    manner: np.ndarray
    content: np.ndarray
    energy: np.ndarray
    fit: np.ndarray

    @classmethod
    def of(cls, z: np.ndarray, rolls: Mapping[str, np.ndarray], config: Config, manner: int) -> SongLatents:
        """The parts of z.

        Args:
            z: float32 (segments, latent).
            rolls: those of the segments.
            manner: m.
        """
        rows, spec = len(z), config.spec
        content, energy = z[:, manner : config.learnt], z[:, config.energy_part]
        if config.model.content:
            content = content.reshape(rows, spec.segment_beats, config.model.content).mean(1)
        energy = energy.reshape(rows, spec.segment_beats, config.model.energy).mean(1)
        return cls(z[:, :manner], content, energy, played(rolls, spec))

    @property
    def condition(self) -> np.ndarray:
        """Energy and content in one array, float32 (segments, numbers)."""
        return np.concatenate([self.energy, self.content], axis=1)


def played(rolls: Mapping[str, np.ndarray], spec: RollSpec) -> np.ndarray:
    """Figures of the accompaniment of segments, float32 (segments, 3).

    The logarithm of its notes a beat + 1; the number of voices that sound, as a share of all; and its mean pitch in
    octaves from middle C, 0 where it is silent.
    """
    voices = slice(MELODY + 1, spec.voices)
    pitch, struck = rolls["pitch"][:, :, voices], rolls["velocity"][:, :, voices, 0] > 0
    beats = np.maximum(rolls["steps"] / spec.steps_per_beat, 1 / spec.steps_per_beat)
    density = np.log1p(struck.sum((1, 2)) / beats)
    sounding = pitch > 0
    share = sounding.any(1).mean(1)
    heights = (pitch.astype(np.float32) + spec.pitch_low - 1 - _MIDDLE_C) * sounding
    register = heights.sum((1, 2)) / np.maximum(sounding.sum((1, 2)), 1) / _SEMITONES
    return np.stack([density, share, register], axis=1).astype(np.float32)
