"""MIDI files and songs: the only place that reads or writes MIDI."""

from __future__ import annotations

from vae_music.midi.read import as_song, read_song, song_from_bytes, song_from_pretty_midi
from vae_music.midi.write import song_to_bytes, song_to_pretty_midi, write_song

__all__ = [
    "as_song",
    "read_song",
    "song_from_bytes",
    "song_from_pretty_midi",
    "song_to_bytes",
    "song_to_pretty_midi",
    "write_song",
]
