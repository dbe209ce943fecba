"""Joining of segments, which a model writes independently of each other, to one song."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.conversion import rolls_to_song
from vae_music.rolls.instrument_tracks import tracks_by_instrument
from vae_music.rolls.programs import heard_columns
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.thinning import thinned_out
from vae_music.song import Song

CHANGE_NATS = 3.0
"""The nats by which a sequence of programs must be likelier for each change in it."""

LEAST_PROBABILITY = 1e-3

_USUAL_VELOCITY = 80


def join_segments(
    rolls: Rolls,
    instrument_probability: np.ndarray,
    spec: RollSpec,
    frame: Song | None = None,
    bands: np.ndarray | None = None,
) -> Song:
    """Join segments to one song, in tempo, metre, keys, markers, lyrics and bars of `frame` (by default 4/4 at 120).

    A pitch that a segment holds from its start continues the note of the previous segment, or begins a note if that
    ends without it. A voice changes its program only where that is clearly likelier, and where the energy of a segment
    asks for fewer programs, some are silent.

    Args:
        instrument_probability: shape (segments, instrument columns, instrument classes).
        bands: the number of the band that plays each segment, one band by default; shape (segments,). Each band
            chooses its programs for itself, and does not hold notes that another one has begun.
    """
    bands = np.zeros(len(rolls.steps), np.int64) if bands is None else bands
    played = Rolls(*(roll.copy() for roll in rolls))
    for band in np.unique(bands):
        own = np.flatnonzero(bands == band)
        part = Rolls(*(roll[own] for roll in rolls))
        part = part._replace(instrument=_lasting_programs(part.pitch, instrument_probability[own], spec))
        for roll, thin in zip(played, thinned_out(part, spec), strict=True):
            roll[own] = thin
    played = played._replace(velocity=_with_all_begun(played, bands, spec))
    return tracks_by_instrument(rolls_to_song(played, spec, frame))


def _with_all_begun(rolls: Rolls, bands: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The velocity roll, with an onset where a segment holds a pitch with which the previous one does not end.

    A band that holds the pitch with which another one ends begins it anew on an instrument of its own.
    """
    first = rolls.pitch[:, 0, : spec.voices]  # (segments, voices)
    before = np.zeros_like(first)
    before[1:] = rolls.pitch[np.arange(len(first)), rolls.steps.astype(int) - 1, : spec.voices][:-1]
    other = np.zeros(first.shape, bool)
    other[1:] = (np.diff(bands) != 0)[:, None] & (np.diff(rolls.instrument[:, : spec.voices], axis=0) != 0)
    velocity = rolls.velocity.copy()
    held = (first > 0) & (velocity[:, 0, : spec.voices, 0] == 0)
    segment, voice = np.nonzero(held & ((first != before) | other))
    velocity[segment, 0, voice, 0] = _typical_velocity(velocity[..., : spec.voices, 0])[segment, voice]
    return velocity


def _typical_velocity(velocity: np.ndarray) -> np.ndarray:
    """The mean velocity of the notes of each voice in each segment; where it has none, that of all notes.

    Input shape: (segments, steps, voices). Output shape: (segments, voices).
    """
    total, count = velocity.sum(1, dtype=np.int64), np.count_nonzero(velocity, axis=1)
    overall = total.sum() // count.sum() if count.any() else _USUAL_VELOCITY
    return np.where(count > 0, total // np.maximum(count, 1), overall)


def _lasting_programs(pitch: np.ndarray, probability: np.ndarray, spec: RollSpec) -> np.ndarray:
    """The instrument roll of the likeliest programs that seldom change: uint8 (segments, instrument columns).

    Where a model is not sure of a voice's program, it would flicker from segment to segment. Each change therefore
    costs CHANGE_NATS, and the best of all sequences is found (Viterbi 1967).
    """
    heard = heard_columns(pitch, spec)
    evidence = np.where(heard[..., None], np.log(np.maximum(probability[..., :-1], LEAST_PROBABILITY)), 0.0)
    total, came_from = np.zeros_like(evidence), np.zeros(evidence.shape, np.int64)
    same = np.arange(evidence.shape[-1])
    total[0] = evidence[0]
    for segment in range(1, len(evidence)):
        before = total[segment - 1]
        best = before.argmax(-1)[:, None]
        changed = np.take_along_axis(before, best, -1) - CHANGE_NATS
        total[segment] = np.maximum(before, changed) + evidence[segment]
        came_from[segment] = np.where(changed > before, best, same)
    programs = np.full(heard.shape, spec.instrument_classes - 1)
    program = total[-1].argmax(-1) if len(total) else None
    for segment in range(len(evidence) - 1, -1, -1):
        programs[segment] = program
        program = np.take_along_axis(came_from[segment], programs[segment][:, None], -1)[:, 0]
    return np.where(heard, programs, spec.instrument_classes - 1).astype(np.uint8)
