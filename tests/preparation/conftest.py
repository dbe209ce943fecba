"""The corpora of the tests of `vae_music.corpus`."""

from __future__ import annotations

from tests.corpus.conftest import folder

__all__ = ["folder"]
