"""`interpolate`, `mix`, `sample` and `continue`: one song that was not there."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from tests.songs import band
from vae_music.cli import group
from vae_music.inference import loading
from vae_music.midi.write import song_to_bytes

COMMANDS = ("interpolate", "mix", "sample")


@pytest.fixture
def run(tiny_export, tiny_model, tmp_path, monkeypatch):
    """One of the commands with the tiny model and, where it takes songs, two of them."""
    monkeypatch.setattr(loading, "load_model", lambda *_: tiny_model)
    paths = [tmp_path / "a.mid", tmp_path / "b.mid"]
    band(bars=2).write(paths[0])
    band(bars=3).write(paths[1])

    def run(command: str, *words: object) -> Result:
        given = ["--style", "jazz"] if command == "sample" else paths
        options = ["--model", tiny_export, "-o", tmp_path / "out.mid"]
        return CliRunner().invoke(group, [*map(str, (command, *given, *options, *words))])

    return run


@pytest.mark.parametrize(
    ("command", "words", "arguments"),
    [
        ("interpolate", ["--bars", 2, "--temperature", 0.5, "--seed", 3], (2, 0.5, 3)),
        ("mix", ["--weight", 0.3, "--temperature", 0.5, "--seed", 3], (0.3, 0.5, 3)),
        ("sample", ["--bars", 2, "--variant", 2], (2, 0.0, 0, 120.0, 2)),
        ("sample", ["--bars", 2, "--qpm", 90, "--temperature", 0.5, "--seed", 3], (2, 0.5, 3, 90.0)),
    ],
)
def test_what_the_library_makes_is_written(run, tiny_model, tmp_path, command, words, arguments):
    done = run(command, *words)
    given = ["jazz"] if command == "sample" else [tmp_path / "a.mid", tmp_path / "b.mid"]
    expected = getattr(tiny_model, command)(*given, *arguments)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{tmp_path / 'out.mid'}: {expected.note_count:,} notes, 0:0")
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(expected)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_exists_is_kept_left_or_overwritten(run, command, tmp_path):
    (tmp_path / "out.mid").write_text("mine")
    assert "exists already, so nothing is written" in run(command).stderr
    assert run(command, "--skip-existing").output == f"{tmp_path / 'out.mid'}: exists, left as it is\n"
    assert run(command, "--force", "--skip-existing").exit_code == 2
    assert (tmp_path / "out.mid").read_text() == "mine"
    assert run(command, "--force").exit_code == 0
    assert (tmp_path / "out.mid").read_bytes().startswith(b"MThd")


@pytest.fixture
def go_on(composing_export, composing_model, tmp_path, monkeypatch):
    """`continue` with the model that has a composer."""
    monkeypatch.setattr(loading, "load_model", lambda *_: composing_model)
    band(bars=4).write(tmp_path / "a.mid")

    def run(*words: object) -> Result:
        options = ["--model", composing_export, "-o", tmp_path / "out.mid"]
        return CliRunner().invoke(group, [*map(str, ("continue", tmp_path / "a.mid", *options, *words))])

    return run


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ([], (8,)),
        (["--bars", 2, "--temperature", 0.5, "--seed", 3], (2, 0.5, 3)),
        (["--bars", 2, "--style", "JAZZ", "--variant", 2], (2, 0.0, 0, "jazz", 2)),
        (["--bars", 3, "--energy", "2-:4"], (3, 0.0, 0, None, 1, [None, 4.0, 4.0])),
    ],
)
def test_a_song_goes_on(go_on, composing_model, tmp_path, words, arguments):
    done = go_on(*words)
    assert done.exit_code == 0, done.output
    expected = composing_model.continued(tmp_path / "a.mid", *arguments)
    assert (tmp_path / "out.mid").read_bytes() == song_to_bytes(expected)


def test_wrong_usage_of_continue_is_told(go_on):
    assert "no --style" in go_on("--variant", 2).stderr
    assert "no style 'jaz'" in go_on("--style", "jaz").stderr
    refused = go_on("--bars", 2, "--energy", "1-3:2")
    assert (refused.exit_code, str(refused.exception)) == (1, "the song: no bars 1-3 in a song of 2 bars")


def test_a_piece_can_be_like_a_song_and_have_energies(tiny_model, tiny_export, tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "load_model", lambda *_: tiny_model)
    example, out = tmp_path / "a.mid", tmp_path / "out.mid"
    band(bars=3).write(example)

    def run(*words: object) -> Result:
        options = ["--model", tiny_export, "-o", out, "--bars", 4]
        return CliRunner().invoke(group, [*map(str, ("sample", *options, *words))])

    assert run("--like", example, "--energy", "1-2:1, 3-:4").exit_code == 0
    expected = tiny_model.sample(bars=4, like=band(bars=3), energy=[1, 1, 4, 4])
    assert out.read_bytes() == song_to_bytes(expected)
    for words, told in (
        ([], "give either a style with --style or a song with --like"),
        (["--style", "jazz", "--like", example], "give either a style with --style or a song with --like"),
        (["--like", example, "--variant", 2], "--variant selects a band of a style"),
        (["--style", "jazz", "--energy", "1-2:5"], "a level is 1 to 4"),
    ):
        refused = run("--force", *words)
        assert (refused.exit_code, told in refused.stderr) == (2, True), refused.output


def test_they_share_their_options():
    options = [{o for p in group.get_command(None, name).params for o in p.opts} for name in (*COMMANDS, "continue")]
    assert set.intersection(*options) >= {"--out", "--model", "--temperature", "--seed", "--force", "--skip-existing"}
