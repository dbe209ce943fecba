"""The embedded corpus: well-known tunes, each in six styles, written by a rule-based arranger from patterns.

It is used by the demo, the tests and the notebooks, never by a transfer.
"""

from __future__ import annotations

from vae_music.demo.arranger import arrange
from vae_music.demo.bands import STYLES
from vae_music.demo.folder import embedded_corpus_folder
from vae_music.demo.songs import EmbeddedSong, embedded_corpus, embedded_song, write_embedded_corpus
from vae_music.demo.tunes import TUNES

__all__ = [
    "STYLES",
    "TUNES",
    "EmbeddedSong",
    "arrange",
    "embedded_corpus",
    "embedded_corpus_folder",
    "embedded_song",
    "write_embedded_corpus",
]
