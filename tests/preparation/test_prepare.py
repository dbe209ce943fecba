"""A corpus prepared by Beam in this process."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import CorpusSong, read_corpus, split
from vae_music.corpus.request import CorpusRequest
from vae_music.rolls.spec import RollSpec

pytest.importorskip("apache_beam")
pytestmark = pytest.mark.slow


def prepared(tmp_path, *corpora, out="prepared", **wanted):
    from vae_music.preparation.prepare import prepare

    request = CorpusRequest(tuple(map(str, corpora)), cache=str(tmp_path / "cache"), workers=0)
    return prepare(request, str(tmp_path / out), RollSpec(), **wanted)


def read(tmp_path, *corpora, workers=0, **wanted):
    request = CorpusRequest(tuple(map(str, corpora)), cache=str(tmp_path / "local"), workers=workers, **wanted)
    return read_corpus(request, RollSpec())


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(songs: tuple[CorpusSong, ...]) -> list[tuple]:
    """All that is known of songs, but for the place of the shards."""
    return [(song.entry, song.record._replace(shard=song.record.shard.name)) for song in songs]


def test_shards_and_corpus_are_those_of_the_local_path(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("vae_music.corpus.shards.SONGS_A_SHARD", 4)
    shutil.copy(folder / "jazz" / "0.mid", folder / "pop" / "same_bytes.mid")
    tune(50, bars=4, velocity=33).write(folder / "pop" / "same_notes.mid")
    (folder / "jazz" / "bad\udcff.mid").write_text("no music")
    (folder / "pop" / "gone.mid").symlink_to(folder / "nowhere")
    (folder / "readme.txt").touch()
    by_beam, local = prepared(tmp_path, folder), read(tmp_path, folder)
    assert files(tmp_path / "prepared" / "rolls") == files(tmp_path / "local" / "rolls")
    assert len(files(tmp_path / "prepared" / "rolls")) == 5
    assert told(by_beam.songs) == told(local.songs)
    assert replace(by_beam, songs=()) == replace(local, songs=())
