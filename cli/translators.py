"""`vae-music train --translator` and `--composer`: what is added to a model that stays as it is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from vae_music.cli.corpora import unknown_style
from vae_music.cli.options import load
from vae_music.progress import Meter
from vae_music.text import duration
from vae_music.translators.protocol import COMPOSER

if TYPE_CHECKING:
    from vae_music.corpus.request import CorpusRequest

_NOT_OF_TRANSLATORS = ("epochs", "preset", "batch_size", "devices", "mixed_precision", "xla", "forget", "resume")


def train_a_translator(context: click.Context, asked: CorpusRequest, out: Path, method: str, start: str | None) -> None:
    """Train a translator, or the composer, as the options of `train` say, and tell what came of it."""
    option = "--composer" if method == COMPOSER else "--translator"
    for name in _NOT_OF_TRANSLATORS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} is not an option of {option}")
    if start is None:
        raise click.UsageError(f"{option} needs --from: a run, an export, or `pretrained`")
    from vae_music.export.versions import path_of

    path = path_of(start)
    if path is not None and not path.exists():
        raise click.BadParameter(f"no such folder: {start}", param_hint="--from")
    model = load(path)
    from vae_music.corpus import UnknownStyleError
    from vae_music.run_folder import RunError, RunFolder
    from vae_music.translators.training.train import Listeners, TranslatorRequest, train_translator

    corpora = tuple(str(Path(corpus).resolve()) for corpus in asked.corpora)
    seed, minutes = context.params["seed"] or 0, context.params["minutes"]
    request = TranslatorRequest(method, RunFolder(out), replace(asked, corpora=corpora), seed, minutes)
    try:
        with Meter() as meter:

            def say(table: str) -> None:
                meter.clear()
                click.echo(table)

            told = (partial(meter, part) for part in ("files read", "songs encoded", "steps"))
            trained = train_translator(request, model, Listeners(say, *told))
    except UnknownStyleError as error:
        raise unknown_style(error) from error
    except RunError as error:
        raise click.UsageError(str(error)) from error
    learnt = f"{trained.songs:,} songs, {trained.segments:,} segments, in {duration(trained.seconds)}"
    click.echo(f"{trained.export}: {method} learnt from {learnt}")
