"""The command line. A command is a file of this folder, imported when it is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from vae_music.errors import VaeMusicError
from vae_music.version import __version__

COMMANDS = {
    "train": "Train a model on folders of MIDI, a folder a style.",
    "transfer": "Give a MIDI song, or a folder of them, another style.",
    "reconstruct": "Encode and decode a song without a change of style.",
    "interpolate": "Write a bridge of bars between two songs.",
    "mix": "Write a mixture of two songs.",
    "sample": "Write a new piece in a style.",
    "classify": "Show which style the model hears in a song.",
    "evaluate": "Measure a model on songs it was not trained on, beside baselines.",
    "render": "Make a song heard and seen: sound, piano roll, or a page with both.",
    "export": "Write a SavedModel for TensorFlow Serving.",
    "corpus": "Show what of a corpus would be read, split and refused.",
    "info": "Show what is in a MIDI file, a folder, a run or an export.",
}
"""Each command and its one line of help, here so that `--help` needs to import none of them."""


class Commands(click.Group):
    """Finds a command in the file of its name, and says which ones it may have been meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return getattr(import_module(f"vae_music.cli.{name}"), name) if name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]):
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(f"No such command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vae-music")
@click.option("--debug", is_flag=True, help="Show the traceback of an error; may stand anywhere.")
def group(debug: bool) -> None:
    """Give a MIDI song another style."""


def main() -> None:
    """Run a command. Exit codes: 0 all done, 1 something could not be handled, 2 wrong usage."""
    # Before TensorFlow and gRPC are imported, if they ever are: their notices are not for users.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    words = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        group(words, prog_name="vae-music")
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except Exception as error:
        if len(words) < len(sys.argv) - 1:
            raise
        click.echo(f"vae-music: {_one_line(error)}", err=True)
        raise SystemExit(1) from None


def _one_line(error: Exception) -> str:
    from vae_music.text import printable

    if isinstance(error, VaeMusicError):
        return printable(str(error))
    # A folder that may not be written, a full disk.
    if isinstance(error, OSError) and error.filename and error.strerror:
        return printable(f"{os.fsdecode(error.filename)}: {error.strerror.lower()}")
    text = " ".join(str(error).split())[:300]
    return printable(f"unexpected {type(error).__name__}: {text} (--debug shows where)")
