from __future__ import annotations

import pytest

from tests.corpus.test_split import song
from vae_music.errors import ModelError
from vae_music.export.trained_on import inherit, read_trained_on, together
from vae_music.run_folder import RunFolder

TABLE = "hash,work,style,side,path\nabc,corpus/tune1,jazz,training,/a\ndef,corpus/tune2,jazz,validation,/b\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "songs.csv").write_text(TABLE)
    return tmp_path


def test_only_the_training_side_of_a_run_counts(run):
    known = read_trained_on(run)
    assert (known.songs, known.works, known.source) == ({"abc"}, {"corpus/tune1"}, run / "songs.csv")


def test_a_song_is_known_by_its_content_or_its_work(run):
    known = read_trained_on(run)
    assert known.knows(song("tune1", "pop"))
    assert known.knows(song("other", "pop")._replace(entry=song("other", "pop").entry._replace(sha256="abc")))
    assert not known.knows(song("tune2", "jazz"))


def test_an_export_has_a_list_of_its_own_or_that_of_its_run(run):
    export = run / "export" / "1"
    (export / "assets.extra").mkdir(parents=True)
    assert read_trained_on(export).songs == {"abc"}
    (export / "assets.extra" / "trained_on.csv").write_text("hash\nxyz\n")
    assert read_trained_on(export).songs == {"xyz"}


def test_a_run_knows_what_the_model_knew_with_which_it_began(run, tmp_path):
    began = RunFolder(tmp_path / "further")
    began.path.mkdir()
    inherit(run, began)
    (began.path / "songs.csv").write_text(TABLE.replace("abc", "xyz").replace("tune1", "tune3"))
    known = read_trained_on(began.path)
    assert (known.songs, known.works) == ({"abc", "xyz"}, {"corpus/tune1", "corpus/tune3"})


def test_where_there_is_no_list_nothing_is_known(tmp_path):
    known = read_trained_on(tmp_path)
    assert known.source is None
    assert not known.knows(song("tune1", "pop"))


def test_what_several_models_have_seen(run, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "trained_on.csv").write_text("hash\nxyz\n")
    both = together([read_trained_on(run), read_trained_on(tmp_path / "more")])
    assert both.songs == {"abc", "xyz"}


def test_a_damaged_list_is_refused(run):
    (run / "songs.csv").write_text("name\nabc\n")
    with pytest.raises(ModelError, match=r"songs\.csv: not a list of the songs trained on"):
        read_trained_on(run)
