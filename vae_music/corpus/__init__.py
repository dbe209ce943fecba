"""Corpora: their layout on disk, and how they are read, cached, split and streamed.

Only `vae_music.corpus.dataset` imports TensorFlow, so it has to be imported by its own name.
"""

from __future__ import annotations

from vae_music.corpus.corpus import Corpus, CorpusSong, load_rolls, read_corpus
from vae_music.corpus.layouts import UnknownStyleError
from vae_music.corpus.split import Split, split
from vae_music.corpus.summary import summary_json, summary_text

__all__ = [
    "Corpus",
    "CorpusSong",
    "Split",
    "UnknownStyleError",
    "load_rolls",
    "read_corpus",
    "split",
    "summary_json",
    "summary_text",
]
