"""Training from a corpus to a RUN folder."""

from __future__ import annotations

import importlib.util
import math
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import keras

from vae_music.config import Config
from vae_music.config import preset as named_preset
from vae_music.corpus import summary_text
from vae_music.model.training_step import share_cores
from vae_music.model.vae import build_vae, compile_vae, load_vae, save_vae
from vae_music.serving.export import export_model
from vae_music.training.calibration import calibrate_onsets
from vae_music.training.callbacks import (
    Annealing,
    BestModel,
    Checkpoint,
    DivergedError,
    History,
    StopOnDivergence,
    TimeBudget,
    optimizer_step,
)
from vae_music.training.curves import plot_history
from vae_music.training.feed import CRITIC_SONGS, PROTOTYPE_SONGS, Feed, make_feed, read_data
from vae_music.training.lock import alone_in
from vae_music.training.progress import Progress
from vae_music.training.prototypes import measure_latents
from vae_music.training.run import Data, Run, RunError, RunWriteError
from vae_music.trust import check_sizes, check_weights


class Trained(NamedTuple):
    """What came of a training.

    epochs: how many it has had by now, over all its resumptions. best_epoch, best_loss: of the weights kept; the loss
    is in nats a segment, weighted, on held-out songs where there are any. interrupted: by Ctrl-C.
    """

    path: Path
    epochs: int
    best_epoch: int
    best_loss: float
    interrupted: bool


def train(
    corpora: Iterable[str | os.PathLike] = (),
    out: str | os.PathLike = "run",
    *,
    preset: str | Config | None = None,
    epochs: int | None = None,
    minutes: float | None = None,
    styles: Sequence[str] | None = None,
    style_map: Mapping[str, str] | None = None,
    max_songs: int | None = None,
    seed: int | None = None,
    batch_size: int | None = None,
    resume: bool = False,
    cache: str | os.PathLike | None = None,
    workers: int | None = None,
    say: Callable[[str], None] = print,
    reading: Callable[[int, int], None] | None = None,
    stream: TextIO | None = None,
) -> Trained:
    """Train a model, and leave it in the folder `out` with all that transfer needs.

    Args:
        corpora, styles, style_map, max_songs, cache, workers: see `read_corpus`; by default the embedded corpus.
        preset: the name of a preset, or a Config.
        epochs: the last epoch, by default that of the preset. Training ends earlier if held-out songs gain no more.
        minutes: counted from this call, so reading and building are included; what follows the last step (validation,
            prototypes, the picture) takes some seconds more.
        seed: of the split, the first weights and the order of segments; 0 by default.
        resume: go on with the training in `out`, with the songs and sizes it was begun with. Of the arguments above,
            only epochs and minutes may then differ from what they were.
        say: is given the table of what was read. reading: see `progress` of `read_corpus`.
        stream: where the progress of training is told, by default stderr.

    Raises:
        RunError: `out` is not empty, holds nothing that can be gone on with, or another training is at work in it.
        RunWriteError: `out` cannot be written, as on a full disk; what was kept in it before stays.
        CorpusError: there is nothing to learn from.
        DivergedError: the loss is no longer a number; the last finite weights stay in `out`.
    """
    share_cores()
    deadline = math.inf if minutes is None else time.monotonic() + 60 * minutes
    run = Run(Path(out))
    folders = tuple(str(Path(corpus).resolve()) for corpus in corpora)
    asked: dict[str, Any] = {"corpora": folders, "styles": styles and tuple(styles), "max_songs": max_songs}
    asked |= {"style_map": style_map and dict(style_map), "seed": seed}
    config, data = _settings(run, resume, preset, batch_size, asked)
    corpus, sides = read_data(config, data, cache, workers, reading)
    say(summary_text(corpus, sides))
    try:
        with alone_in(run.path):
            if not resume:
                run.begin(config, data)
            run.write_songs(corpus, sides)
            vae = _built(config, corpus.styles, data.seed, run)
            feed = make_feed(corpus, sides, config, data.seed, optimizer_step(vae))
            return _fit(vae, feed, config, run, epochs or config.train.epochs, deadline, stream)
    except OSError as error:
        raise RunWriteError(run.path, error) from error


def _settings(
    run: Run, resume: bool, preset: str | Config | None, batch_size: int | None, asked: Mapping[str, Any]
) -> tuple[Config, Data]:
    """What to train on what: as asked, or as it was begun. Raises RunError."""
    given = {name: value for name, value in asked.items() if value not in (None, (), {})}
    if not resume:
        run.require_empty()
    begun, begun_data = run.begun_with() if resume else (named_preset("default"), Data())
    check_sizes(begun)
    config = preset if isinstance(preset, Config) else named_preset(preset) if preset else begun
    if batch_size:
        config = replace(config, train=replace(config.train, batch_size=batch_size))
    data = replace(begun_data, **given)
    if resume and (config, data) != (begun, begun_data):
        raise RunError(f"{run.path}: was begun with other songs or settings, which --resume cannot change")
    return config, data


def _built(config: Config, styles: Sequence[str], seed: int, run: Run) -> keras.Model:
    """The model, with the weights and the optimizer of the checkpoint if there is one."""
    keras.utils.set_random_seed(seed)
    vae = build_vae(config, styles, seed)
    compile_vae(vae, config)
    if run.checkpoint.exists():
        check_weights(run.checkpoint, run.checkpoint)
        vae.load_weights(run.checkpoint)
    return vae


def _fit(
    vae: keras.Model, feed: Feed, config: Config, run: Run, last_epoch: int, deadline: float, stream: TextIO | None
) -> Trained:
    past = run.read_history(until_step=optimizer_step(vae))
    monitor = "val_loss" if feed.validation else "loss"
    history = History(run, past, config.train.batch_size)
    best = BestModel(run, past, monitor, config.train.patience)
    checkpoint = Checkpoint(run)
    # What may stop training comes first; the checkpoint after all else that an epoch leaves.
    callbacks = [Annealing(config.loss.beta_warmup_steps), StopOnDivergence(), TimeBudget(deadline), history, best]
    callbacks += [checkpoint, Progress(last_epoch, deadline, stream)]
    if importlib.util.find_spec("tensorboard"):
        callbacks.append(keras.callbacks.TensorBoard(run.logs, write_graph=False))
    course = {"initial_epoch": len(past), "epochs": last_epoch, "steps_per_epoch": feed.steps}
    interrupted = False
    try:
        vae.fit(feed.training, validation_data=feed.validation, callbacks=callbacks, shuffle=False, verbose=0, **course)
    except KeyboardInterrupt:
        interrupted = True
        checkpoint.write()
    except DivergedError as error:
        _finish(vae, feed, config, run, history.rows)
        raise DivergedError(f"{run.path}: {error}; it keeps the last finite weights") from error
    _finish(vae, feed, config, run, history.rows)
    return Trained(run.path, len(history.rows), best.best_epoch, best.best_loss, interrupted)


def _finish(vae: keras.Model, feed: Feed, config: Config, run: Run, rows: Sequence[dict[str, float]]) -> None:
    """Calibrate the best weights (before a first epoch the checkpoint's), measure latents, draw curves, export."""
    if not run.model.exists():
        vae.load_weights(run.checkpoint)
        save_vae(vae, run.model)
    vae = load_vae(run.model)
    calibrate_onsets(vae, feed.some_batches(), config.spec)
    measure_latents(vae, feed.songs(PROTOTYPE_SONGS), config.spec, known=feed.songs(CRITIC_SONGS))
    save_vae(vae, run.model)
    plot_history(rows, run.picture)
    export_model(vae, config, run.exports)
