"""The bass of a song: the tracks that take turns at its lowest line, found from the notes alone."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.quantize import GridNotes, quantize
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song

BASS_SPREAD_SEMITONES = 5
BASS_HIGHEST_MEAN_PITCH = 55
BASS_MONOPHONY = 0.9


def find_bass(notes: GridNotes, tracks: int, melody: int) -> tuple[int, ...]:
    """The lowest track besides the melody, and those that are about as low and play one note at a time.

    A lone track is melody and bass. The notes are the pitched notes of a song with `tracks` tracks, sorted by step.

    Args:
        melody: the track that has most of the tune, or -1.
    """
    count = np.bincount(notes.track, minlength=tracks)
    others = np.flatnonzero((count > 0) & (np.arange(tracks) != melody))
    if not len(others):
        return (melody,) if melody >= 0 else ()
    mean_pitch = np.bincount(notes.track, notes.pitch, tracks) / np.maximum(count, 1)
    lowest = others[mean_pitch[others].argmin()]
    ceiling = min(mean_pitch[lowest] + BASS_SPREAD_SEMITONES, BASS_HIGHEST_MEAN_PITCH)
    low = others[(mean_pitch[others] <= ceiling) & (others != lowest)]
    return (int(lowest), *(int(track) for track in low if _is_one_at_a_time(notes, track)))


def _is_one_at_a_time(notes: GridNotes, track: int) -> bool:
    """True if nearly all notes of a track begin alone."""
    own = notes.take(np.flatnonzero(notes.track == track))
    alone = np.append(True, (np.diff(own.step) != 0) | (np.diff(own.pattern) != 0))
    return bool(alone.mean() >= BASS_MONOPHONY)


def bass_of_song(song: Song, spec: RollSpec, melody: int) -> tuple[int, ...]:
    """The tracks that are the bass of a song, as its rolls have it."""
    return find_bass(
        quantize(song, spec, int(song.length_beats * spec.steps_per_beat) + 1).pitched, len(song.tracks), melody
    )
