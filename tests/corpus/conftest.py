"""Tiny corpora written for the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import Corpus, read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.rolls.spec import RollSpec


@pytest.fixture
def folder(tmp_path) -> Path:
    """A corpus of two styles, eight tunes each, all different."""
    for index in range(16):
        style = ("jazz", "pop")[index % 2]
        (tmp_path / "songs" / style).mkdir(parents=True, exist_ok=True)
        tune(50 + index, bars=4 + index).write(tmp_path / "songs" / style / f"{index}.mid")
    return tmp_path / "songs"


@pytest.fixture
def read(tmp_path) -> Callable[[Sequence[Path]], Corpus]:
    """Reads corpora in this process, into a cache that lasts for the test."""

    def read(*corpora, progress=None, **wanted):
        request = CorpusRequest(corpora, cache=tmp_path / "cache", **{"workers": 0, **wanted})
        return read_corpus(request, RollSpec(), progress)

    return read
