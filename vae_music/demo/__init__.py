"""The embedded corpus: tunes that people know, each in six styles, made by an arranger from patterns.

It serves the demo, the tests and the notebooks; no transfer ever reads it.
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
