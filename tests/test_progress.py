from __future__ import annotations

import io

import pytest

from tests.training.test_epoch_progress import Terminal
from vae_music import progress
from vae_music.progress import Meter, bar
from vae_music.text import clock


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still; the test moves it: `now[0] += seconds`."""
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_terminal_sees_a_bar_with_the_time_left_by_the_items_after_the_first(now):
    meter = Meter(Terminal())
    now[0] += 90  # the first item had to load a model
    meter("songs", 1, 4)
    now[0] += 10
    meter("songs", 2, 4)
    first, second = meter.stream.getvalue().split("\r")[1:]
    assert first == "songs [######..................] 1 of 4"
    assert second == "songs [############............] 2 of 4, 0:20 left"


def test_a_shorter_line_covers_a_longer_one_and_nothing_is_left_at_the_end(now):
    terminal = Terminal()

    def interrupted() -> None:
        with Meter(terminal) as meter:
            meter("reconstruction", 1, 4)
            meter("dial", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    long, short, wiped, rest = terminal.getvalue().split("\r")[1:]
    assert (len(short), len(wiped)) == (len(long), len(short.rstrip()))
    assert (wiped.strip(), rest) == ("", "")


def test_after_a_line_of_something_else_the_bar_is_drawn_again(now):
    meter = Meter(Terminal())
    for done in (1, 2):
        meter("songs", done, 4)  # the second comes too soon to be shown
    assert meter.stream.getvalue().count("#") == 6
    meter.clear()
    meter("songs", 3, 4)
    assert meter.stream.getvalue().endswith("3 of 4, 0:00 left")


def test_the_line_fits_a_narrow_terminal(now, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    meter = Meter(Terminal())
    meter("songs", 1, 4)
    assert meter.stream.getvalue() == "\rsongs [######......"


def test_a_log_gets_a_line_a_minute_and_nothing_of_what_is_short(now):
    meter = Meter(io.StringIO())
    for done in range(1, 6):
        meter("songs", done, 1200)
        now[0] += 25
    assert meter.stream.getvalue() == "songs: 4 of 1,200, 8:18:20 left\n"
    with Meter(io.StringIO()) as short:
        short("songs", 1, 2)
        short("songs", 2, 2)
    assert short.stream.getvalue() == ""


def test_nothing_at_all_to_be_done_is_all_done(now):
    meter = Meter(Terminal())
    meter("songs", 0, 0)
    assert bar(1.0) in meter.stream.getvalue()


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0:00"), (59.2, "1:00"), (3725, "1:02:05")])
def test_clock(seconds, text):
    assert clock(seconds) == text
