"""The main job as a new user does it: from the embedded corpus to a song in another style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import vae_music

SONG = "pop/ode_to_joy_1.mid"


def command(*words: object) -> str:
    words = (sys.executable, "-m", "vae_music", *map(str, words))
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with the embedded corpus as MIDI, and a small model trained on it for two minutes."""
    home = tmp_path_factory.mktemp("home")
    command("corpus", "--demo", "--out", home / "songs")
    options = ("--preset", "tiny", "--max-songs", 20, "--minutes", 2, "--cache", home / "cache")
    command("train", home / "songs", "--out", home / "run", *options)
    return home


@pytest.mark.slow
@pytest.mark.parametrize("preset", ["article", "default"])
def test_every_preset_trains(preset, home):
    options = ("--preset", preset, "--max-songs", 2, "--epochs", 1, "--cache", home / "cache")
    told = command("train", home / "songs", "--out", home / preset, *options)
    assert "nats a segment at epoch 1 of 1" in told
    command(
        "transfer", home / "songs" / SONG, "--style", "jazz", "--model", home / preset, "-o", home / f"{preset}.mid"
    )


@pytest.mark.slow
def test_a_song_gets_another_style_and_keeps_its_frame(home):
    command("transfer", home / "songs" / SONG, "--style", "jazz", "--model", home / "run", "-o", home / "jazz.mid")
    source, jazz = vae_music.read_song(home / "songs" / SONG), vae_music.read_song(home / "jazz.mid")
    assert jazz.note_count > 50
    assert (jazz.tempo, jazz.metre, jazz.keys, jazz.markers) == (
        source.tempo,
        source.metre,
        source.keys,
        source.markers,
    )
    assert len(jazz.downbeats()) <= len(source.downbeats())
    likeliest = command("classify", home / "jazz.mid", "--model", home / "run").split()
    assert "jazz" in likeliest[:4]


@pytest.mark.slow
def test_a_folder_is_transferred_and_an_export_plays_the_same(home):
    command("transfer", home / "songs" / "rock", "--style", "latin", "--model", home / "run", "-o", home / "latin")
    assert len(list((home / "latin").rglob("*.mid"))) == len(list((home / "songs" / "rock").rglob("*.mid")))
    command("export", home / "run", "--out", home / "served")
    command("reconstruct", home / "songs" / SONG, "--model", home / "run", "-o", home / "one.mid")
    command("reconstruct", home / "songs" / SONG, "--model", home / "served", "-o", home / "other.mid")
    assert (home / "one.mid").read_bytes() == (home / "other.mid").read_bytes()
