"""Melodies varied for training, so that those of songs unlike the corpus survive a model, too.

The tunes of a corpus mostly begin notes on beats, and hold them. Sung ones begin notes beside them, repeat pitches and
lie in any octave.
"""

from __future__ import annotations

import numpy as np

from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY

OCTAVE = 12

MAX_SHIFT = 2
"""The most steps by which a melody is moved in time."""

OCTAVES = {-OCTAVE: 0.1, 0: 0.8, OCTAVE: 0.1}
"""The share of varied melodies that are moved by each number of semitones."""

STRUCK_AGAIN = 0.06
"""The share of the steps within notes that begin a new note."""


def vary_melodies(
    rolls: Rolls, source: Rolls, share: float, spec: RollSpec, rng: np.random.Generator
) -> tuple[Rolls, Rolls]:
    """Vary the melodies of a share of the segments, and those of their sources alike.

    A varied melody is moved round the segment by some steps, struck again within its notes and moved by an octave.

    Input shape: rolls and source of (segments, ...).

    Returns:
        The rolls and the sources.
    """
    rows = np.flatnonzero(rng.random(len(rolls.steps)) < share)
    shift = rng.integers(-MAX_SHIFT, MAX_SHIFT, len(rows), endpoint=True)
    again = rng.random((len(rows), spec.segment_steps)) < STRUCK_AGAIN
    octave = rng.choice([*OCTAVES], len(rows), p=[*OCTAVES.values()])
    return _varied(rolls, rows, shift, again, octave, spec), _varied(source, rows, shift, again, octave, spec)


def _varied(
    rolls: Rolls, rows: np.ndarray, shift: np.ndarray, again: np.ndarray, octave: np.ndarray, spec: RollSpec
) -> Rolls:
    steps = np.maximum(rolls.steps[rows].astype(np.int64), 1)[:, None]
    place = np.arange(spec.segment_steps)
    from_step = np.where(place < steps, (place - shift[:, None]) % steps, place)
    line = np.take_along_axis(rolls.pitch[rows, :, MELODY].astype(np.int64), from_step, 1)
    played = np.take_along_axis(rolls.velocity[rows, :, MELODY], from_step[..., None], 1)
    latest = np.maximum.accumulate(np.where(played[..., 0] > 0, place, 0), axis=1)
    loudness = np.take_along_axis(played[..., 0], latest, 1)
    held = again & (line > 0) & (played[..., 0] == 0)
    played[..., 0] = np.where(held, loudness, played[..., 0])
    pitch, velocity = rolls.pitch.copy(), rolls.velocity.copy()
    low, high = room(line, spec)
    pitch[rows, :, MELODY] = np.where(line > 0, line + np.clip(octave, low, high)[:, None], 0)
    velocity[rows, :, MELODY] = played
    return rolls._replace(pitch=pitch, velocity=velocity)


def in_register_of(rolls: Rolls, source: Rolls, spec: RollSpec) -> Rolls:
    """The sources, each with its melody moved by octaves to the register of the melody of its segment.

    An arrangement may have the tune in another octave. If the content were read from it as it is, nothing would say in
    which octave the tune is wanted, and a transferred tune would wander between them.
    """
    theirs, mine = (kind.pitch[:, :, MELODY].astype(np.int64) for kind in (source, rolls))
    octaves = OCTAVE * np.round((mean_pitch(mine) - mean_pitch(theirs)) / OCTAVE).astype(np.int64)
    octaves[~(mine.any(1) & theirs.any(1))] = 0
    pitch = source.pitch.copy()
    pitch[:, :, MELODY] = np.where(theirs > 0, theirs + np.clip(octaves, *room(theirs, spec))[:, None], 0)
    return source._replace(pitch=pitch)


def mean_pitch(line: np.ndarray) -> np.ndarray:
    """The mean over the values that are not 0. Input shape: (segments, steps). Output shape: (segments,)."""
    return line.sum(1) / np.maximum((line > 0).sum(1), 1)


def room(line: np.ndarray, spec: RollSpec) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most semitones, in whole octaves, by which each melody can move and stay in range."""
    lowest = np.where(line > 0, line, spec.pitch_classes).min(1)
    down, up = (lowest - 1) // OCTAVE, (spec.pitch_classes - 1 - line.max(1)) // OCTAVE
    return -OCTAVE * down, OCTAVE * up
