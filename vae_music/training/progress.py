"""One line an epoch; on a terminal, a bar within the epoch."""

from __future__ import annotations

import math
import sys
import time
from typing import TextIO

import keras

BAR_CHARACTERS = 24


class Progress(keras.callbacks.Callback):
    """Tells how training goes: loss in nats a segment, style accuracy, KL, speed, and the time left at most.

    Args:
        epochs: the last epoch.
        deadline: moment of time.monotonic() at which training ends if the epochs do not end it before.
        monitor: the loss that is compared from epoch to epoch.
    """

    def __init__(self, epochs: int, deadline: float, monitor: str, stream: TextIO | None = None):
        super().__init__()
        self.epochs, self.deadline, self.monitor = epochs, deadline, monitor
        self.stream = stream or sys.stderr

    def on_train_begin(self, logs=None):
        self.began, self.epochs_done = time.monotonic(), 0

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.stream.isatty():
            share = (batch + 1) / self.params["steps"]
            bar = ("#" * round(share * BAR_CHARACTERS)).ljust(BAR_CHARACTERS, ".")
            self._write(f"\repoch {self.epoch + 1}/{self.epochs} [{bar}] loss {logs['loss']:.1f}  {self._left(share)} ")

    def on_epoch_end(self, epoch, logs=None):
        start = "\r" if self.stream.isatty() else ""
        held_out = "val_" if "val_loss" in logs else ""
        self._write(
            f"{start}epoch {epoch + 1}/{self.epochs}  loss {logs['loss']:.1f}  {self.monitor} {logs[self.monitor]:.1f}"
            f"  pitch {logs[held_out + 'pitch_accuracy']:.0%}  style {logs[held_out + 'style_accuracy']:.0%}"
            f"  KL {logs[held_out + 'kl']:.1f}  {self._left(1.0)}".ljust(100)
            + "\n"
        )

    def _left(self, share: float) -> str:
        """Time left, told from how long the epochs took so far; `share` of this one is done."""
        now = time.monotonic()
        by_epochs = (now - self.began) / (self.epochs_done + share) * (self.epochs - self.epoch - share)
        return f"{clock(min(by_epochs, self.deadline - now))} left"

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss or m:ss."""
    minutes, rest = divmod(max(math.ceil(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
