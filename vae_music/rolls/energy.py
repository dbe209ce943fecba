"""The energy of a song: how much is played in each bar, in relation to the whole song.

A band follows the form of a song by it: thin where the song is thin, full where it is full. As it is relative, it is
comparable between arrangements of one song, and between songs of few and of many notes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vae_music.rolls.rolls import NEUTRAL
from vae_music.rolls.segments import segment_steps
from vae_music.rolls.spec import ENERGY_FIGURES, RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.song import Song

UNIT = 64
"""The number of values of the roll for a difference of 1 in a figure; a figure of 0 is stored as NEUTRAL."""

NOTES, PROGRAMS, DRUMS, LOUDNESS = range(ENERGY_FIGURES)
"""The figures of a bar: the logarithm of its accompanying notes + 1, against that of the song's mean; the programs that
sound, as a share of the song's 95th percentile; the drum strokes likewise, or the programs in a song without drums; and
the mean velocity against the song's mean, in units of 20. Shares have their usual values subtracted."""

USUAL_PROGRAMS, USUAL_DRUMS = 0.75, 0.6

MAX_LEVEL = 4
LEVELS = np.array(
    [[-0.41, -0.17, -0.41, -0.55], [-0.08, 0.0, -0.05, -0.28], [-0.03, 0.01, 0.2, 0.11], [0.2, 0.2, 0.27, 0.39]]
)
"""The usual figures of sections of the levels 1 (thin and soft) to 4 (everybody plays, and loud)."""

_BAR_BEATS = 4
_VELOCITY_UNIT = 20
_NEARLY_MOST = 95


def bars_of_beats(song: Song, spec: RollSpec) -> np.ndarray:
    """The bar, counted from 0, in which each beat of each segment begins; int (segments, beats).

    Beats of the padding belong to the last bar of their segment.
    """
    starts, lengths = segment_steps(song, spec)
    beats = np.arange(spec.segment_beats) * spec.steps_per_beat
    steps = starts[:, None] + np.minimum(beats, lengths[:, None] - 1)
    return bars_of_steps(song, spec, int(lengths.sum()))[steps]


def measure_energy(
    song: Song, pitch: np.ndarray, velocity: np.ndarray, program: np.ndarray, spec: RollSpec
) -> np.ndarray:
    """The energy of a song, for each beat of each segment that of its bar.

    Input shape: pitch (steps, columns) and velocity (steps, columns, 2) of the whole song, and the program of each
    voice, or the class of silence, at each step, (steps, voices).
    Output shape: uint8 (segments, beats, ENERGY_FIGURES).
    """
    bar = bars_of_steps(song, spec, len(pitch))
    bars = int(bar[-1]) + 1
    beats = np.bincount(bar, minlength=bars) / spec.steps_per_beat
    struck = velocity[..., 0] > 0
    accompanying = struck[:, MELODY + 1 : spec.voices].sum(1)

    def a_bar(count: np.ndarray) -> np.ndarray:
        return np.bincount(bar, count, bars) * _BAR_BEATS / np.maximum(beats, 1 / spec.steps_per_beat)

    notes, strokes = a_bar(accompanying), a_bar(struck[:, spec.voices :].sum(1))
    loudness, onsets = np.bincount(bar, velocity[..., 0].sum(1), bars), np.bincount(bar, struck.sum(1), bars)
    programs = _sounding_programs(bar, pitch[:, : spec.voices], program, spec)
    sounds = (programs > 0) | (strokes > 0)
    figures = np.zeros((bars, ENERGY_FIGURES))
    if sounds.any():
        figures[:, NOTES] = np.log((notes + 1) / (notes[sounds].mean() + 1))
        share = _of_nearly_most(programs, sounds)
        figures[:, PROGRAMS] = share - USUAL_PROGRAMS
        figures[:, DRUMS] = (_of_nearly_most(strokes, sounds) if strokes.any() else share) - USUAL_DRUMS
        mean = np.divide(loudness, onsets, out=np.full(bars, loudness.sum() / onsets.sum()), where=onsets > 0)
        figures[:, LOUDNESS] = (mean - loudness.sum() / onsets.sum()) / _VELOCITY_UNIT
    return stored(figures)[bars_of_beats(song, spec)]


def energy_of_levels(levels: Sequence[float] | np.ndarray) -> np.ndarray:
    """The energy of bars of these levels, 1 to MAX_LEVEL, fractions allowed; uint8 (bars, ENERGY_FIGURES)."""
    known = np.arange(1, MAX_LEVEL + 1)
    return stored(np.stack([np.interp(levels, known, column) for column in LEVELS.T], axis=-1))


def levels_of_energy(energy: np.ndarray) -> np.ndarray:
    """The level, 1 to MAX_LEVEL in quarters, that is nearest to the energy of each bar; inverts `energy_of_levels`.

    Input shape: uint8 (bars, ENERGY_FIGURES). Output shape: float64 (bars,).
    """
    levels = np.arange(1, MAX_LEVEL + 0.25, 0.25)
    far = ((energy[:, None].astype(float) - energy_of_levels(levels)) ** 2).sum(-1)  # (bars, levels)
    return levels[far.argmin(1)]


def stored(figures: np.ndarray) -> np.ndarray:
    """Figures as they are stored: uint8, in which differences of 1 / UNIT are kept, from -2 to nearly 2."""
    return np.clip(np.floor(NEUTRAL + UNIT * figures + 0.5), 0, 255).astype(np.uint8)


def figures_of(energy: np.ndarray) -> np.ndarray:
    """The figures of which `stored` makes this energy, as z has them; float32 of the same shape."""
    return ((energy.astype(np.float32) - NEUTRAL) / UNIT).astype(np.float32)


def bars_of_steps(song: Song, spec: RollSpec, steps: int) -> np.ndarray:
    """The bar, counted from 0, of each of so many steps from the beginning of a song; int (steps,)."""
    borders = np.floor(song.downbeats()[:-1] * spec.steps_per_beat + 0.5)
    return np.maximum(np.searchsorted(borders, np.arange(steps), side="right") - 1, 0)


def _sounding_programs(bar: np.ndarray, pitch: np.ndarray, program: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The number of different programs that sound in each bar."""
    step, voice = np.nonzero(pitch)
    heard = np.zeros((int(bar[-1]) + 1, spec.instrument_classes), bool)
    heard[bar[step], program[step, voice]] = True
    return heard.sum(1)


def _of_nearly_most(count: np.ndarray, sounds: np.ndarray) -> np.ndarray:
    nearly_most = np.percentile(count[sounds], _NEARLY_MOST)
    return count / (nearly_most or count.max() or 1)  # what plays in very few bars is compared with its most
