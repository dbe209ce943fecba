from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import read_corpus, split
from vae_music.corpus.request import CorpusRequest
from vae_music.demo import folder as folder_module
from vae_music.demo.folder import embedded_corpus_folder
from vae_music.errors import CorpusError
from vae_music.rolls.spec import RollSpec


@pytest.fixture
def written(monkeypatch) -> list[Path]:
    """The folders written to by a writer that is quicker than the real one."""
    folders: list[Path] = []

    def write(folder: Path, variations: int, seed: int) -> None:
        folders.append(folder)
        tune(60).write(folder / "a.mid")
        (folder / "manifest.csv").write_text("path,style,work\na.mid,jazz,a\n")

    monkeypatch.setattr("vae_music.demo.folder.write_embedded_corpus", write)
    return folders


def test_it_is_written_once_and_read_like_any_corpus(written, tmp_path):
    folder = embedded_corpus_folder(tmp_path)
    assert embedded_corpus_folder(tmp_path) == folder
    assert len(written) == 1
    assert [
        song.work for song in read_corpus(CorpusRequest((folder,), cache=tmp_path, workers=0), RollSpec()).songs
    ] == ["embedded/a"]


def test_other_variations_seeds_and_formats_have_folders_of_their_own(written, tmp_path, monkeypatch):
    folders = {embedded_corpus_folder(tmp_path), embedded_corpus_folder(tmp_path, variations=3)}
    folders.add(embedded_corpus_folder(tmp_path, seed=1))
    monkeypatch.setattr(folder_module, "FORMAT", folder_module.FORMAT + 1)
    assert len(folders | {embedded_corpus_folder(tmp_path)}) == 4


def test_an_interrupted_writing_leaves_nothing_behind(tmp_path, monkeypatch):
    def stop(folder: Path, variations: int, seed: int) -> None:
        tune(60).write(folder / "a.mid")
        raise KeyboardInterrupt

    monkeypatch.setattr("vae_music.demo.folder.write_embedded_corpus", stop)
    with pytest.raises(KeyboardInterrupt):
        embedded_corpus_folder(tmp_path)
    assert not list(tmp_path.rglob("*.mid"))


def test_a_cache_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CorpusError, match="cannot write the embedded corpus"):
        embedded_corpus_folder(tmp_path / "file")


def test_the_real_one_has_no_song_refused_no_note_left_out_and_keeps_works_apart(tmp_path):
    corpus = read_corpus(CorpusRequest((embedded_corpus_folder(tmp_path, variations=1),), cache=tmp_path), RollSpec())
    assert len(corpus.styles) == 6
    assert not corpus.refused
    assert not corpus.duplicates
    assert not sum(song.record.left_out for song in corpus.songs)
    sides = split(corpus.songs)
    assert {song.style for song in sides.training} == set(corpus.styles)
    assert sides.validation
    assert not {song.entry.group for song in sides.training} & {song.entry.group for song in sides.validation}
