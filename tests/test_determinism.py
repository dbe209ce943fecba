from __future__ import annotations

import random
import subprocess
import sys

import pytest

from tests.songs import band, framed
from vae_music.inference import model as inference
from vae_music.midi.batch import convert, read_songs
from vae_music.midi.plan import plan
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song

LONG = Song(tuple(band(bars=40).tracks))


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_how_many_segments_go_through_the_model_at_once_changes_no_note(tiny_model, temperature, monkeypatch):
    made = set()
    for segments in (1, 3, 7, 16, 256):
        monkeypatch.setattr(inference, "SEGMENTS_A_CALL", segments)
        made.add(song_to_bytes(tiny_model.transfer(LONG, "jazz", temperature=temperature, seed=4)))
    assert len(made) == 1


def test_the_order_of_a_folder_changes_no_byte(tiny_model, tmp_path):
    for name, song in (("a", band()), ("b", framed()), ("c", band(bars=5))):
        song.write(tmp_path / "songs" / f"{name}.mid")
    written = []
    for number in range(3):
        jobs = list(plan([tmp_path / "songs"], tmp_path / str(number)).jobs)
        random.Random(number).shuffle(jobs)
        songs = read_songs([job.source for job in jobs], workers=0)
        done = list(convert(jobs, lambda song, _: tiny_model.transfer(song, "pop", temperature=1.0), songs))
        written.append({job.source.name: job.target.read_bytes() for job, _ in done})
    assert written[0] == written[1] == written[2]
    assert len(set(written[0].values())) == 3


@pytest.mark.slow
def test_two_processes_and_a_worker_or_none_write_the_same_bytes(tiny_export, tmp_path):
    band().write(tmp_path / "songs" / "band.mid")
    for source, out in ((tmp_path / "songs" / "band.mid", "one.mid"), (tmp_path / "songs", "folder")):
        words = ["transfer", source, "--style", "jazz", "--temperature", "1", "--model", tiny_export]
        command = [sys.executable, "-m", "vae_music", *words, "-o", tmp_path / out]
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
    assert (tmp_path / "one.mid").read_bytes() == (tmp_path / "folder" / "band.mid").read_bytes()
