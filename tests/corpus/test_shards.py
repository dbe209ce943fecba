from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import shards as shards_module
from vae_music.corpus.reading import Reading, read_file
from vae_music.corpus.shards import Shards, groups, load_shard
from vae_music.errors import CorpusError
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.storage import cache_folder

SPEC = RollSpec()


def reading(root: int) -> Reading:
    rolls, fit = song_to_rolls(tune(root), SPEC)
    return Reading(rolls, f"fingerprint of {root}", fit.notes, fit.left_out)


def filled(cache: Path, *roots: int) -> Shards:
    shards = Shards(SPEC, cache)
    for group in groups(roots):
        shards.write((f"hash of {root}", reading(root)) for root in group)
    return shards


def test_rolls_come_back_as_they_were(tmp_path):
    filled(tmp_path, 50, 60)
    records = Shards(SPEC, tmp_path).records
    for root in (50, 60):
        record, expected = records[f"hash of {root}"], reading(root)
        stored = [roll[record.first : record.first + record.segments] for roll in load_shard(record.shard)]
        assert all(np.array_equal(*pair) for pair in zip(stored, expected.rolls, strict=True))
        assert (record.fingerprint, record.notes) == (expected.fingerprint, expected.notes)


def test_segments_that_sound_are_counted(tmp_path):
    silent = np.zeros_like(reading(60).rolls.pitch[:1])
    rolls = reading(60).rolls
    rolls = type(rolls)(np.concatenate([rolls.pitch[:1], silent]), *(roll[:2] for roll in rolls[1:]))
    shards = Shards(SPEC, tmp_path)
    shards.write([("hash", Reading(rolls))])
    assert (shards.records["hash"].segments, shards.records["hash"].sounding) == (2, 1)


def test_refusals_are_kept_too(tmp_path):
    shards = Shards(SPEC, tmp_path)
    shards.write([("hash", Reading(refused="no notes"))])
    assert Shards(SPEC, tmp_path).records["hash"].refused == "no notes"


def test_a_shard_is_closed_when_it_holds_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(shards_module, "SONGS_A_SHARD", 2)
    assert len({record.shard for record in filled(tmp_path, 50, 51, 52, 53, 54).records.values()}) == 3
    monkeypatch.setattr(shards_module, "SEGMENTS_A_SHARD", 1)
    assert len({record.shard for record in filled(tmp_path / "b", 50, 51).records.values()}) == 2


def test_another_spec_and_another_format_have_shards_of_their_own(tmp_path, monkeypatch):
    filled(tmp_path, 60)
    assert not Shards(replace(SPEC, voices=8), tmp_path).records
    monkeypatch.setattr(shards_module, "FORMAT", shards_module.FORMAT + 1)
    assert not Shards(SPEC, tmp_path).records


@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data[:99] + b"?" + data[100:]]
)
def test_a_damaged_shard_counts_as_not_there_and_is_made_again(tmp_path, damage):
    path = filled(tmp_path, 60).records["hash of 60"].shard
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert not Shards(SPEC, tmp_path).records
    filled(tmp_path, 60)
    assert path.read_bytes() == whole


def test_a_shard_that_vanished_is_told_in_one_line(tmp_path):
    path = filled(tmp_path, 60).records["hash of 60"].shard
    path.unlink()
    with pytest.raises(CorpusError, match="damaged or removed since"):
        load_shard(path)


def test_a_cache_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CorpusError, match="cannot write the cache"):
        filled(tmp_path / "file", 60)


def test_shards_hold_no_pickle(tmp_path):
    path = filled(tmp_path, 60).records["hash of 60"].shard
    with np.load(path, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.uint8 for name in ("header", *load_shard(path)._fields))


def test_two_processes_may_fill_one_cache(folder, tmp_path):
    script = """
import sys
from vae_music.corpus import read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.rolls.spec import RollSpec
print(len(read_corpus(CorpusRequest((sys.argv[1],), cache=sys.argv[2], workers=1), RollSpec()).songs))
"""
    command = [sys.executable, "-c", script, str(folder), str(tmp_path / "cache")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0] for process in both] == ["16\n", "16\n"]
    for record in Shards(SPEC, tmp_path / "cache").records.values():
        assert len(load_shard(record.shard).steps) >= record.first + record.segments


def test_the_cache_folder_is_the_one_given_or_named_by_the_environment(monkeypatch):
    monkeypatch.setenv("VAE_MUSIC_CACHE", "/somewhere")
    assert cache_folder("/here") == Path("/here")
    assert cache_folder() == Path("/somewhere")
    monkeypatch.delenv("VAE_MUSIC_CACHE")
    assert cache_folder().name == "vae-music"


def test_reading_a_file_gives_what_a_shard_takes(tmp_path):
    tune(60).write(tmp_path / "tune.mid")
    shards = Shards(SPEC, tmp_path)
    shards.write([("hash", read_file(tmp_path / "tune.mid", SPEC))])
    assert shards.records["hash"].segments == 2


@pytest.mark.parametrize("header", [b"[]", b'{"x": 3}', b"no json", b'{"x": ["too", "few"]}'])
def test_a_shard_that_is_whole_but_of_other_making_counts_as_not_there(tmp_path, header):
    file = io.BytesIO()
    np.savez(file, header=np.frombuffer(header, np.uint8))
    shards = Shards(SPEC, tmp_path)
    shards.folder.mkdir(parents=True)
    name = hashlib.sha256(file.getvalue()).hexdigest()[:32]
    (shards.folder / f"{name}.npz").write_bytes(file.getvalue())
    assert Shards(SPEC, tmp_path).records == {}
