"""Segments that a model wrote, each for itself, joined to one song."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

_USUAL_VELOCITY = 80


def join_segments(rolls: Rolls, instrument_probability: np.ndarray, spec: RollSpec, frame: Song | None = None) -> Song:
    """One song, in the tempo, metre, keys, markers and bars of `frame` (4/4 at 120 without).

    A pitch that a segment holds from the one before goes on as one note, or begins where that one does not have it.
    Each voice has one program from the first bar to the last: the likeliest over the segments in which it sounds.

    Args:
        instrument_probability: shape (segments, instrument columns, instrument classes).
    """
    rolls = rolls._replace(
        velocity=_with_all_begun(rolls, spec),
        instrument=_one_program_a_voice(rolls.pitch, instrument_probability, spec),
    )
    return rolls_to_song(rolls, spec, frame)


def _with_all_begun(rolls: Rolls, spec: RollSpec) -> np.ndarray:
    """The velocity roll, with a note begun where a segment holds a pitch that the one before does not end with."""
    first = rolls.pitch[:, 0, : spec.voices]  # (segments, voices)
    before = np.zeros_like(first)
    before[1:] = rolls.pitch[np.arange(len(first)), rolls.steps.astype(int) - 1, : spec.voices][:-1]
    velocity = rolls.velocity.copy()
    held = (first > 0) & (velocity[:, 0, : spec.voices, 0] == 0)
    segment, voice = np.nonzero(held & (first != before))
    velocity[segment, 0, voice, 0] = _typical_velocity(velocity[..., : spec.voices, 0])[segment, voice]
    return velocity


def _typical_velocity(velocity: np.ndarray) -> np.ndarray:
    """Mean velocity of a voice's notes in a segment, else of all notes.

    Input shape: (segments, steps, voices). Output shape: (segments, voices).
    """
    total, count = velocity.sum(1, dtype=np.int64), np.count_nonzero(velocity, axis=1)
    overall = total.sum() // count.sum() if count.any() else _USUAL_VELOCITY
    return np.where(count > 0, total // np.maximum(count, 1), overall)


def _one_program_a_voice(pitch: np.ndarray, probability: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The instrument roll: uint8 (segments, instrument columns)."""
    heard = np.any(pitch > 0, axis=1)  # (segments, columns)
    kit = np.any(heard[:, spec.voices :], axis=1, keepdims=True)
    heard = np.concatenate([heard[:, : spec.voices], kit], axis=1)[:, : spec.instrument_columns]
    evidence = np.einsum("sc,scp->cp", heard, probability[..., :-1])  # without the class of silence
    return np.where(heard, evidence.argmax(1), spec.instrument_classes - 1).astype(np.uint8)
