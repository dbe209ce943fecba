"""Prepared corpora as layouts, with tables written from what the local path has read, so that no Beam is needed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from vae_music.corpus import load_rolls, read_corpus
from vae_music.corpus.prepared import FILES, PREPARED, REFUSED, manifest, refused_csv
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import CorpusError
from vae_music.midi.folder import Refused
from vae_music.rolls.spec import RollSpec


@pytest.fixture
def shards(folder, read, tmp_path) -> Path:
    """The corpus `folder`, prepared, with a file refused; its songs are no longer there."""
    corpus = read(folder)
    out = tmp_path / "shards"
    shutil.copytree(tmp_path / "cache" / "rolls", out / "rolls")
    entries = [song.entry for song in corpus.songs]
    (out / FILES).write_bytes(manifest(entries, {song.sha256: song.record for song in corpus.songs}))
    (out / REFUSED).write_bytes(refused_csv([Refused(folder / "pop" / "a\udcff\r\n.mid", "not a regular file")]))
    (out / PREPARED).write_text(json.dumps({"songs": 16, "files": 16, "refused": 1, "passed_over": {"hidden": 2}}))
    shutil.rmtree(folder)
    shutil.rmtree(tmp_path / "cache")
    return out


def test_songs_come_back_with_their_rolls_and_what_was_left_out(shards, folder, read):
    corpus = read(shards)
    assert [song.entry.path for song in corpus.songs[:2]] == [folder / "jazz" / "0.mid", folder / "jazz" / "10.mid"]
    assert {song.record.shard.parents[2] for song in corpus.songs} == {shards}
    assert sum(len(load_rolls(song).steps) for song in corpus.songs) == sum(s.record.segments for s in corpus.songs)
    assert corpus.refused == (Refused(folder / "pop" / "a\udcff\r\n.mid", "not a regular file"),)
    assert corpus.passed_over == {"hidden": 2}


def test_styles_can_be_chosen_and_renamed_as_ever(shards, read):
    corpus = read(shards, styles=("swing",), style_map={"jazz": "swing"}, max_songs=3)
    assert (corpus.styles, len(corpus.songs)) == (("swing",), 3)


def drop_a_line(folder: Path) -> None:
    (folder / FILES).write_text("".join((folder / FILES).read_text().splitlines(keepends=True)[1:]))


def drop_a_shard(folder: Path) -> None:
    next(folder.rglob("*.npz")).unlink()


def empty_a_shard(folder: Path) -> None:
    next(folder.rglob("*.npz")).write_bytes(b"")


def lead_out_of_the_folder(folder: Path) -> None:
    name = next(folder.rglob("*.npz")).name
    (folder / FILES).write_text((folder / FILES).read_text().replace(name, f"../{name}"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (drop_a_line, "do not have as many rows"),
        (drop_a_shard, "1 of its shards are missing"),
        (empty_a_shard, "1 of its shards are missing"),
        (lead_out_of_the_folder, "1 of its shards are missing"),
        (lambda folder: (folder / FILES).write_text("[]\n"), "is damaged"),
        (lambda folder: (folder / FILES).write_text('{"path": 3}\n'), "is damaged"),
        (lambda folder: (folder / PREPARED).write_text("{"), "is damaged"),
        (lambda folder: (folder / REFUSED).unlink(), "is damaged"),
    ],
)
def test_a_damaged_or_incomplete_one_is_told_in_one_line(shards, read, damage, reason):
    damage(shards)
    with pytest.raises(CorpusError, match=reason) as told:
        read(shards)
    assert str(told.value).startswith(f"{shards}: ")
    assert "\n" not in str(told.value)


def test_one_of_another_version_is_told_in_one_line(shards, tmp_path):
    with pytest.raises(CorpusError, match="prepared by another version"):
        read_corpus(CorpusRequest((str(shards),), cache=tmp_path), replace(RollSpec(), voices=8))
