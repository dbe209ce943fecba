from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.corpus.tunes import tune
from vae_music.corpus.reading import fingerprint, read_file, read_rolls
from vae_music.midi.workers import Workers
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Tempo, Track

SPEC = RollSpec()


def test_files_are_read_in_order_to_the_rolls_of_their_songs(tmp_path):
    songs = [tune(root) for root in (48, 60, 72)]
    paths = [tmp_path / f"{index}.mid" for index in range(3)]
    for song, path in zip(songs, paths, strict=True):
        song.write(path)
    with Workers(2) as workers:
        readings = [*read_rolls(paths, SPEC, workers)]
    for song, reading in zip(songs, readings, strict=True):
        expected, fit = song_to_rolls(song, SPEC)
        assert all(np.array_equal(*pair) for pair in zip(reading.rolls, expected, strict=True))
        assert (reading.notes, reading.left_out, reading.refused) == (fit.notes, fit.left_out, "")


@pytest.mark.parametrize(
    ("song", "reason"),
    [
        (Song((Track.of([]),), length_beats=32), "no notes"),
        (Song((Track.of([(0, 1, 60, 90)]),)), "shorter than 2 bars"),
    ],
)
def test_a_song_with_nothing_to_learn_from_is_refused(tmp_path, song, reason):
    song.write(tmp_path / "song.mid")
    assert read_file(tmp_path / "song.mid", SPEC).refused == reason


def test_a_song_that_the_rolls_cannot_hold_is_refused(tmp_path):
    Song((Track.of([(beat, 1, 36, 90) for beat in range(16)], is_drum=True),)).write(tmp_path / "drums.mid")
    assert read_file(tmp_path / "drums.mid", replace(SPEC, drum_lanes=0)).refused == "no note that the rolls can hold"


def test_a_file_that_is_not_midi_is_refused_with_the_reason_alone(tmp_path):
    (tmp_path / "song.mid").write_text("not music")
    assert read_file(tmp_path / "song.mid", SPEC).refused == "not a MIDI file: it has no MThd header"


def test_a_failure_of_the_code_itself_refuses_the_file(monkeypatch, tmp_path):
    def stumble(path):
        raise IndexError("list index\nout of range")

    monkeypatch.setattr("vae_music.corpus.reading.read_song", stumble)
    assert read_file(tmp_path / "song.mid", SPEC).refused == "cannot be read: IndexError: list index out of range"


def test_the_same_notes_have_one_fingerprint_whatever_else_differs():
    song = tune(60)
    later = [
        Track.of([(on + 4, length, *rest) for on, length, *rest in track.rows()], track.program, track.is_drum, "b")
        for track in song.tracks
    ]
    assert fingerprint(song) == fingerprint(tune(60, velocity=40))
    assert fingerprint(song) == fingerprint(Song(tuple(reversed(later)), tempo=(Tempo(0, 77.0),)))


@pytest.mark.parametrize("other", [tune(61), tune(60, program=24), tune(60, bars=5), tune(60, drums=False)])
def test_other_notes_or_programs_have_another_fingerprint(other):
    assert fingerprint(other) != fingerprint(tune(60))


def test_neither_this_process_nor_its_workers_import_tensorflow(folder, tmp_path):
    script = """
import sys
from pathlib import Path
from vae_music.corpus import read_corpus
from vae_music.corpus.request import CorpusRequest
from vae_music.corpus.reading import read_file
from vae_music.midi.workers import map_in_workers
from vae_music.rolls.spec import RollSpec

def has_tensorflow_after(path):
    assert read_file(path, RollSpec()).rolls
    return "tensorflow" in sys.modules

corpus = read_corpus(CorpusRequest((sys.argv[1],), cache=sys.argv[2], workers=2), RollSpec())
in_worker = map_in_workers(has_tensorflow_after, [corpus.songs[0].entry.path])
print(len(corpus.songs), "tensorflow" in sys.modules, *in_worker)
"""
    command = [sys.executable, "-c", script, str(folder), str(tmp_path / "cache")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() == [
        "16",
        "False",
        "False",
    ]
