"""`vae-music evaluate`: the measures, on songs that the model was not trained on, beside honest baselines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from vae_music.cli.corpus import CORPUS, comma_separated, show_progress, style_map
from vae_music.cli.options import PATH, find, finite_if_given, model_option
from vae_music.cli.quiet import import_tensorflow

PLOT_SUFFIXES = (".png", ".svg", ".pdf")


def plot_path(_context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """Option callback: the suffix names the format."""
    if value and value.suffix.lower() not in PLOT_SUFFIXES:
        raise click.BadParameter(f"{value} must end in {', '.join(PLOT_SUFFIXES)}", param=parameter)
    return value


FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("corpora", metavar="[CORPUS]...", nargs=-1, type=CORPUS)
@model_option
@click.option(
    "--baseline", "others", type=PATH, multiple=True, metavar="RUN_OR_EXPORT", help="A model to compare; repeatable."
)
@click.option("--json", "json_path", type=FILE, metavar="F", help="Write every figure, each song's too, as JSON.")
@click.option(
    "--plot", "plot", type=FILE, metavar="F", callback=plot_path, help="Draw content against style (.png, .svg)."
)
@click.option(
    "--budget",
    "minutes",
    type=click.FloatRange(0, min_open=True),
    callback=finite_if_given,
    metavar="MINUTES",
    help="A quick look: about so long, with fewer songs.",
)
@click.option("--transfers", type=click.IntRange(1), metavar="N", help="At most N pairs of a song and a style.")
@click.option("--styles", callback=comma_separated, metavar="A,B", help="Only these styles, as --style-map names them.")
@click.option("--style-map", "renamed", callback=style_map, multiple=True, metavar="OLD=NEW", help="Rename or merge.")
@click.option("--max-songs", type=click.IntRange(1), metavar="N", help="At most N songs a style.")
@click.option("--seed", type=int, help="Of the split, where the model does not tell its own; by default 0.")
@click.option("--force", is_flag=True, help="Overwrite F.")
@click.option("--cache", type=click.Path(file_okay=False), metavar="DIR", help="Keep what was read and learnt here.")
@click.option("--workers", type=click.IntRange(0), metavar="N", help="Processes that read; by default one a core.")
def evaluate(corpora, model_path, others, json_path, plot, renamed, force, **options):
    """Measure a model on the songs of one or several corpora that it was not trained on; without one, on the embedded.

    Each song goes into each other style. Classifiers that learn from other works say which style comes out, by notes,
    velocities, instruments and all; the harmony and melody that are kept are measured too. In the same table: what a
    copy, swapped instruments, another song of the style and, where the corpus has it, the true arrangement would get.

    \b
    Examples:
      vae-music evaluate my-midi/ --model run/
      vae-music evaluate --model run/ --budget 3
      vae-music evaluate my-midi/ --model run/ --baseline article/ --json figures.json --plot figures.png
    """
    for path in filter(None, (json_path, plot)):
        if path.exists() and not force:
            raise click.UsageError(f"{path} exists already (--force overwrites it)")
    find(model_path)  # that there is none is wrong usage
    paths = [model_path, *others]
    import_tensorflow()
    from vae_music.corpus import UnknownStyleError
    from vae_music.evaluation.contender import distinctly_named, open_contender
    from vae_music.evaluation.evaluate import evaluate
    from vae_music.evaluation.plot import plot_evaluation
    from vae_music.evaluation.record import record
    from vae_music.evaluation.report import report_text
    from vae_music.files import write_atomically

    contenders = distinctly_named(open_contender(path) for path in paths)
    try:
        found = evaluate(contenders, corpora, style_map=renamed, tell=_tell, reading=show_progress, **options)
    except UnknownStyleError as error:
        raise click.BadParameter(str(error), param_hint="--styles or --style-map") from error
    click.echo(report_text(found))
    if json_path:
        settings = {"corpora": [*map(str, corpora)], "models": [*map(str, paths)], "style_map": renamed, **options}
        write_atomically(json_path, (json.dumps(record(found, settings), indent=1) + "\n").encode())
    if plot:
        plot_evaluation(found, plot)


def _tell(part: str, done: int, total: int) -> None:
    """Tell on a terminal how far the work has come."""
    if sys.stderr.isatty():
        click.echo(f"\r{part}: {done:,} of {total:,}    ", nl=done == total, err=True)
