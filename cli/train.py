"""`vae-music train`: a model from folders of MIDI files."""

from __future__ import annotations

import shlex
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vae_music.cli.corpora import corpus_options
from vae_music.cli.interruption import WATCH
from vae_music.cli.options import finite_if_given
from vae_music.cli.translators import train_a_translator
from vae_music.config import PRESETS
from vae_music.progress import Meter
from vae_music.translators.protocol import COMPOSER, TRAINED

if TYPE_CHECKING:
    from vae_music.corpus.request import CorpusRequest


@click.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="New or empty folder; with --resume, that of the training.",
)
@click.option(
    "--epochs",
    type=click.IntRange(1),
    metavar="N",
    help="Last epoch; training ends earlier when the loss stops improving.",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0, min_open=True),
    callback=finite_if_given,
    metavar="M",
    help="Be done after M minutes: reading, building and the work after the last step are included.",
)
@click.option(
    "--preset",
    type=click.Choice(sorted(PRESETS)),
    help="Sizes of the model and weights of its loss; by default `default`.",
)
@corpus_options()
@click.option("--batch-size", type=click.IntRange(1), metavar="N", help="Segments per optimizer step.")
@click.option("--seed", type=int, help="Seed of the split, the initial weights and the order of songs; by default 0.")
@click.option(
    "--devices",
    type=click.IntRange(1),
    metavar="N",
    help="Share each batch among N GPUs of this host or, where it has none, N parts of its CPU; by default not.",
)
@click.option("--mixed-precision", is_flag=True, help="Compute in bfloat16, for GPUs that have units for it.")
@click.option("--xla", is_flag=True, help="Compile the training step by XLA, on one device.")
@click.option(
    "--from",
    "start",
    metavar="MODEL",
    help="Begin with the weights of a RUN or an export, or with those of the shipped model, `pretrained`.",
)
@click.option("--forget", is_flag=True, help="With --from: learn the styles of the CORPUS only, and lose those known.")
@click.option("--resume", is_flag=True, help="Resume the training in RUN.")
@click.option(
    "--translator",
    type=click.Choice(TRAINED),
    help="Train this method of transfer instead, for the model named by --from, which stays as it is.",
)
@click.option(
    "--composer",
    is_flag=True,
    help="Train instead the composer of the model named by --from, which `sample` and `continue` draw from.",
)
@click.pass_context
def train(
    context: click.Context,
    asked: CorpusRequest,
    out: Path,
    epochs: int | None,
    minutes: float | None,
    preset: str | None,
    batch_size: int | None,
    seed: int | None,
    devices: int | None,
    mixed_precision: bool,
    xla: bool,
    start: str | None,
    forget: bool,
    resume: bool,
    translator: str | None,
    composer: bool,
) -> None:
    """Train a model on one or several corpora and write it to RUN.

    A CORPUS is a folder with one sub-folder per style, or with a manifest.csv; see `vae-music corpus --help`. Without a
    CORPUS, the embedded corpus is used. Ctrl-C stops the training: the model trained so far can be used, and the
    training can be resumed.

    For several hosts, call it on each with the same arguments and, in the environment, TensorFlow's TF_CONFIG: the
    hosts, a chief and workers, and which of them this is. All must reach RUN and every CORPUS by the same paths; the
    chief alone writes RUN. With --resume, a training goes on on any number of hosts and devices.

    With --from, the training begins with the weights of a model, and adds new styles to those that it knows. A dozen
    songs of a style are enough to begin with.

    With --translator, a method of transfer is trained for the model of --from in minutes: RUN gets a copy of its export
    that has the method, for `vae-music transfer --model RUN --method NAME`. Of the options above only those of corpora,
    --seed and --minutes then count. The corpora must have all styles of the model. --composer does the same for the
    composer, which has learnt what contents of whole pieces are like.

    \b
    Examples:
      vae-music train --out run/ --minutes 5
      vae-music train my-midi/ --from pretrained --out run/ --minutes 10
      vae-music train my-midi/ --styles jazz,pop --style-map popband=pop --out run/
      vae-music train --out run/ --resume --epochs 100
      vae-music train my-midi/ --translator flow --from run/ --out run-with-flow/
      vae-music train my-midi/ --composer --from run/ --out run-with-composer/
      TF_CONFIG='{"cluster": {"worker": ["a:9000", "b:9000"]}, "task": {"type": "worker", "index": 0}}' \\
        vae-music train shards/ --out run/
    """
    if translator is not None and composer:
        raise click.UsageError("--translator and --composer exclude each other")
    if translator is not None or composer:
        train_a_translator(context, asked, out, translator or COMPOSER, start)
        return
    from vae_music.corpus import UnknownStyleError
    from vae_music.run_folder import RunError, RunFolder
    from vae_music.training.devices import DevicesError
    from vae_music.training.request import TrainingRequest
    from vae_music.training.train import Listeners, run_training

    if forget and not start:
        raise click.UsageError("--forget belongs to --from")
    run, corpora = RunFolder(out), tuple(str(Path(corpus).resolve()) for corpus in asked.corpora)
    songs = replace(asked, corpora=corpora)
    request = TrainingRequest(
        run, songs, preset, epochs, minutes, seed, batch_size, resume, devices, mixed_precision, xla, start, forget
    )
    go_on = f"to go on: vae-music train --out {out} --resume"
    try:
        with Meter() as meter:

            def say(table: str) -> None:
                meter.clear()
                click.echo(table)

            trained = run_training(request, Listeners(say, partial(meter, "files read"), begun=WATCH.leave_the_next))
    except (RunError, UnknownStyleError, DevicesError) as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:  # before the first step, or a second Ctrl-C
        if run.config.is_file():
            click.echo(f"stopped; {go_on}")
        raise
    kept = f"best loss {trained.best_loss:.1f} nats a segment at epoch {trained.best_epoch} of {trained.epochs}"
    click.echo(f"{trained.path}: {kept}")
    style = shlex.quote(trained.styles[0])
    click.echo(f"to use it: vae-music transfer SONG.mid --style {style} --model {out} -o NEW.mid")
    if trained.interrupted:
        click.echo(f"stopped; {go_on}")
