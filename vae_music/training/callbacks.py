"""Keras callbacks of a training: annealing, divergence check, history, best model, checkpoint, and time budget.

They have no state that a resumed run would need: steps are read from the optimizer, past epochs from history.csv.
"""

from __future__ import annotations

import math
import statistics
import time
from collections import deque

import keras

from vae_music.model.vae import DivergedError, check_finite, save_vae
from vae_music.run_folder import RunFolder
from vae_music.storage import unfinished
from vae_music.training.plots import plot_history

PICTURE_EPOCHS = 10
_TIMED_STEPS = 20


def annealed(step: int, final: float, warmup_steps: int) -> float:
    """A weight that rises linearly from 0 to `final` within `warmup_steps` optimizer steps and then stays there."""
    return final * min(1.0, step / warmup_steps) if warmup_steps else final


def optimizer_step(model: keras.Model) -> int:
    """The number of steps that the optimizer of a model has taken."""
    return int(model.optimizer.iterations.numpy())


class Annealing(keras.callbacks.Callback):
    """KL annealing: sets the β of the KL layer before each step, from `optimizer.iterations`."""

    def __init__(self, warmup_steps: int):
        super().__init__()
        self.warmup_steps = warmup_steps

    def on_train_batch_begin(self, batch, logs=None):
        """Set the β of this step."""
        kl = self.model.get_layer("kl")
        kl.beta.assign(annealed(optimizer_step(self.model), kl.final_beta, self.warmup_steps))


class StopOnDivergence(keras.callbacks.Callback):
    """Raises DivergedError at the first step whose loss is not finite, before anything is written."""

    def on_train_batch_end(self, batch, logs=None):
        """Check the loss."""
        if not math.isfinite(logs["loss"]):
            raise DivergedError(f"the loss became {logs['loss']} at step {optimizer_step(self.model)}")


class History(keras.callbacks.Callback):
    """Keeps history.csv: one row per epoch with its terms, β, learning rate and speed.

    run: None on a host that leaves RUN to another; here and in `BestModel`.
    """

    def __init__(self, run: RunFolder | None, past: list[dict[str, float]], batch_size: int):
        super().__init__()
        self.run, self.rows, self.batch_size = run, list(past), batch_size

    def on_epoch_begin(self, epoch, logs=None):
        """Start measuring the speed of the epoch."""
        self.began, self.first_step = time.perf_counter(), optimizer_step(self.model)
        self.validation_began = None

    def on_test_begin(self, logs=None):
        """Note the time, because the speed is that of training without validation."""
        self.validation_began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Add the row of the epoch and, every PICTURE_EPOCHS epochs, draw the curves."""
        now, step = time.perf_counter(), optimizer_step(self.model)
        segments = (step - self.first_step) * self.batch_size
        row = {
            "epoch": epoch + 1,
            "step": step,
            "seconds": round(now - self.began, 2),
            "segments_per_second": round(segments / ((self.validation_began or now) - self.began), 1),
        }
        rates = {"learning_rate": self.model.optimizer.learning_rate, "beta": self.model.get_layer("kl").beta}
        terms = {**{name: rate.numpy() for name, rate in rates.items()}, **dict(sorted(logs.items()))}
        self.rows.append({**row, **{name: float(f"{value:.6g}") for name, value in terms.items()}})
        if not self.run:
            return
        self.run.write_history(self.rows)
        if (epoch + 1) % PICTURE_EPOCHS == 0:
            plot_history(self.rows, self.run.picture)


class BestModel(keras.callbacks.Callback):
    """Writes model.keras when the monitored loss improves; stops training after `patience` epochs without that."""

    def __init__(self, run: RunFolder | None, past: list[dict[str, float]], monitor: str, patience: int):
        super().__init__()
        self.run, self.monitor, self.patience = run, monitor, patience
        best = min(past, key=lambda row: row[monitor], default={"epoch": 0, monitor: math.inf})
        self.best_epoch, self.best_loss = int(best["epoch"]), best[monitor]

    def on_epoch_end(self, epoch, logs=None):
        """Save the weights if the monitored loss improved."""
        if logs[self.monitor] < self.best_loss:
            self.best_epoch, self.best_loss = epoch + 1, logs[self.monitor]
            if self.run:
                save_vae(self.model, self.run.model)
        self.model.stop_training |= epoch + 1 - self.best_epoch >= self.patience


class Checkpoint(keras.callbacks.Callback):
    """Writes weights and optimizer at the end of each epoch, under a temporary name that is then changed.

    So a kill at any moment leaves a complete checkpoint. The optimizer step in it gives the progress of training.
    """

    def __init__(self, run: RunFolder):
        super().__init__()
        self.run = run

    def on_train_begin(self, logs=None):
        """Write a checkpoint if there is none yet."""
        if not self.run.checkpoint.exists():
            self.write()

    def on_epoch_end(self, epoch, logs=None):
        """Write the checkpoint."""
        self.write()

    def write(self) -> None:
        """Write the checkpoint. Raises DivergedError where a weight is not a finite number."""
        check_finite(self.model)
        with unfinished(self.run.checkpoint) as temporary:
            self.model.save_weights(temporary, overwrite=True)


class TimeBudget(keras.callbacks.Callback):
    """Ends the epoch and the training in time for the work that follows, but not before half of the time is over.

    Args:
        deadline: a moment of time.monotonic().
        finishing_steps: the duration of that work, in steps.
    """

    def __init__(self, deadline: float, finishing_steps: float = 0.0):
        super().__init__()
        self.deadline, self.finishing_steps = deadline, finishing_steps
        self._half_time = (time.monotonic() + deadline) / 2
        self._durations: deque[float] = deque(maxlen=_TIMED_STEPS)
        self._last: float | None = None

    def on_train_batch_end(self, batch, logs=None):
        """Stop training if the time left is needed for what follows."""
        now = time.monotonic()
        if self._last is not None:
            self._durations.append(now - self._last)
        self._last = now
        pace = statistics.median(self._durations) if self._durations else 0.0
        if now >= max(self.deadline - self.finishing_steps * pace, self._half_time):
            self.model.stop_training = True
