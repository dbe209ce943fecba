"""Joining of segments, which a model writes independently of each other, to one song."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.instrument_tracks import tracks_by_instrument
from vae_music.rolls.programs import heard_columns, likeliest_programs
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

_USUAL_VELOCITY = 80


def join_segments(rolls: Rolls, instrument_probability: np.ndarray, spec: RollSpec, frame: Song | None = None) -> Song:
    """Join segments to one song, in tempo, metre, keys, markers, lyrics and bars of `frame` (by default 4/4 at 120).

    A pitch that a segment holds from its start continues the note of the previous segment, or begins a note if that
    ends without it. Each voice has one program throughout: the likeliest over the segments in which it sounds.

    Args:
        instrument_probability: shape (segments, instrument columns, instrument classes).
    """
    rolls = rolls._replace(
        velocity=_with_all_begun(rolls, spec),
        instrument=_one_program_a_voice(rolls.pitch, instrument_probability, spec),
    )
    return tracks_by_instrument(rolls_to_song(rolls, spec, frame))


def _with_all_begun(rolls: Rolls, spec: RollSpec) -> np.ndarray:
    """The velocity roll, with an onset where a segment holds a pitch with which the previous one does not end."""
    first = rolls.pitch[:, 0, : spec.voices]  # (segments, voices)
    before = np.zeros_like(first)
    before[1:] = rolls.pitch[np.arange(len(first)), rolls.steps.astype(int) - 1, : spec.voices][:-1]
    velocity = rolls.velocity.copy()
    held = (first > 0) & (velocity[:, 0, : spec.voices, 0] == 0)
    segment, voice = np.nonzero(held & (first != before))
    velocity[segment, 0, voice, 0] = _typical_velocity(velocity[..., : spec.voices, 0])[segment, voice]
    return velocity


def _typical_velocity(velocity: np.ndarray) -> np.ndarray:
    """The mean velocity of the notes of each voice in each segment; where it has none, that of all notes.

    Input shape: (segments, steps, voices). Output shape: (segments, voices).
    """
    total, count = velocity.sum(1, dtype=np.int64), np.count_nonzero(velocity, axis=1)
    overall = total.sum() // count.sum() if count.any() else _USUAL_VELOCITY
    return np.where(count > 0, total // np.maximum(count, 1), overall)


def _one_program_a_voice(pitch: np.ndarray, probability: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The instrument roll with one program per voice and kit: uint8 (segments, instrument columns)."""
    heard = heard_columns(pitch, spec)
    evidence = np.einsum("sc,scp->cp", heard, probability)
    return likeliest_programs(heard, evidence, spec).astype(np.uint8)
