"""`-` stands for standard input and output, of every command that takes or writes a MIDI file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.songs import band
from vae_music.cli import group
from vae_music.inference import loading
from vae_music.midi.limits import MAX_BYTES
from vae_music.midi.read import song_from_bytes
from vae_music.midi.write import song_to_bytes

SONG = song_to_bytes(band())


@pytest.fixture
def run(tiny_model, tiny_export, monkeypatch, tmp_path):
    """A command with the tiny model, in an empty folder, with a song or other bytes on standard input."""
    monkeypatch.setattr(loading, "load_model", lambda *_: tiny_model)
    monkeypatch.chdir(tmp_path)

    def run(command: str, *words: object, given: bytes = SONG) -> Result:
        model = [] if command in ("info", "render") else ["--model", str(tiny_export)]
        return CliRunner().invoke(group, [command, *model, *map(str, words)], input=given)

    return run


def test_a_song_passes_through_and_the_line_goes_to_stderr(run, tiny_model):
    done = run("transfer", "-", "--style", "jazz", "-o", "-")
    assert done.stdout_bytes == song_to_bytes(tiny_model.transfer(band(), "jazz"))
    assert done.stderr.startswith("standard output: ")
    assert done.stderr.count("\n") == 1
    assert (done.exit_code, list(Path.cwd().iterdir())) == (0, [])
    assert song_from_bytes(run("reconstruct", "-", "-o", "-").stdout_bytes).note_count


def test_standard_input_is_written_to_files_too(run):
    assert run("transfer", "-", "--style", "jazz,pop", "-o", "new", "--report", "new.html").exit_code == 0
    names = ["new", "new.html", "new/stdin.jazz.mid", "new/stdin.pop.mid", "new_pages"]
    names += [f"new_pages/stdin.{style}.html" for style in ("jazz", "pop")]
    assert sorted(path.as_posix() for path in Path().rglob("*")) == names


def test_a_song_on_standard_input_is_described_classified_and_rendered(run):
    assert json.loads(run("info", "-", "--json").stdout)["notes"] == band().note_count
    assert run("classify", "-").stdout.startswith("-: ")
    assert run("render", "-", "-o", "song.wav").stdout.startswith("song.wav: 0:04, ")


@pytest.mark.parametrize("words", [["sample", "--style", "jazz"], ["mix", "-", "b.mid"], ["interpolate", "b.mid", "-"]])
def test_new_songs_are_written_to_standard_output(run, words):
    band(bars=4).write("b.mid")
    done = run(*words, "-o", "-")
    assert done.exit_code == 0, done.output
    assert song_from_bytes(done.stdout_bytes).note_count


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "an empty file"),
        (b"OggS", "not a MIDI file but a recording (Ogg)"),
        (b"MThd" + bytes(MAX_BYTES), "larger than 20 MB"),
    ],
)
def test_what_is_no_midi_on_standard_input_is_refused(run, given, reason):
    for words in (["info", "-"], ["transfer", "-", "--style", "jazz", "-o", "-"], ["classify", "-"]):
        assert str(run(*words, given=given).exception).startswith(f"standard input: {reason}")


def test_a_file_called_like_standard_output_can_be_named(run):
    assert run("transfer", "-", "--style", "jazz", "-o", "./-").exit_code == 0
    assert song_from_bytes(Path("./-").read_bytes()).note_count
    assert run("info", "./-").stdout.startswith(f"{Path.cwd() / '-'}: ")


def test_a_song_goes_through_a_pipe_of_the_shell(tmp_path):
    command = [sys.executable, "-m", "vae_music", "info", "-", "--json"]
    done = subprocess.run(command, input=SONG, capture_output=True, check=True)
    assert json.loads(done.stdout)["path"] == "-"
