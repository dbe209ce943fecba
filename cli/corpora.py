"""The argument CORPUS and the options of the commands that read corpora."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import click

CORPUS = click.Path(exists=True, file_okay=False)


class FolderOrUrl(click.Path):
    """A folder that exists, or a URL, of which nothing is known yet."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """The text itself, if it is the path of a folder or a URL."""
        return value if "://" in value else super().convert(value, parameter, context)


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


def corpus_options(corpus: click.Path = CORPUS) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the argument CORPUS and its options to a command, which gets them as a CorpusRequest named `asked`."""
    return partial(_with_corpus_options, corpus)


def _with_corpus_options(corpus: click.Path, command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def with_request(
        *,
        corpora: tuple[str, ...],
        styles: tuple[str, ...] | None,
        renamed: dict[str, str],
        max_songs: int | None,
        cache: str | None,
        workers: int | None,
        **rest: Any,
    ) -> None:
        from vae_music.corpus.request import CorpusRequest

        command(asked=CorpusRequest(corpora, styles, renamed or None, max_songs, cache, workers), **rest)

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
        click.argument("corpora", metavar="[CORPUS]...", nargs=-1, type=corpus),
    ):
        options = option(options)
    return options


def unknown_style(error: Exception) -> click.BadParameter:
    """The usage error for a style that no song of the corpora has."""
    return click.BadParameter(str(error), param_hint="--styles or --style-map")
