"""One named track for each instrument, for a musician's other tools, instead of one track for each voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vae_music.general_midi import instrument_name
from vae_music.song import Song, Track

TUNE_TRACK, BASS_TRACK, DRUM_TRACK = "Tune", "Bass", "Drums"
"""The tracks that keep a name of their own, whatever plays them."""


def tracks_by_instrument(song: Song) -> Song:
    """The song with one track for each instrument, named after it; tune, bass and drums stay apart from the others.

    Where two voices of one instrument sound the same pitch at once, the earlier note ends when the later begins, and of
    two that begin together the longer one stays: one track cannot hold both.
    """
    voices: dict[tuple[str, int], list[Track]] = {}
    for track in song.tracks:
        name = track.name if track.name in (TUNE_TRACK, BASS_TRACK, DRUM_TRACK) else instrument_name(track.program)
        voices.setdefault((name, track.program), []).append(track)
    tracks = (_merged(name, parts) for (name, _), parts in voices.items())
    return replace(song, tracks=tuple(tracks))


def _merged(name: str, voices: Sequence[Track]) -> Track:
    """The notes of several tracks with one program as one track."""
    if len(voices) == 1:
        return replace(voices[0], name=name)
    onset, duration, pitch, velocity = (
        np.concatenate([getattr(voice, column) for voice in voices])
        for column in ("onset", "duration", "pitch", "velocity")
    )
    order = np.lexsort((-duration, onset, pitch))
    onset, end, pitch, velocity = onset[order], (onset + duration)[order], pitch[order], velocity[order]
    same = np.append(False, (np.diff(pitch) == 0) & (np.diff(onset) == 0))[: len(pitch)]
    onset, end, pitch, velocity = onset[~same], end[~same], pitch[~same], velocity[~same]
    again = np.append(pitch[1:] == pitch[:-1], False)[: len(pitch)]
    following = np.where(again, np.append(onset[1:], np.inf)[: len(pitch)], np.inf)
    rows = np.stack([onset, np.minimum(end, following) - onset, pitch, velocity], axis=1)
    return Track.of(rows, voices[0].program, voices[0].is_drum, name)
