"""`vae-music train`: from folders of MIDI to a model."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from vae_music.cli.corpora import corpora_argument, corpus_options
from vae_music.cli.options import finite_if_given
from vae_music.cli.quiet import import_tensorflow
from vae_music.config import PRESETS
from vae_music.progress import Meter


@click.command()
@corpora_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="RUN", help="An empty or new folder.")
@click.option("--epochs", type=click.IntRange(1), metavar="N", help="The last epoch; else when no more is gained.")
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    callback=finite_if_given,
    metavar="M",
    help="Stop after M minutes, reading and building included.",
)
@click.option("--preset", type=click.Choice(sorted(PRESETS)), help="Sizes and weights; `default` by default.")
@corpus_options
@click.option("--batch-size", type=click.IntRange(1), metavar="N", help="Segments a step.")
@click.option("--seed", type=int, help="Of the split, the first weights and the order of songs; by default 0.")
@click.option("--resume", is_flag=True, help="Go on with the training in RUN.")
def train(corpora, out, renamed, **options):
    """Train a model on one or several corpora, and leave it in RUN.

    A CORPUS is a folder with one sub-folder a style, or with a manifest.csv; see `vae-music corpus --help`. Without
    one, the embedded corpus is learnt. Ctrl-C stops; what is learnt so far can be used, and gone on with.

    \b
    Examples:
      vae-music train --out run/ --minutes 5
      vae-music train my-midi/ --styles jazz,pop --style-map popband=pop --out run/
      vae-music train --out run/ --resume --epochs 100
    """
    import_tensorflow()
    from vae_music.corpus import UnknownStyleError
    from vae_music.training.run import Run, RunError
    from vae_music.training.train import train

    go_on = f"to go on: vae-music train --out {out} --resume"
    try:
        with Meter() as meter:

            def say(table: str) -> None:
                meter.clear()
                click.echo(table)

            reading = partial(meter, "files read")
            trained = train(corpora, out, style_map=renamed, say=say, reading=reading, **options)
    except (RunError, UnknownStyleError) as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:  # before the first step, or a second time
        if Run(out).config.is_file():
            click.echo(f"stopped; {go_on}")
        raise
    kept = f"best loss {trained.best_loss:.1f} nats a segment at epoch {trained.best_epoch} of {trained.epochs}"
    click.echo(f"{trained.path}: {kept}")
    if trained.interrupted:
        click.echo(f"stopped; {go_on}")
