from __future__ import annotations

import math
import time
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from tests.model.segments import SMALL, small_vae
from vae_music.model.vae import DivergedError
from vae_music.run_folder import RunFolder
from vae_music.training.callbacks import Annealing, BestModel, Checkpoint, StopOnDivergence, TimeBudget, annealed


def at_work(callback: keras.callbacks.Callback, model) -> keras.callbacks.Callback:
    callback.set_model(model)
    return callback


@pytest.fixture
def model() -> SimpleNamespace:
    """What callbacks need of a model in training, where no weights are concerned."""
    iterations = keras.Variable(0, dtype="int64")
    return SimpleNamespace(stop_training=False, optimizer=SimpleNamespace(iterations=iterations))


def test_beta_rises_on_a_straight_line_and_stays():
    assert [annealed(step, final=0.2, warmup_steps=100) for step in (0, 50, 100, 5000)] == [0, 0.1, 0.2, 0.2]
    assert annealed(0, final=0.2, warmup_steps=0) == 0.2


def test_beta_follows_the_steps_of_the_optimizer_so_a_resumed_run_goes_on():
    vae = small_vae()
    for step, share in ((0, 0.0), (30, 0.3), (1000, 1.0)):
        vae.optimizer.iterations.assign(step)
        at_work(Annealing(warmup_steps=100), vae).on_train_batch_begin(0)  # a new callback, as in a new process
        assert float(vae.get_layer("kl").beta.numpy()) == pytest.approx(share * SMALL.loss.beta)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_stops_with_the_step(model, loss):
    callback = at_work(StopOnDivergence(), model)
    callback.on_train_batch_end(0, {"loss": 3.0})
    model.optimizer.iterations.assign(7)
    with pytest.raises(DivergedError, match=f"the loss became {loss} at step 7"):
        callback.on_train_batch_end(1, {"loss": loss})


def test_the_time_budget_stops_after_the_step_in_which_it_runs_out(model):
    at_work(TimeBudget(time.monotonic() + 60), model).on_train_batch_end(0)
    assert not model.stop_training
    at_work(TimeBudget(time.monotonic() - 1), model).on_train_batch_end(0)
    assert model.stop_training


@pytest.mark.parametrize(("finishing_steps", "steps"), [(0, 50), (20, 30), (40, 25)])
def test_the_time_budget_leaves_at_most_half_of_it_for_what_follows(model, monkeypatch, finishing_steps, steps):
    now = [0.0]
    monkeypatch.setattr("vae_music.training.callbacks.time.monotonic", lambda: now[0])
    budget = at_work(TimeBudget(100.0, finishing_steps), model)
    took = 0
    while not model.stop_training:
        now[0] += 2.0  # seconds a step
        took += 1
        budget.on_train_batch_end(0)
    assert took == steps


def test_only_a_better_epoch_is_kept_and_patience_ends(model, tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr("vae_music.training.callbacks.save_vae", lambda _, path: kept.append(path.name))
    best = at_work(BestModel(RunFolder(tmp_path), [], "val_loss", patience=2), model)
    stops = []
    for epoch, loss in enumerate((5.0, 4.0, 4.5, 4.0)):
        best.on_epoch_end(epoch, {"val_loss": loss})
        stops.append(model.stop_training)
    assert kept == ["model.keras"] * 2
    assert stops == [False, False, False, True]
    assert (best.best_epoch, best.best_loss) == (2, 4.0)


def test_the_best_epoch_is_known_from_the_history(model, tmp_path):
    past = [{"epoch": 1.0, "val_loss": 5.0}, {"epoch": 2.0, "val_loss": 3.0}, {"epoch": 3.0, "val_loss": 4.0}]
    best = at_work(BestModel(RunFolder(tmp_path), past, "val_loss", patience=2), model)
    best.on_epoch_end(3, {"val_loss": 3.5})
    assert (best.best_epoch, best.best_loss, model.stop_training) == (2, 3.0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_is_never_overwritten_with_weights_that_are_no_numbers(tmp_path):
    vae, run = small_vae(), RunFolder(tmp_path)
    checkpoint = at_work(Checkpoint(run), vae)
    checkpoint.on_train_begin()
    whole = run.checkpoint.read_bytes()
    weight = vae.trainable_weights[0]
    weight.assign(np.full(weight.shape, np.inf))
    with pytest.raises(DivergedError, match=weight.path):
        checkpoint.on_epoch_end(0)
    assert run.checkpoint.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == [run.checkpoint.name]
