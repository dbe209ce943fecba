"""Instruments that come and go with the sections of a song: as many programs sound as its energy says."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.energy import PROGRAMS, UNIT, USUAL_PROGRAMS
from vae_music.rolls.rolls import NEUTRAL, Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import BASS, MELODY

SLACK = 0.15
"""How much more than wanted a number of programs may be, besides rounding, before one is silenced."""

BASS_COUNTS_AS = 16
"""The number of notes that the bass has in advance of other parts, so that it seldom is the one that is silent."""

_NEARLY_MOST = 95
_STAYS = 1_000_000


def thinned_out(rolls: Rolls, spec: RollSpec) -> Rolls:
    """The rolls without the parts that play least where the energy of a segment asks for fewer programs.

    A decoder plays a little of everything in thin sections and rarely everything in full ones. A segment may have the
    share of the most programs of the song that its energy has of the song's greatest; the melody always stays.
    """
    program = rolls.instrument[:, : spec.voices].astype(np.int64)
    segment, voice = np.nonzero(program < spec.instrument_classes - 1)
    if not len(segment):
        return rolls
    played = 1 + np.count_nonzero(rolls.velocity[:, :, : spec.voices, 0], axis=1)[segment, voice]
    weight = np.zeros((len(program), spec.instrument_classes), np.int64)
    advance = np.where(voice == MELODY, _STAYS, np.where(voice == BASS, BASS_COUNTS_AS, 0))
    np.add.at(weight, (segment, program[segment, voice]), played + advance)
    count = np.count_nonzero(weight, axis=1)
    sounds = count > 0
    share = (rolls.energy[..., PROGRAMS].mean(1) - NEUTRAL) / UNIT + USUAL_PROGRAMS
    greatest = max(np.percentile(share[sounds], _NEARLY_MOST), 1 / UNIT)
    wanted = np.percentile(count[sounds], _NEARLY_MOST) * share / greatest
    rank = np.argsort(np.argsort(-weight, axis=1, kind="stable"), axis=1, kind="stable")
    stays = rank < np.maximum(np.floor(wanted + 0.5 + SLACK), 1)[:, None]
    silent = ~stays[segment, program[segment, voice]] & (voice != MELODY)
    pitch, velocity, instrument = rolls.pitch.copy(), rolls.velocity.copy(), rolls.instrument.copy()
    segment, voice = segment[silent], voice[silent]
    pitch[segment, :, voice] = 0
    velocity[segment, :, voice] = 0
    instrument[segment, voice] = spec.instrument_classes - 1
    return rolls._replace(pitch=pitch, velocity=velocity, instrument=instrument)
