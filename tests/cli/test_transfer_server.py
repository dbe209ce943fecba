"""`vae-music transfer --server` and `--rest`, against test doubles on loopback."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.runtimes.doubles import serve_grpc, serve_rest
from tests.songs import band
from vae_music.cli import group
from vae_music.midi.write import song_to_bytes


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    path = tmp_path_factory.mktemp("songs") / "band.mid"
    band(bars=6).write(path)
    return path


def transfer(*words: object):
    return CliRunner().invoke(group, ["transfer", "--style", "jazz", *map(str, words)])


def command(*words: object) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "vae_music", "transfer", "--style", "jazz", *map(str, words))
    return subprocess.run(words, capture_output=True, text=True)


@pytest.mark.parametrize(("option", "serve"), [("--server", serve_grpc), ("--rest", serve_rest)])
def test_a_server_makes_the_song_that_the_model_makes_here(option, serve, song, tiny_model, tmp_path):
    with serve(tiny_model.runtime) as address:
        done = command(song, "-o", tmp_path / "jazz.mid", option, address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{tmp_path / 'jazz.mid'}: ")
    assert (tmp_path / "jazz.mid").read_bytes() == song_to_bytes(tiny_model.transfer(song, "jazz"))


@pytest.mark.parametrize(("option", "address"), [("--server", "127.0.0.1:1"), ("--rest", "http://127.0.0.1:1")])
def test_a_server_that_is_away_is_told_on_one_line(option, address, song, tmp_path):
    done = command(song, "-o", tmp_path / "jazz.mid", option, address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"vae-music: {address}")
    assert "no server answers there" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "jazz.mid").exists()


def test_a_style_that_the_servers_model_does_not_know_is_wrong_usage(song, tiny_model, tmp_path):
    with serve_rest(tiny_model.runtime) as url:
        done = transfer(song, "-o", tmp_path / "jazz.mid", "--style", "jaz", "--rest", url)
    assert done.exit_code == 2
    assert "only classical, jazz, pop" in " ".join(done.stderr.replace("│", "").split())


def test_one_model_at_a_time(song, tiny_export, tmp_path):
    done = transfer(song, "-o", tmp_path / "jazz.mid", "--server", "host:1", "--model", tiny_export)
    assert done.exit_code == 2
    assert "--model, --server and --rest exclude each other" in done.stderr


def test_a_method_that_a_server_does_not_give_is_wrong_usage(song, tiny_model, tmp_path):
    with serve_rest(tiny_model.runtime) as url:
        done = transfer(song, "-o", tmp_path / "jazz.mid", "--method", "flow", "--rest", url)
    assert done.exit_code == 2
    assert "this model has only prototype" in " ".join(done.stderr.replace("│", "").split())
