"""Small parallel corpora, written once."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.evaluation.bands import STYLES, arrangement
from vae_music.corpus import Corpus, read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.evaluation.classifiers import train_judge
from vae_music.evaluation.compared_models import ComparedModel, open_compared
from vae_music.evaluation.evaluate import Evaluation, evaluate
from vae_music.evaluation.held_out import HeldOut, choose_songs
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.request import EvaluationRequest
from vae_music.export.trained_on import read_trained_on
from vae_music.rolls.spec import RollSpec

TRANSFERS = 4


def asked(folder: Path, cache: Path, transfers: int | None = TRANSFERS, **wanted) -> EvaluationRequest:
    """An evaluation of few transfers on the songs of a folder."""
    return EvaluationRequest(CorpusRequest((folder,), cache=cache, workers=0, **wanted), transfers=transfers)


@pytest.fixture(scope="session")
def parallel_folder(tmp_path_factory) -> Path:
    """Twelve tunes, each in three styles."""
    folder = tmp_path_factory.mktemp("parallel")
    with (folder / "manifest.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("path", "style", "tune", "sections"))
        for tune in range(12):
            for style in STYLES:
                arrangement(tune, style).write(folder / f"{style}{tune}.mid")
                table.writerow((f"{style}{tune}.mid", style, tune, "verse:7:3|end:1:1"))
    return folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def corpus(parallel_folder, cache) -> Corpus:
    return read_corpus(CorpusRequest((parallel_folder,), cache=cache, workers=0), RollSpec())


@pytest.fixture(scope="session")
def held_out(corpus) -> HeldOut:
    return choose_songs(corpus.songs, 0, read_trained_on())


@pytest.fixture(scope="session")
def judge(held_out, cache) -> Judge:
    return train_judge(held_out.others, held_out.all, CorpusRequest(cache=cache, workers=0))


@pytest.fixture(scope="session")
def tiny(tiny_export) -> ComparedModel:
    return open_compared(tiny_export)


@pytest.fixture(scope="session")
def found(tiny, parallel_folder, cache) -> Evaluation:
    """An evaluation of a model that knows nothing, of few transfers."""
    return evaluate([tiny], asked(parallel_folder, cache))
