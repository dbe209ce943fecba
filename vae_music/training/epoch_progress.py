"""One line an epoch; on a terminal, a bar within the epoch."""

from __future__ import annotations

import math
import sys
import time
from typing import TextIO

import keras

from vae_music.progress import Line, bar
from vae_music.text import clock


class EpochProgress(keras.callbacks.Callback):
    """Tells how training goes: loss in nats a segment, style accuracy, KL, speed, and the time left at most.

    Args:
        epochs: the last epoch.
        deadline: moment of time.monotonic() at which training ends if the epochs do not end it before.
    """

    def __init__(self, epochs: int, deadline: float, stream: TextIO | None = None):
        super().__init__()
        self.epochs, self.deadline = epochs, deadline
        self.line = Line(stream or sys.stderr)

    def on_train_begin(self, logs=None):
        """Start the clock."""
        self.began, self.epochs_done, self.untimed = time.monotonic(), 0, 0.0

    def on_epoch_begin(self, epoch, logs=None):
        """Remember the epoch."""
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        """Show the bar within the epoch, on a terminal."""
        if batch == self.epochs_done == 0:  # the first step, in which the model is built, says nothing of the others
            self.began, self.untimed = time.monotonic(), 1 / self.params["steps"]
        if self.line.stream.isatty():
            done, steps = batch + 1, self.params["steps"]
            epoch = f"epoch {self.epoch + 1}/{self.epochs} [{bar(done, steps)}]"
            self.line.show(f"{epoch} loss {logs['loss']:.1f}  {self._left(done / steps)}")

    def on_epoch_end(self, epoch, logs=None):
        """Print the line of the epoch."""
        held_out = "val_" if "val_loss" in logs else ""
        validation = f" (held out {logs['val_loss']:.1f})" if held_out else ""
        self.line.print(
            f"epoch {epoch + 1}/{self.epochs}  loss {logs['loss']:.1f}{validation}"
            f"  pitch {logs[held_out + 'pitch_accuracy']:.0%}  style {logs[held_out + 'style_accuracy']:.0%}"
            f"  KL {logs[held_out + 'kl']:.1f}  {self._left(1.0)}".rstrip()
        )
        self.epochs_done += 1

    def _left(self, share: float) -> str:
        """Time left, told from how long the epochs took so far; `share` of this one is done."""
        now, timed = time.monotonic(), self.epochs_done + share - self.untimed
        left = (now - self.began) / timed * (self.epochs - self.epoch - share) if timed > 0 else math.inf
        left = min(left, self.deadline - now)
        return f"{clock(left)} left" if math.isfinite(left) else ""
