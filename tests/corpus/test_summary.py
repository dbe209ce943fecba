from __future__ import annotations

import json
import os
from pathlib import Path

from tests.corpus.tunes import tune
from vae_music.corpus import split, summary_json, summary_text
from vae_music.text import printable


def test_the_table_counts_songs_works_segments_and_sides(folder, read):
    corpus = read(folder)
    lines = summary_text(corpus, split(corpus.songs)).splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["style", "songs", "works", "segments", "training", "songs", "validation", "songs"],
        ["jazz", "8", "8", "44", "7", "1"],
        ["pop", "8", "8", "52", "7", "1"],
        ["all", "16", "16", "96", "14", "2"],
    ]


def test_what_was_left_out_is_told_by_reason_with_the_first_files(folder, read):
    for index in range(5):
        (folder / "jazz" / f"bad{index}.mid").write_text("no music")
    tune(50, bars=4).write(folder / "pop" / "same.mid")
    (folder / "pop" / "cover.jpg").touch()
    corpus = read(folder)
    text = summary_text(corpus, split(corpus.songs))
    assert (
        f"""
left out of {folder}:
     5 not a MIDI file
         jazz/bad0.mid: it has no MThd header
         jazz/bad1.mid: it has no MThd header
         jazz/bad2.mid: it has no MThd header
         and 2 more
     1 same notes as another file
         pop/same.mid as jazz/0.mid
passed over: 1 not MIDI by name"""
        in text
    )


def test_json_names_every_file(folder, read):
    for index in range(5):
        (folder / "jazz" / f"bad{index}.mid").write_text("no music")
    corpus = read(folder)
    summary = json.loads(json.dumps(summary_json(corpus, split(corpus.songs))))
    assert len(summary["refused"]) == 5
    assert summary["styles"]["jazz"]["training_songs"] == 7
    assert summary["all"]["segments"] == summary["all"]["training_segments"] + summary["all"]["validation_segments"]
    sides = summary["split"]["training"] + summary["split"]["validation"]
    assert sorted(sides) == sorted(str(song.entry.path) for song in corpus.songs)


def test_a_corpus_without_songs_says_so(folder, read):
    for path in folder.rglob("*.mid"):
        path.write_text("no music")
    corpus = read(folder)
    text = summary_text(corpus, split(corpus.songs))
    assert text.startswith("no songs to learn from\n")
    assert "    16 not a MIDI file" in text


def test_names_of_any_bytes_are_shown_on_one_line():
    assert printable(Path(os.fsdecode(b"caf\xe9\n\x1b[31m.mid"))) == "caf???[31m.mid"
