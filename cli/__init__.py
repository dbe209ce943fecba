"""The command line. Each command is a module of this package, imported only when it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from keyword import iskeyword

import click

from vae_music.cli.interruption import EXIT_CODE, WATCH, end_now
from vae_music.errors import VaeMusicError
from vae_music.text import did_you_mean, printable
from vae_music.version import __version__

COMMANDS = {
    "transfer": "Give a MIDI song, or many, another style.",
    "app": "Work on a song in the browser: sections, styles, energy, versions.",
    "styles": "List the styles of a model and the instruments of their bands.",
    "train": "Train a model on folders of MIDI files, one per style.",
    "reconstruct": "Encode and decode a song without changing its style.",
    "interpolate": "Write a bridge between two songs.",
    "mix": "Write a mixture of two songs.",
    "sample": "Write a new piece in a style.",
    "continue": "Go on with a song from its end.",
    "classify": "Show the probability of each style for a song.",
    "evaluate": "Measure a model on held-out songs and compare it with baselines.",
    "render": "Render a song as sound, as a piano roll, or as a page with both.",
    "export": "Write a SavedModel for TensorFlow Serving.",
    "corpus": "Show how a corpus is read and split, and which files are refused.",
    "prepare": "Read a corpus with Apache Beam into shards to train on.",
    "info": "Describe a MIDI file, a folder, a run or an export.",
}
"""The one-line help of each command, kept here so that `--help` imports no command."""


class Commands(click.Group):
    """A group that imports a command when it is used, and suggests a similar name for an unknown one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of this name, imported now, or None for an unknown name."""
        if name not in COMMANDS:
            return None
        module = f"{name}_" if iskeyword(name) else name
        return getattr(import_module(f"vae_music.cli.{module}"), module)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from `COMMANDS`, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]):
        """Find the command that the arguments name. Raises UsageError, with a suggestion, for an unknown one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"No such command {args[0]!r}{did_you_mean(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C has an exit code of its own, where click would say "Aborted!"."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(EXIT_CODE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vae-music")
@click.option("--debug", is_flag=True, help="Show the traceback of an error; accepted anywhere on the command line.")
def group(debug: bool) -> None:
    """Give a MIDI song another style."""


def main() -> None:
    """Run the command line.

    Exit codes: 0 for success, 1 for input that could not be handled, 2 for wrong usage, 130 after Ctrl-C.
    """
    words = [word for word in sys.argv[1:] if word != "--debug"]
    WATCH.start()
    try:
        group(words, prog_name="vae-music")
    except SystemExit as end:
        if end.code == EXIT_CODE:
            end_now()
        raise
    except BrokenPipeError:
        # The reader of the output has closed it, as `head` does, so nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except Exception as error:
        if len(words) < len(sys.argv) - 1:
            raise
        click.echo(f"vae-music: {_one_line(error)}", err=True)
        raise SystemExit(1) from None


def _one_line(error: Exception) -> str:
    if isinstance(error, VaeMusicError):
        return printable(str(error))
    # Such as a folder without write permission, or a full disk.
    if isinstance(error, OSError) and error.filename and error.strerror:
        return printable(f"{os.fsdecode(error.filename)}: {error.strerror.lower()}")
    text = " ".join(str(error).split())[:300]
    return printable(f"unexpected {type(error).__name__}: {text} (--debug shows where)")
