from __future__ import annotations

import io
import math
import time

from vae_music.training.epoch_progress import EpochProgress

LOGS = {"loss": 812.3, "val_loss": 833.1, "val_pitch_accuracy": 0.5, "val_style_accuracy": 0.92, "val_kl": 14.2}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, deadline: float = math.inf) -> str:
    """What is told of the second of four epochs of two steps, whose second step took half a minute."""
    progress = EpochProgress(4, deadline, stream)
    progress.set_params({"steps": 2})
    progress.on_train_begin()
    progress.on_epoch_begin(1)
    progress.on_train_batch_end(0, {"loss": 900.0})
    progress.began -= 30
    progress.on_train_batch_end(1, {"loss": 850.0})
    progress.on_epoch_end(1, LOGS)
    return stream.getvalue()


def test_a_file_gets_one_line_an_epoch():
    line = "epoch 2/4  loss 812.3 (held out 833.1)  pitch 50%  style 92%  KL 14.2  2:01 left"  # rounded up
    assert told(io.StringIO()) == f"{line}\n"


def test_without_held_out_songs_the_training_figures_are_told():
    stream = io.StringIO()
    progress = EpochProgress(4, math.inf, stream)
    progress.on_train_begin()
    progress.on_epoch_begin(3)
    progress.on_epoch_end(3, {name.removeprefix("val_"): value for name, value in LOGS.items()})
    assert stream.getvalue() == "epoch 4/4  loss 833.1  pitch 50%  style 92%  KL 14.2  0:00 left\n"


def test_time_left_is_told_by_the_epochs_of_this_run():
    stream = io.StringIO()
    progress = EpochProgress(10, math.inf, stream)
    progress.on_train_begin()
    progress.set_params({"steps": 1})
    for epoch, seconds in ((4, 10), (5, 20), (6, 30)):  # resumed after four epochs; each takes ten seconds
        progress.began = time.monotonic() - seconds
        progress.on_epoch_begin(epoch)
        progress.on_epoch_end(epoch, LOGS)
    told_left = [line.split()[-2] for line in stream.getvalue().splitlines()]
    assert told_left == ["0:51", "0:41", "0:31"]  # rounded up


def test_a_terminal_gets_a_bar_too_which_the_line_of_the_epoch_takes_away():
    shown = [line for line in told(Terminal()).split("\r") if line.strip()]
    assert [line[:47] for line in shown[:2]] == [
        "epoch 2/4 [############............] loss 900.0",
        "epoch 2/4 [########################] loss 850.0",
    ]
    assert shown[2] == told(io.StringIO())


def test_the_bar_does_not_wrap_on_a_narrow_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    bars = told(Terminal()).rpartition("\r")[0].split("\r")
    assert max(len(bar) for bar in bars) == 29


def test_a_budget_may_leave_less_time():
    assert "0:10 left" in told(io.StringIO(), deadline=time.monotonic() + 10)
