"""Training, from a corpus to a RUN folder."""

from __future__ import annotations

import importlib.util
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple, TextIO

import keras

from vae_music.config import Config
from vae_music.corpus import CorpusSong, summary_text
from vae_music.corpus.batches import count_segments
from vae_music.corpus.request import CorpusRequest, ReadingProgress
from vae_music.export.trained_on import inherit
from vae_music.export.versions import find_model
from vae_music.model.precision import mixed_precision
from vae_music.model.training_step import share_cores
from vae_music.model.vae import build_vae, compile_vae
from vae_music.run_folder import Begun, RunFolder, RunWriteError
from vae_music.safe_loading import check_weights
from vae_music.text import printable
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
from vae_music.training.devices import (
    DevicesError,
    find_devices,
    others_needed,
    read_cluster,
    require_alike,
    require_rows,
)
from vae_music.training.distributed_fit import DistributedFit
from vae_music.training.epoch_progress import EpochProgress
from vae_music.training.finishing import finish, steps_to_finish
from vae_music.training.input_pipeline import InputPipeline, build_input_pipeline, read_sides
from vae_music.training.rehearsal import rehearse
from vae_music.training.request import TrainingRequest
from vae_music.training.starting_model import begin_with, read_starting_model

ENOUGH_SONGS, ENOUGH_SONGS_FURTHER = 100, 12
"""The number of songs of a style from which a model learns it, from nothing and beginning with another model."""


class Trained(NamedTuple):
    """The result of a training.

    epochs: the number of epochs so far, over all resumptions. best_epoch, best_loss: those of the weights kept; the
    loss is weighted, in nats per segment, on held-out songs where there are any and they decide. interrupted: by
    Ctrl-C. styles: those of the songs.
    """

    path: Path
    epochs: int
    best_epoch: int
    best_loss: float
    interrupted: bool
    styles: tuple[str, ...]


class Listeners(NamedTuple):
    """The receivers of a training's progress.

    say: gets the table of the songs read. reading: gets the progress of reading. stream: the progress of the epochs is
    written to it, by default stderr. begun: called before the first step, from which on Ctrl-C saves and stops.
    """

    say: Callable[[str], None] = print
    reading: ReadingProgress | None = None
    stream: TextIO | None = None
    begun: Callable[[], None] = lambda: None


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
    devices: int | None = None,
    mixed_precision: bool = False,
    xla: bool = False,
    start: str | os.PathLike | None = None,
    forget: bool = False,
    cache: str | os.PathLike | None = None,
    workers: int | None = None,
    say: Callable[[str], None] = print,
    reading: ReadingProgress | None = None,
    stream: TextIO | None = None,
) -> Trained:
    """Train a model, and write it to the folder `out` with all that transfer needs.

    Args:
        corpora, styles, style_map, max_songs, cache, workers: see `CorpusRequest`; by default the embedded corpus.
        preset: the name of a preset, or a Config.
        epochs: the last epoch, by default that of the preset. Training ends earlier if held-out songs no longer
            improve.
        minutes: the time limit, counted from this call: reading, building, and the work after the last step, whose
            duration is told from that of the steps, are included. Half of what is left after building is spent on
            steps in any case, so a limit of a few minutes may be exceeded.
        seed: of the split, the first weights and the order of segments; 0 by default.
        batch_size: segments per step, by default that of the preset.
        resume: resume the training in `out`, with the songs and sizes with which it was begun. Of the arguments above,
            only epochs and minutes may then differ from the earlier ones.
        devices: number of devices on this host that share each batch; see `find_devices`. On several hosts, `train` is
            called on each with the same arguments and its own TF_CONFIG; only the chief writes to `out`.
        mixed_precision: compute in bfloat16, for GPUs that have units for it; what is written is in float32.
        xla: compile the training step by XLA, on one device. It draws other noise than TensorFlow from the same seed.
        start: the model whose weights the training begins with, instead of random ones: "pretrained" for the one that
            the package ships, or the path of a run or an export. Its sizes are taken, so there is no preset, and what
            is new to it among the styles is added to those that it knows.
        forget: the model need not keep what it knows; its styles become those of the corpora.
        say, reading, stream: see `Listeners`.

    Raises:
        RunError: `out` is not empty, holds no training that can be resumed, or another training is running in it.
        RunWriteError: `out` cannot be written, as on a full disk; what was written before stays.
        CorpusError: there is nothing to learn from.
        DivergedError: the loss is no longer a finite number; the last finite weights stay in `out`.
        ModelError: the model to begin with cannot be read, or cannot learn further styles.
        DevicesError: there are not so many devices, or TF_CONFIG cannot be understood.
        LostHostError: another host is gone; what it wrote last stays in `out`.
    """
    folders = tuple(str(Path(corpus).resolve()) for corpus in corpora)
    names = None if styles is None else tuple(styles)
    cached = None if cache is None else os.fspath(cache)
    corpus = CorpusRequest(folders, names, style_map and dict(style_map), max_songs, cached, workers)
    run = RunFolder(Path(out))
    begins = None if start is None else os.fspath(start)
    request = TrainingRequest(
        run, corpus, preset, epochs, minutes, seed, batch_size, resume, devices, mixed_precision, xla, begins, forget
    )
    return run_training(request, Listeners(say, reading, stream))


def run_training(request: TrainingRequest, listeners: Listeners | None = None) -> Trained:
    """Train as requested; see `train`."""
    listeners = listeners or Listeners()
    share_cores()
    deadline = math.inf if request.minutes is None else time.monotonic() + 60 * request.minutes
    cluster = read_cluster()
    if request.xla and max(cluster.hosts, request.devices or 1) > 1:
        raise DevicesError("XLA compiles the step of one device: leave it out for several")
    if request.start and cluster.hosts > 1:
        raise DevicesError("a training that begins with a model runs on one host")
    run, begun = request.out, request.settled(cluster.is_chief)
    strategy = find_devices(request.devices, cluster)
    corpus, sides = read_sides(begun, listeners.reading)
    require_rows(strategy, min(begun.config.train.batch_size, count_segments(sides.training)))
    listeners.say("\n".join([summary_text(corpus, sides), *few_songs(sides.training, begun.start is not None)]))
    last_epoch = request.epochs or begun.config.train.epochs
    try:
        with run.alone() if cluster.is_chief else nullcontext(), others_needed(cluster, run.path):
            require_alike(strategy, begun.config, begun.seed, last_epoch, [song.sha256 for song in corpus.songs])
            if cluster.is_chief:
                if not request.resume:
                    run.begin(begun)
                    if begun.start:
                        inherit(find_model(begun.start.path), run)
                run.write_songs(corpus, sides)
                run.recognition.unlink(missing_ok=True)  # it is of the weights before
            with strategy.scope():
                vae = _built(begun, corpus.styles, request)
            if begun.start and not begun.start.forget:
                rehearsed = rehearse(vae, corpus, sides.training, run.rehearsal, begun.seed)
                sides = sides._replace(training=sides.training + rehearsed)
            pipeline = build_input_pipeline(corpus, sides, begun.config, begun.seed, optimizer_step(vae))
            listeners.begun()
            budget = TimeBudget(deadline, steps_to_finish(sides.training))
            trained = _fit(vae, pipeline, begun.config, run, last_epoch, budget, listeners.stream, cluster.is_chief)
            return trained._replace(styles=tuple(sorted({song.style for song in corpus.songs})))
    except OSError as error:
        raise RunWriteError(run.path, error) from error


def few_songs(songs: Sequence[CorpusSong], further: bool) -> list[str]:
    """A warning that names the styles with too few songs to learn from; none where there are enough.

    Args:
        further: the training begins with a model, for which fewer songs are enough.
    """
    counts = Counter(song.style for song in songs)
    least = ENOUGH_SONGS_FURTHER if further else ENOUGH_SONGS
    few = [f"{printable(style)} has {count}" for style, count in sorted(counts.items()) if count < least]
    hint = "" if further else f"; with --from pretrained {ENOUGH_SONGS_FURTHER} are"
    return [f"warning: few songs to learn from: {', '.join(few)}, where {least} are enough{hint}"] if few else []


def _built(begun: Begun, styles: Sequence[str], request: TrainingRequest) -> keras.Model:
    """The model, with weights and optimizer of the checkpoint; without one, with the weights it is to begin with."""
    keras.utils.set_random_seed(begun.seed)
    with mixed_precision(request.mixed_precision):
        vae = build_vae(begun.config, styles, begun.seed)
    compile_vae(vae, begun.config, request.xla)
    checkpoint = request.out.checkpoint
    if checkpoint.exists():
        check_weights(checkpoint, checkpoint)
        vae.load_weights(checkpoint)
    elif begun.start:
        begin_with(vae, read_starting_model(begun.start.path))
    return vae


def _fit(
    vae: keras.Model,
    pipeline: InputPipeline,
    config: Config,
    run: RunFolder,
    last_epoch: int,
    budget: TimeBudget,
    stream: TextIO | None,
    is_chief: bool,
) -> Trained:
    past = run.read_history(until_step=optimizer_step(vae))
    monitor = "val_loss" if pipeline.validation and config.train.stop_by_held_out else "loss"
    written = run if is_chief else None
    history = History(written, past, config.train.batch_size)
    best = BestModel(written, past, monitor, config.train.patience)
    checkpoint = Checkpoint(run)
    # Callbacks that may stop training come first. The checkpoint comes after history and best model.
    callbacks = [Annealing(config.loss.beta_warmup_steps), StopOnDivergence(), budget, history, best]
    if is_chief:
        callbacks += [checkpoint, EpochProgress(last_epoch, budget.deadline, stream)]
        if importlib.util.find_spec("tensorboard"):
            callbacks.append(keras.callbacks.TensorBoard(run.logs, write_graph=False))
    interrupted = False
    try:
        _learn(vae, pipeline, callbacks, range(len(past), last_epoch))
    except KeyboardInterrupt:
        interrupted = True
        if is_chief:
            checkpoint.write()
    except DivergedError as error:
        if is_chief:
            finish(vae, pipeline, config, run, history.rows)
        raise DivergedError(f"{run.path}: {error}; it keeps the last finite weights") from error
    if is_chief:
        finish(vae, pipeline, config, run, history.rows)
    return Trained(run.path, len(history.rows), best.best_epoch, best.best_loss, interrupted, ())


def _learn(
    vae: keras.Model, pipeline: InputPipeline, callbacks: Sequence[keras.callbacks.Callback], epochs: range
) -> None:
    if vae.distribute_strategy.num_replicas_in_sync > 1:
        DistributedFit(vae).run(pipeline, callbacks, epochs)
        return
    vae.fit(
        pipeline.training,
        validation_data=pipeline.validation,
        callbacks=callbacks,
        initial_epoch=epochs.start,
        epochs=epochs.stop,
        steps_per_epoch=pipeline.steps,
        shuffle=False,
        verbose=0,
    )
