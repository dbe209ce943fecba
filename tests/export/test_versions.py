from __future__ import annotations

import pytest

from vae_music.errors import ModelError
from vae_music.export.versions import SAVED_MODEL, find_export, publish, versions


def saved(folder):
    folder.mkdir(parents=True)
    (folder / SAVED_MODEL).write_bytes(b"a model")


def test_the_first_version_is_1_and_the_next_follows_the_highest(tmp_path):
    assert publish(tmp_path / "base", saved) == tmp_path / "base" / "1"
    (tmp_path / "base" / "7").mkdir()
    assert publish(tmp_path / "base", saved) == tmp_path / "base" / "8"


def test_names_that_are_no_plain_number_are_no_version(tmp_path):
    for name in ("1", "02", "-3", "x4", "5.6", "٧", ".8.part"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == [1]
    assert versions(tmp_path / "nowhere") == []


def test_a_version_is_not_there_before_it_is_whole(tmp_path):
    def broken(folder):
        saved(folder)
        assert versions(tmp_path) == []
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match="cannot be written: no space left on device"):
        publish(tmp_path, broken)
    assert list(tmp_path.iterdir()) == []


def test_where_another_process_took_the_number_the_next_is_taken(tmp_path):
    def overtaken(folder):
        saved(folder)
        saved(tmp_path / "1")

    assert publish(tmp_path, overtaken).name == "2"


def test_a_run_a_base_and_a_version_all_lead_to_the_savedmodel(tmp_path):
    for number in (2, 10):
        saved(tmp_path / "run" / "export" / str(number))
    newest = tmp_path / "run" / "export" / "10"
    assert find_export(tmp_path / "run") == find_export(tmp_path / "run" / "export") == find_export(newest) == newest


def test_where_there_is_no_model_the_reason_is_told(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(ModelError, match="nowhere: no such folder"):
        find_export(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="run: no model here"):
        find_export(tmp_path / "run")
    (tmp_path / "run" / "model.keras").write_bytes(b"")
    with pytest.raises(ModelError, match="not exported yet: vae-music export"):
        find_export(tmp_path / "run")
