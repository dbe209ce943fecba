from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.corpus.tunes import tune
from vae_music.corpus import corpus as corpus_module
from vae_music.corpus import load_rolls, read_corpus
from vae_music.corpus.reading import Reading
from vae_music.corpus.request import CorpusRequest
from vae_music.midi.read import read_song
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec

HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile"


def test_songs_know_where_their_rolls_are(folder, read):
    corpus = read(folder)
    assert corpus.styles == ("jazz", "pop")
    assert len(corpus.songs) == 16
    for song in corpus.songs:
        expected, _ = song_to_rolls(read_song(song.entry.path), RollSpec())
        assert all(np.array_equal(*pair) for pair in zip(load_rolls(song), expected, strict=True))


def test_a_second_run_reads_no_file_again(folder, read, monkeypatch):
    (folder / "jazz" / "bad.mid").write_text("no music")
    first = read(folder)
    asked = []
    monkeypatch.setattr(corpus_module, "read_rolls", lambda paths, *_: asked.extend(paths) or iter(()))
    assert read(folder) == first
    assert asked == []


def test_a_corpus_that_grew_reads_only_what_is_new(folder, read):
    read(folder)
    tune(30).write(folder / "pop" / "new.mid")
    counts = []
    assert len(read(folder, progress=lambda done, total: counts.append((done, total))).songs) == 17
    assert counts == [(1, 1)]


def test_files_with_the_same_notes_are_left_out_wherever_they_are(folder, read):
    shutil.copy(folder / "jazz" / "0.mid", folder / "jazz" / "copy.mid")
    tune(50, bars=4, velocity=33).write(folder / "pop" / "softer.mid")
    corpus = read(folder)
    assert len(corpus.songs) == 16
    assert [(copy.path.name, copy.of.name) for copy in corpus.duplicates] == [
        ("copy.mid", "0.mid"),
        ("softer.mid", "0.mid"),
    ]


def test_refused_files_are_named_with_reasons(folder, read):
    (folder / "jazz" / "bad.mid").write_text("no music")
    (folder / "pop" / "empty.mid").touch()
    (folder / "pop" / "gone.mid").symlink_to(folder / "nowhere")
    with (folder / "pop" / "huge.mid").open("wb") as file:
        file.truncate(10**12)  # takes no room on disk, but hours to read
    refused = [(each.path.name, each.reason) for each in read(folder).refused]
    assert refused == [
        ("bad.mid", "not a MIDI file: it has no MThd header"),
        ("empty.mid", "an empty file"),
        ("gone.mid", "not a regular file"),
        ("huge.mid", "larger than 20 MB"),
    ]


def test_a_refusal_that_may_not_last_is_not_kept(folder, read, monkeypatch):
    lost = Reading(refused="took longer than 10 s", lasting=False)
    with monkeypatch.context() as patch:
        patch.setattr(corpus_module, "read_rolls", lambda paths, *_: (lost for _ in paths))
        assert {each.reason for each in read(folder).refused} == {"took longer than 10 s"}
    assert len(read(folder).songs) == 16


def test_arrangements_of_a_work_share_a_shard(tmp_path, read, monkeypatch):
    monkeypatch.setattr("vae_music.corpus.shards.SONGS_A_SHARD", 4)
    rows = ["path,style,work"]
    for index in range(16):
        tune(50 + index).write(tmp_path / "set" / f"{index}.mid")
        rows.append(f"{index}.mid,{('jazz', 'pop')[index // 8]},tune{index % 8}")
    (tmp_path / "set" / "manifest.csv").write_text("\n".join(rows))
    shards = {}
    for song in read(tmp_path / "set").songs:
        shards.setdefault(song.entry.group, set()).add(song.record.shard)
    assert [len(several) for several in shards.values()] == [1] * 8


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=f"there is no {HOSTILE}")
def test_of_hostile_files_the_good_are_read_and_the_bad_refused(tmp_path):
    corpus = read_corpus(CorpusRequest((HOSTILE,), cache=tmp_path), RollSpec())
    refused = {path.relative_to(HOSTILE).as_posix(): reason for path, reason in corpus.refused}
    kept = {path.relative_to(HOSTILE).as_posix() for path, _ in corpus.duplicates}
    kept |= {song.entry.path.relative_to(HOSTILE).as_posix() for song in corpus.songs}
    lines = (HOSTILE / "INDEX.tsv").read_text().splitlines()[1:]
    verdicts = {file: verdict for file, verdict, *_ in (line.split("\t") for line in lines)}
    constructed = {file: verdict for file, verdict in verdicts.items() if file.startswith("constructed/")}
    bad = {file for file, verdict in constructed.items() if verdict in ("bad", "empty") and "/._" not in file}
    assert {file for file, verdict in constructed.items() if verdict == "ok"} <= kept
    assert bad <= set(refused)
    assert not [reason for reason in refused.values() if reason.startswith(("cannot be read", "the reader", "took"))]


def test_for_a_model_its_styles_come_first_under_its_names(folder, read):
    corpus = read(folder)
    assert corpus.for_model(["soul", "Pop"]).styles == ("soul", "Pop", "jazz")
    assert corpus.for_model(["soul", "Pop"], keep=False).styles == ("Pop", "jazz")
