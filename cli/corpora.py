"""The argument CORPUS and the options of the commands that read corpora."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

CORPUS = click.Path(exists=True, file_okay=False, path_type=Path)


def comma_separated(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Option callback: the names in `a,b` as a tuple."""
    return None if value is None else tuple(name.strip() for name in value.split(",") if name.strip())


def style_map(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Option callback: `old=new,other=new`, given once or several times, as a dict."""
    pairs = [pair.partition("=") for value in values for pair in value.split(",")]
    for old, equals, new in pairs:
        if not (old.strip() and equals and new.strip()):
            raise click.BadParameter(f"{old + equals + new!r} is not of the form OLD=NEW")
    return {old.strip(): new.strip() for old, _, new in pairs}


def corpus_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument CORPUS and its options to a command, which gets them as a CorpusRequest named `asked`."""

    @wraps(command)
    def with_request(
        *,
        corpora: tuple[Path, ...],
        styles: tuple[str, ...] | None,
        renamed: dict[str, str],
        max_songs: int | None,
        cache: str | None,
        workers: int | None,
        **rest: Any,
    ) -> None:
        from vae_music.corpus.request import CorpusRequest

        folders = tuple(str(corpus) for corpus in corpora)
        command(asked=CorpusRequest(folders, styles, renamed or None, max_songs, cache, workers), **rest)

    options: Callable[..., Any] = with_request
    for option in (
        click.option(
            "--workers",
            type=click.IntRange(0),
            metavar="N",
            help="Number of reading processes; by default one per core.",
        ),
        click.option(
            "--cache",
            type=click.Path(file_okay=False),
            metavar="DIR",
            help="Folder in which the files read are cached.",
        ),
        click.option("--max-songs", type=click.IntRange(1), metavar="N", help="At most N songs per style."),
        click.option(
            "--style-map",
            "renamed",
            callback=style_map,
            multiple=True,
            metavar="OLD=NEW",
            help="Rename or merge styles; repeatable.",
        ),
        click.option(
            "--styles",
            callback=comma_separated,
            metavar="A,B",
            help="Only these styles, by their names after --style-map.",
        ),
        click.argument("corpora", metavar="[CORPUS]...", nargs=-1, type=CORPUS),
    ):
        options = option(options)
    return options


def unknown_style(error: Exception) -> click.BadParameter:
    """The usage error for a style that no song of the corpora has."""
    return click.BadParameter(str(error), param_hint="--styles or --style-map")
