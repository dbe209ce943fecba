from __future__ import annotations

import io
import math
import time

import pytest

from vae_music.training.progress import Progress, clock

LOGS = {"loss": 812.3, "val_loss": 833.1, "val_pitch_accuracy": 0.5, "val_style_accuracy": 0.92, "val_kl": 14.2}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, deadline: float = math.inf) -> str:
    progress = Progress(4, deadline, "val_loss", stream)
    progress.set_params({"steps": 2})
    progress.on_train_begin()
    progress.began -= 60  # as if a minute had gone by
    progress.on_epoch_begin(1)
    progress.on_train_batch_end(0, {"loss": 900.0})
    progress.on_epoch_end(1, LOGS)
    return stream.getvalue()


def test_a_file_gets_one_line_an_epoch():
    line = "epoch 2/4  loss 812.3  val_loss 833.1  pitch 50%  style 92%  KL 14.2  2:00 left"
    assert told(io.StringIO()).rstrip() in (line, line.replace("2:00", "2:01"))


def test_a_terminal_gets_a_bar_too():
    assert told(Terminal()).startswith("\repoch 2/4 [############............] loss 900.0")


def test_a_budget_may_leave_less_time():
    assert "0:10 left" in told(io.StringIO(), deadline=time.monotonic() + 10)


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0:00"), (59.2, "1:00"), (3725, "1:02:05")])
def test_clock(seconds, text):
    assert clock(seconds) == text
