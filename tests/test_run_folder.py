from __future__ import annotations

import pytest

from vae_music.config import TINY
from vae_music.corpus.request import CorpusRequest
from vae_music.run_folder import Begun, RunError, RunFolder, Start

BEGUN = Begun(TINY, CorpusRequest(("/songs",), ("jazz", "pop"), {"popband": "pop"}, 10), seed=3)


def test_a_run_remembers_what_it_was_begun_with(tmp_path):
    run = RunFolder(tmp_path / "run")
    run.begin(BEGUN)
    assert run.begun_with() == BEGUN


@pytest.mark.parametrize("start", [Start(None, ("jazz", "pop")), Start("/run", ("jazz",), forget=True)])
def test_a_run_remembers_the_model_with_which_it_began(tmp_path, start):
    run = RunFolder(tmp_path / "run")
    run.begin(BEGUN._replace(start=start))
    assert run.begun_with().start == start


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "song.mid").touch()
    for path in (tmp_path, tmp_path / "song.mid"):
        with pytest.raises(RunError, match="exists and is not empty"):
            RunFolder(path).begin(BEGUN)


@pytest.mark.parametrize("text", [None, "{}", "nothing", '{"data": {"songs": 3}}'])
def test_nothing_to_go_on_with(tmp_path, text):
    if text is not None:
        (tmp_path / "config.json").write_text(text)
    with pytest.raises(RunError, match=f"{tmp_path.name}.*: holds no training"):
        RunFolder(tmp_path).begun_with()


def test_history_is_read_up_to_a_step(tmp_path):
    run = RunFolder(tmp_path)
    rows = [{"epoch": 1, "step": 10}, {"epoch": 2, "step": 20, "loss": 3.5}]
    run.write_history(rows)
    before = run.history.read_bytes()
    assert run.read_history(until_step=20)[1] == rows[1]
    run.write_history(run.read_history(until_step=20))
    assert run.history.read_bytes() == before
    assert [row["step"] for row in run.read_history(until_step=19)] == [10]
    assert RunFolder(tmp_path / "none").read_history(0) == []
