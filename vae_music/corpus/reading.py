"""Conversion of MIDI files to rolls, in worker processes that do not import TensorFlow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.midi.read import read_song, song_from_bytes
from vae_music.midi.workers import Lost, Workers
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

LEAST_BARS = 2
FINGERPRINT_TICKS_A_BEAT = 12
FINGERPRINT_DRUMS = 128


class Reading(NamedTuple):
    """The result of reading a file: its rolls, or the reason why it is refused.

    fingerprint: equal for files that hold the same notes.
    notes: the number of notes of the song. left_out: the number of notes that the rolls cannot hold.
    lasting: False if another attempt may have another result.
    """

    rolls: Rolls | None = None
    fingerprint: str = ""
    notes: int = 0
    left_out: int = 0
    refused: str = ""
    lasting: bool = True


def read_rolls(files: Sequence[Path | bytes], spec: RollSpec, workers: Workers) -> Iterator[Reading]:
    """Read files, or their bytes, to rolls, in order, with few rolls in memory at a time.

    A file that crashes or stalls its worker is refused like any other that cannot be read.
    """
    for result in workers.map(partial(read_file, spec=spec), files):
        yield Reading(refused=result.reason, lasting=False) if isinstance(result, Lost) else result


def read_file(file: Path | bytes, spec: RollSpec) -> Reading:
    """Read one file, or its bytes, to rolls. Raises nothing, since one file must not stop the reading of a corpus."""
    try:
        song = song_from_bytes(file) if isinstance(file, bytes) else read_song(file)
        if reason := unfit_to_learn(song):
            return Reading(refused=reason)
        rolls, fit = song_to_rolls(song, spec)
    except MidiError as error:
        return Reading(refused=error.reason, lasting=not isinstance(error.__cause__, OSError | MemoryError))
    except Exception as error:  # whatever a malformed file triggers in the code above
        return Reading(refused=f"cannot be read: {type(error).__name__}: {error}".replace("\n", " "))
    if not rolls.pitch.any():
        return Reading(refused="no note that the rolls can hold")
    return Reading(rolls, fingerprint(song), fit.notes, fit.left_out)


def fingerprint(song: Song) -> str:
    """A hash of the onsets, in twelfths of a beat after the first note, with their pitches and programs.

    It ignores names, tempo, dynamics, durations, the order of tracks, unisons and the silence before the first note: a
    file that differs only in these is the same arrangement, and must not be on both split sides.
    """
    notes = song.notes()
    programs = np.array([FINGERPRINT_DRUMS if track.is_drum else track.program for track in song.tracks])
    tick = np.round((notes.onset - notes.onset.min()) * FINGERPRINT_TICKS_A_BEAT).astype(np.int64)
    rows = np.unique(np.stack([tick, notes.pitch, programs[notes.track]], axis=1), axis=0)
    return hashlib.sha256(rows.astype("<i8").tobytes()).hexdigest()


def unfit_to_learn(song: Song) -> str | None:
    """The reason why a song is not fit for training, or None."""
    if not song.note_count:
        return "no notes"
    bars = song.bar_count
    return f"shorter than {LEAST_BARS} bars" if bars < LEAST_BARS else None
