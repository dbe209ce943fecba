"""Tiny tunes, told apart by their notes."""

from __future__ import annotations

from vae_music.song import Song, Track


def tune(root: int = 60, bars: int = 4, program: int = 0, velocity: int = 90, drums: bool = True) -> Song:
    """A scale upwards from `root` in quarter notes, a bass note a bar, and a kick on every beat."""
    melody = [(beat, 1, root + beat % 8, velocity) for beat in range(4 * bars)]
    bass = [(4 * bar, 4, root - 24, velocity) for bar in range(bars)]
    kick = [(beat, 0.25, 36, velocity) for beat in range(4 * bars)]
    tracks = (Track.of(melody, program), Track.of(bass, 33), Track.of(kick, is_drum=True))
    return Song(tracks if drums else tracks[:2])
