"""What a user of a shell expects of every command."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.songs import band
from vae_music.cli import COMMANDS, group

README = Path(__file__).parents[2] / "README.md"
COMPLETING = "_VAE_MUSIC_COMPLETE=bash_source vae-music"


def run(*words: object, **options: bool) -> Result:
    return CliRunner().invoke(group, [*map(str, words)], **options)


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_coloured(command):
    """CliRunner keeps colours that are asked for; whoever adds some has to leave them out where they are piped."""
    for words in ([command, "--help"], [command, "--hepl"]):
        assert "\x1b" not in run(*words, color=True).output


def test_nothing_is_coloured_by_libraries_either(tmp_path):
    band().write(tmp_path / "band.mid")
    words = ["render", tmp_path / "band.mid", "-o", tmp_path / "band.png", "-o", tmp_path / "band.html"]
    everywhere = {**os.environ, "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "vae_music", *map(str, words)]
    done = subprocess.run(command, capture_output=True, env=everywhere, check=True)
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("train", "export")])
def test_a_mistyped_option_is_answered_with_the_one_it_may_have_been(command):
    option = next(o for p in group.get_command(None, command).params for o in p.opts if o.startswith("--"))
    mistyped = run(command, f"{option[:3]}{option[4:]}")
    assert mistyped.exit_code == 2
    assert option in mistyped.stderr.partition("id you mean")[2]


@pytest.mark.parametrize(
    ("typed", "meant"), [("trasnfer", "transfer"), ("clasify", "classify"), ("interpolat", "interpolate")]
)
def test_a_mistyped_command_is_answered_with_the_one_it_may_have_been(typed, meant):
    mistyped = run(typed, "x.mid")
    assert mistyped.exit_code == 2
    assert f"No such command {typed!r}; did you mean {meant!r}?" in mistyped.stderr


@pytest.mark.parametrize("command", ["sample", "transfer"])
def test_a_mistyped_style_is_answered_with_the_one_it_may_have_been(command, tiny_export, tmp_path):
    band().write(tmp_path / "band.mid")
    source = [tmp_path / "band.mid"] if command == "transfer" else []
    mistyped = run(command, *source, "--style", "Jaz", "--model", tiny_export, "-o", tmp_path / "out.mid")
    assert mistyped.exit_code == 2
    assert "only classical, jazz, pop; did you mean 'jazz'?" in " ".join(mistyped.stderr.split())


@pytest.mark.parametrize("command", ["info", "classify", "corpus", "evaluate", "transfer", "reconstruct", "styles"])
def test_what_a_script_would_read_can_be_had_as_json(command):
    assert "--json" in run(command, "--help").output


def completed(*words: str) -> tuple[list[str], bool]:
    """What a shell is offered for the last word, and whether TensorFlow, Keras or matplotlib was imported for that."""
    script = (
        "import sys; from vae_music.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(bool({'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)), file=sys.stderr)"
    )
    asked = {"_VAE_MUSIC_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    environment = {**os.environ, **asked}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line], done.stderr == "True\n"


def test_commands_and_options_are_completed_at_once():
    assert completed("vae-music", "") == ([*COMMANDS], False)
    assert completed("vae-music", "tra") == (["transfer", "train"], False)
    assert next(iter(COMMANDS)) == "transfer"
    assert completed("vae-music", "transfer", "--st") == (["--style", "--strength"], False)


def test_styles_are_completed_from_the_model_that_is_named(tiny_export, tmp_path):
    model = str(tiny_export)
    assert completed("vae-music", "transfer", "--model", model, "--style", "") == (["classical", "jazz", "pop"], False)
    assert completed("vae-music", "sample", "--model", model, "--style", "J") == (["jazz"], False)
    assert completed("vae-music", "transfer", "--model", model, "--style", "jazz,p") == (["jazz,pop"], False)
    assert completed("vae-music", "sample", "--model", str(tmp_path), "--style", "j") == ([], False)


def test_what_the_readme_says_of_completion_works_in_bash():
    assert f'eval "$({COMPLETING})"' in README.read_text("utf-8")
    bash, here = shutil.which("bash"), Path(sys.executable).parent
    if not bash or not (here / "vae-music").exists():
        pytest.skip("needs bash and the installed command")
    lines = [f'eval "$({COMPLETING})"', "COMP_WORDS=(vae-music recon) COMP_CWORD=1", "_vae_music_completion vae-music"]
    script = "\n".join([*lines, 'echo "${COMPREPLY[@]}"'])
    path = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([bash, "--norc", "-c", script], capture_output=True, text=True, env=path)
    assert done.stdout.strip() == "reconstruct", done.stderr


def test_a_folder_that_is_read_is_told_of_on_a_terminal_and_not_in_a_pipe(tmp_path):
    for index in range(3):
        band().write(tmp_path / f"{index}.mid")
    command = [sys.executable, "-m", "vae_music", "info", str(tmp_path)]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    ours, theirs = pty.openpty()
    watched = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert piped.stderr == ""
    assert told.startswith("\rfiles read [########................] 1 of 3")
    assert told.rpartition("\r")[2] == ""
    assert watched.stdout == piped.stdout
