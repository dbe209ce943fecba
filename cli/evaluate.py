"""`vae-music evaluate`: measures of a model on songs that it was not trained on, and of baselines."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vae_music.cli.corpora import corpus_options, unknown_style
from vae_music.cli.lines import tell_json
from vae_music.cli.options import PATH, find, finite_if_given, model_option
from vae_music.cli.rendering import check_output
from vae_music.progress import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vae_music.corpus.request import CorpusRequest
    from vae_music.evaluation.evaluate import Evaluation
    from vae_music.evaluation.request import EvaluationRequest

FILE = click.Path(path_type=Path)
STDOUT = Path("-")


@click.command()
@model_option
@click.option(
    "--baseline",
    "others",
    type=PATH,
    multiple=True,
    metavar="RUN_OR_EXPORT",
    help="Another model to compare with; repeatable.",
)
@click.option(
    "--json",
    "json_path",
    type=FILE,
    metavar="F",
    help="Write all figures, including those of each song, as JSON; - prints them instead of the tables.",
)
@click.option("--plot", type=FILE, metavar="F", help="Plot content against style (.png, .svg, .pdf).")
@click.option("--report", type=FILE, metavar="F", help="Write a page with tables, plots and explanations (.html).")
@click.option(
    "--budget",
    "minutes",
    type=click.FloatRange(0, min_open=True),
    callback=finite_if_given,
    metavar="MINUTES",
    help="Take about this time, by testing fewer songs.",
)
@click.option(
    "--transfers", type=click.IntRange(1), metavar="N", help="At most N transfers, each of a song into a style."
)
@corpus_options()
@click.option("--seed", type=int, help="Seed of the split, if the model does not record it; by default 0.")
@click.option("--force", is_flag=True, help="Overwrite existing outputs.")
def evaluate(
    asked: CorpusRequest,
    model_path: Path | None,
    others: tuple[Path, ...],
    json_path: Path | None,
    plot: Path | None,
    report: Path | None,
    minutes: float | None,
    transfers: int | None,
    seed: int | None,
    force: bool,
) -> None:
    """Measure a model on the songs of one or several corpora that it was not trained on.

    Without a CORPUS, the embedded corpus is used. Each song is transferred to each other style. Classifiers trained on
    other works judge the style of the result, by notes, velocities, instruments and all of these. The harmony and the
    melody that are kept are measured as well, and whether the band follows the form of the song. What a listener
    notices (clashes, foreign notes, repeated notes and drum bars, density, polyphony, register) should be as usual in
    the style: as often within the range of its songs as its own held-out songs are. For comparison, the table has the
    same figures of a copy, swapped instruments, another song of the style and, if the corpus has it, the true
    arrangement.

    \b
    Examples:
      vae-music evaluate my-midi/ --model run/
      vae-music evaluate --model run/ --budget 3
      vae-music evaluate my-midi/ --model run/ --baseline article/ --report figures.html --json figures.json
    """
    _check({"--json": json_path, "--plot": plot, "--report": report}, force)
    find(model_path)  # a missing model is wrong usage
    paths = [model_path, *others]
    from vae_music.corpus import UnknownStyleError
    from vae_music.evaluation.compared_models import distinctly_named, open_compared
    from vae_music.evaluation.evaluate import evaluate
    from vae_music.evaluation.report.text import report_text
    from vae_music.evaluation.request import EvaluationRequest

    models = distinctly_named(open_compared(path) for path in paths)
    request = EvaluationRequest(asked, seed, transfers, minutes)
    try:
        with Meter() as meter:
            found = evaluate(models, request, meter, partial(meter, "files read"))
    except UnknownStyleError as error:
        raise unknown_style(error) from error
    if json_path != STDOUT:
        click.echo(report_text(found))
    _write(found, _settings(paths, request), json_path, plot, report)


def _settings(models: Sequence[Path | None], request: EvaluationRequest) -> dict[str, Any]:
    """The settings of the evaluation, stored with the figures."""
    corpus = {**vars(request.corpus), "style_map": request.corpus.style_map or {}}
    named = [str(path or "the shipped model") for path in models]
    return {
        "corpora": list(corpus.pop("corpora")),
        "models": named,
        "style_map": corpus.pop("style_map"),
        "minutes": request.minutes,
        "transfers": request.transfers,
        **corpus,
        "seed": request.seed,
    }


def _check(outputs: dict[str, Path | None], force: bool) -> None:
    """Check that all outputs can be written, before the work begins. Raises a usage error otherwise."""
    from vae_music.render.outputs import PAGE_SUFFIXES, PICTURE_SUFFIXES

    suffixes = {"--json": None, "--plot": PICTURE_SUFFIXES, "--report": PAGE_SUFFIXES}
    for option, path in outputs.items():
        if path and path != STDOUT:
            check_output(path, suffixes[option], "overwrite" if force else "refuse", option)


def _write(
    found: Evaluation, settings: dict[str, Any], json_path: Path | None, plot: Path | None, report: Path | None
) -> None:
    from vae_music.evaluation.report.html import evaluation_page
    from vae_music.evaluation.report.json import record
    from vae_music.evaluation.report.plot import plot_evaluation
    from vae_music.render.outputs import write_page
    from vae_music.storage import write_atomically

    if json_path == STDOUT:
        tell_json(record(found, settings))
    elif json_path:
        write_atomically(json_path, (json.dumps(record(found, settings), indent=1) + "\n").encode())
    if plot:
        plot_evaluation(found, plot)
    if report:
        write_page(report, lambda: evaluation_page(found, settings))
