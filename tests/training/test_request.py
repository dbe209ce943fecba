from __future__ import annotations

from dataclasses import replace

import pytest

from vae_music.config import TINY, preset
from vae_music.corpus.request import CorpusRequest
from vae_music.run_folder import Begun, RunError, RunFolder
from vae_music.training.request import TrainingRequest

SONGS = CorpusRequest(("/songs",), ("jazz", "pop"), max_songs=5)


@pytest.fixture
def run(tmp_path) -> RunFolder:
    return RunFolder(tmp_path / "run")


def test_what_is_not_asked_for_is_the_default(run):
    assert TrainingRequest(run).settled() == Begun(preset("default"), CorpusRequest(), seed=0)


def test_what_is_asked_for_is_settled(run):
    begun = TrainingRequest(run, SONGS, "tiny", seed=3, batch_size=7).settled()
    assert (begun.corpus, begun.seed) == (SONGS, 3)
    assert begun.config == replace(TINY, train=replace(TINY.train, batch_size=7))


def test_a_training_goes_on_with_what_it_was_begun_with(run):
    run.begin(Begun(TINY, SONGS, seed=3))
    assert TrainingRequest(run, epochs=9, resume=True).settled() == Begun(TINY, SONGS, 3)
    read_elsewhere = CorpusRequest(cache="/elsewhere", workers=0)
    assert TrainingRequest(run, read_elsewhere, resume=True).settled().corpus.cache == "/elsewhere"


@pytest.mark.parametrize("asked", [{"preset": "default"}, {"seed": 4}, {"corpus": CorpusRequest(("/others",))}])
def test_other_songs_or_settings_cannot_go_on(run, asked):
    run.begin(Begun(TINY, SONGS, seed=3))
    with pytest.raises(RunError, match="begun with other songs or settings"):
        TrainingRequest(run, resume=True, **asked).settled()


def test_a_folder_in_use_is_no_place_to_begin(run):
    run.begin(Begun(TINY, SONGS, seed=3))
    with pytest.raises(RunError, match="exists and is not empty"):
        TrainingRequest(run).settled()
