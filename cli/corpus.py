"""`vae-music corpus`: how corpora are read, split and refused; or the embedded corpus as MIDI files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.corpora import corpus_options, unknown_style
from vae_music.cli.lines import tell_json
from vae_music.cli.options import json_option
from vae_music.errors import CorpusError
from vae_music.progress import Meter

if TYPE_CHECKING:
    from vae_music.corpus import Corpus
    from vae_music.corpus.request import CorpusRequest


@click.command()
@corpus_options()
@click.option("--seed", default=0, show_default=True, help="Seed of the split, or of the songs of --demo.")
@json_option
@click.option("--demo", is_flag=True, help="Write the embedded corpus as MIDI files to --out.")
@click.option(
    "--variations", default=2, show_default=True, type=click.IntRange(1), help="Songs of --demo per tune and style."
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="New or empty folder for --demo."
)
def corpus(asked: CorpusRequest, seed: int, as_json: bool, demo: bool, variations: int, out: Path | None) -> None:
    """Show the songs of one or several corpora, their split, and the files that are refused, with reasons.

    A CORPUS is a folder with one sub-folder per style, or with a manifest.csv that has the columns path and style, and
    optionally work (or tune), artist, variation, groove, metre and sections (`intro:4|verse:8`, in bars), or one that
    `prepare` has written. Without a CORPUS, the embedded corpus is shown. The files read are cached, so reading them
    again is fast.

    \b
    Examples:
      vae-music corpus my-midi/
      vae-music corpus my-midi/ more/ --styles jazz,pop --style-map popband=pop
      vae-music corpus --demo --out demo-corpus/
    """
    if demo:
        if asked.corpora or not out:
            raise click.UsageError("--demo needs --out DIR and takes no CORPUS")
        _write_demo(out, variations, seed)
    elif out:
        raise click.UsageError("--out is for --demo")
    else:
        show(read(asked), seed, as_json)


def read(asked: CorpusRequest) -> Corpus:
    """Read the corpora named on the command line, or the embedded one. A style that they lack is wrong usage."""
    from vae_music.corpus import UnknownStyleError, read_corpus
    from vae_music.rolls.spec import RollSpec

    try:
        with Meter() as meter:
            return read_corpus(asked, RollSpec(), partial(meter, "files read"))
    except UnknownStyleError as error:
        raise unknown_style(error) from error


def show(found: Corpus, seed: int, as_json: bool) -> None:
    """Print the summary of a corpus. Raises CorpusError where no song is in it."""
    from vae_music.corpus import split, summary_json, summary_text

    sides = split(found.songs, seed=seed)
    if as_json:
        tell_json(summary_json(found, sides))
    else:
        click.echo(summary_text(found, sides))
    if not found.songs:
        raise CorpusError("none of the files can be used")


def _write_demo(out: Path, variations: int, seed: int) -> None:
    if out.exists() and any(out.iterdir()):
        raise click.BadParameter(f"{out} exists and is not empty", param_hint="--out")
    from vae_music.demo import write_embedded_corpus
    from vae_music.storage import being_written

    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.part")
    with being_written(temporary):
        songs = write_embedded_corpus(temporary, variations, seed)
        temporary.replace(out)
    click.echo(f"{out}: {songs:,} songs of the embedded corpus, listed in manifest.csv")
