"""What README.md tells a reader to type can be typed, and what it points to is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click
import pytest

from vae_music.cli import COMMANDS, group

README = Path(__file__).parents[1] / "README.md"
COMMAND = re.compile(r"vae-music (?=[a-z])([^`\n#|>&;)]+)")


def code(text: str) -> Iterator[str]:
    """The fenced blocks of a Markdown text, lines that go on joined, and what stands between single backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from (block.replace("\\\n", " ") for block in blocks)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def commands(text: str) -> list[list[str]]:
    """The words of each `vae-music X ...` in the code of a text, `vae-music` itself left out."""
    return [shlex.split(found, comments=True) for part in code(text) for found in COMMAND.findall(part)]


def unknown(words: list[str]) -> list[str]:
    """What of a command's words, up to `--`, the command line does not know: the command, or its options."""
    name, *rest = [*takewhile(lambda word: word != "--", words)]
    command = group.get_command(click.Context(group), name)
    if command is None:
        return [name]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    known |= {"-h", "--help", "--debug"}
    return [word for word in rest if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in known]


def typed() -> list[list[str]]:
    return commands(README.read_text("utf-8"))


@pytest.mark.parametrize("words", typed(), ids=" ".join)
def test_a_command_of_the_readme_is_known_with_its_options(words):
    assert unknown(words) == []


def test_the_readme_shows_the_main_commands():
    assert {"train", "transfer", "export", "corpus", "info"} <= {words[0] for words in typed()} <= set(COMMANDS)


def test_what_the_readme_links_to_is_there():
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README.read_text("utf-8"))
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []


def test_targets_of_make_in_the_readme_are_in_the_makefile():
    named = {name for part in code(README.read_text("utf-8")) for name in re.findall(r"\bmake ([a-z][a-z-]*)", part)}
    targets = re.findall(r"^([a-z-]+):", (README.parent / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert named
    assert named <= set(targets)


def test_a_command_that_is_not_there_would_be_found():
    block = "```sh\nvae-music trensfer a.mid\nvae-music info a.mid --jsn \\\n  --debug  # --no\n```\n"
    text = block + "or `vae-music mix A B --wait 1`; not `cd vae-music && ls --all` or vae-music --nothing\n"
    assert [unknown(words) for words in commands(text)] == [["trensfer"], ["--jsn"], ["--wait"]]


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_in_the_help_of_a_command_is_known_with_its_options(name):
    text = group.get_command(click.Context(group), name).get_help(click.Context(group, info_name=name))
    examples = COMMAND.findall(text.partition("Example")[2].replace("\\\n", " "))
    assert examples
    assert [unknown(shlex.split(example)) for example in examples if unknown(shlex.split(example))] == []
