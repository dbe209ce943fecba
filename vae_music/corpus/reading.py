"""Files become rolls, in worker processes that import no TensorFlow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.midi.read import read_song
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

LEAST_BARS = 2
FINGERPRINT_TICKS_A_BEAT = 12
FINGERPRINT_DRUMS = 128


class Reading(NamedTuple):
    """What became of a file: rolls, or the reason why it is refused.

    fingerprint: the same for files that hold the same notes.
    notes, left_out: how many notes the song has, and how many of them the rolls cannot hold.
    lasting: False where another try may end otherwise.
    """

    rolls: Rolls | None = None
    fingerprint: str = ""
    notes: int = 0
    left_out: int = 0
    refused: str = ""
    lasting: bool = True


def read_rolls(paths: Sequence[Path], spec: RollSpec, workers: int | None = None) -> Iterator[Reading]:
    """Read files to rolls, in their order and with few in memory at a time.

    A file that ends or stalls its worker is refused like any other that cannot be read.

    Args:
        workers: processes, one a core by default; 0 reads in this one, without that protection.
    """
    for result in map_in_workers(partial(read_file, spec=spec), paths, workers):
        yield Reading(refused=result.reason, lasting=False) if isinstance(result, Lost) else result


def read_file(path: Path, spec: RollSpec) -> Reading:
    """Read one file to rolls. Raises nothing: a corpus is not given up for one file."""
    try:
        song = read_song(path)
        if reason := unfit_to_learn(song):
            return Reading(refused=reason)
        rolls, fit = song_to_rolls(song, spec)
    except MidiError as error:
        return Reading(refused=error.reason, lasting=not isinstance(error.__cause__, OSError | MemoryError))
    except Exception as error:  # whatever hostile input does to the code below
        return Reading(refused=f"cannot be read: {type(error).__name__}: {error}".replace("\n", " "))
    if not rolls.pitch.any():
        return Reading(refused="no note that the rolls can hold")
    return Reading(rolls, fingerprint(song), fit.notes, fit.left_out)


def fingerprint(song: Song) -> str:
    """A hash of when (in twelfths of a beat after the first note) which pitches sound with which program.

    Names, tempo, dynamics, durations, the order of tracks, unisons and the silence before the first note are left
    out: a file that differs in these alone is the same arrangement, and must not stand on both sides of a split.
    """
    notes = song.notes()
    programs = np.array([FINGERPRINT_DRUMS if track.is_drum else track.program for track in song.tracks])
    tick = np.round((notes.onset - notes.onset.min()) * FINGERPRINT_TICKS_A_BEAT).astype(np.int64)
    rows = np.unique(np.stack([tick, notes.pitch, programs[notes.track]], axis=1), axis=0)
    return hashlib.sha256(rows.astype("<i8").tobytes()).hexdigest()


def unfit_to_learn(song: Song) -> str | None:
    """Why nothing can be learnt from a song, or None."""
    if not song.note_count:
        return "no notes"
    bars = len(song.downbeats()) - 1
    return f"shorter than {LEAST_BARS} bars" if bars < LEAST_BARS else None
