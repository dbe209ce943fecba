from __future__ import annotations

import io

import pytest

from tests.training.test_epoch_progress import Terminal
from vae_music import progress
from vae_music.progress import Line, Meter, bar
from vae_music.text import clock


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still; the test moves it: `now[0] += seconds`."""
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def lines(terminal):
    """What stood on the terminal, one after another, empty where it was wiped."""
    return [line.rstrip() for line in terminal.getvalue().split("\r") if line]


def test_a_terminal_sees_a_bar_with_the_time_left_by_the_items_after_the_first(now):
    meter = Meter(Terminal())
    now[0] += 90  # the first item had to load a model
    meter("songs", 1, 4)
    now[0] += 10
    meter("songs", 2, 4)
    first, wiped, second = lines(meter.stream)
    assert first == "songs [######..................] 1 of 4"
    assert second == "songs [############............] 2 of 4, 0:20 left"
    assert not wiped


def test_nothing_is_left_at_the_end_whatever_happens(now):
    terminal = Terminal()

    def interrupted() -> None:
        with Meter(terminal) as meter:
            meter("reconstruction", 1, 4)
            meter("dial", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert lines(terminal) == [
        "reconstruction [######..................] 1 of 4",
        "",
        "dial [############............] 1 of 2",
        "",
    ]
    widths = [len(line) for line in terminal.getvalue().split("\r") if line]
    assert widths == [48, 48, 38, 38]
    assert terminal.getvalue().endswith("\r")


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


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("x" * 500, id="long"),
        pytest.param("音楽" * 50, id="wide"),
        pytest.param("a 音楽" * 9, id="mixed"),
        pytest.param("\x1b[2J\n\r\t" * 9, id="codes"),
    ],
)
def test_no_name_wraps_or_steers_the_terminal(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    line = Line(Terminal())
    line.show(name)
    line.clear()
    empty, shown, wiped, end = line.stream.getvalue().split("\r")
    columns = len(shown) + sum(character in "音楽" for character in shown)
    assert 37 < columns == len(wiped) < 40
    assert (shown.isprintable(), empty, end) == (True, "", "")


def test_a_name_does_not_break_the_line_of_a_log():
    line = Line(io.StringIO())
    line.print("songs\r\n\x1b[2J: 1 of 2")
    assert line.stream.getvalue() == "songs???[2J: 1 of 2\n"


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


def test_a_log_is_told_of_each_part_for_itself(now):
    meter = Meter(io.StringIO())
    for part, done, total in (("files read", 0, 90), ("files read", 30, 90), ("judges", 0, 2), ("judges", 1, 2)):
        meter(part, done, total)
        now[0] += 60
    assert meter.stream.getvalue() == "files read: 30 of 90, 2:00 left\njudges: 1 of 2, 1:00 left\n"


def test_nothing_at_all_to_be_done_is_all_done_and_more_than_all_is_no_longer_bar(now):
    meter = Meter(Terminal())
    meter("songs", 0, 0)
    assert lines(meter.stream) == [f"songs [{'#' * 24}] 0 of 0"]
    assert bar(5, 4) == bar(4, 4)


def test_of_an_unknown_total_only_the_count_is_told(now):
    meter = Meter(Terminal())
    meter("songs", 1234, None)
    assert lines(meter.stream) == ["songs 1,234"]


def test_work_that_starts_over_is_timed_anew(now):
    meter = Meter(Terminal())
    for done in (3, 1, 2):
        meter("songs", done, 4)
        now[0] += 10
    assert [line.partition("] ")[2] for line in lines(meter.stream) if line] == [
        "3 of 4",
        "1 of 4",
        "2 of 4, 0:20 left",
    ]


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0:00"), (59.2, "1:00"), (3725, "1:02:05")])
def test_clock(seconds, text):
    assert clock(seconds) == text
