"""The notes of a song, as the page draws and plays them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vae_music.general_midi import instrument_name
from vae_music.song import Song, Track
from vae_music.text import printable


def notes_json(song: Song) -> dict[str, Any]:
    """The notes of each track in seconds, with where bars begin and the last one ends, and the tempo of each bar."""
    downbeats = song.downbeats()
    latest = np.searchsorted([tempo.beat for tempo in song.tempo], downbeats[:-1], side="right") - 1
    qpm = np.array([tempo.qpm for tempo in song.tempo])[np.maximum(latest, 0)]
    return {
        "tracks": [_track(track, song) for track in song.tracks if len(track)],
        "bars": song.beats_to_seconds(downbeats).round(4).tolist(),
        "tempo": qpm.round(3).tolist(),
        "seconds": round(song.seconds, 3),
    }


def _track(track: Track, song: Song) -> dict[str, Any]:
    onset, end = song.beats_to_seconds(track.onset), song.beats_to_seconds(track.onset + track.duration)
    columns = (onset.round(4), (end - onset).round(4), track.pitch, track.velocity)
    return {
        "name": printable(track.name.strip()),
        "instrument": "Drums" if track.is_drum else instrument_name(track.program),
        "program": track.program,
        "is_drum": track.is_drum,
        "notes": list(zip(*(column.tolist() for column in columns), strict=True)),
    }
