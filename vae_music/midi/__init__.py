"""Reading and writing of MIDI files; no other part of the package does either."""

from __future__ import annotations

from vae_music.midi.pretty_midi import song_from_pretty_midi, song_to_pretty_midi
from vae_music.midi.read import as_song, read_song, song_from_bytes
from vae_music.midi.write import song_to_bytes, write_song

__all__ = [
    "as_song",
    "read_song",
    "song_from_bytes",
    "song_from_pretty_midi",
    "song_to_bytes",
    "song_to_pretty_midi",
    "write_song",
]
