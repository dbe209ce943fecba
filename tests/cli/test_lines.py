from __future__ import annotations

import pytest

from vae_music.cli.lines import size
from vae_music.text import duration, printable


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (187, "3:07"), (3599.6, "1:00:00"), (3765, "1:02:45")])
def test_durations_are_in_minutes_and_hours(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(3, "1 kB"), (640_200, "640 kB"), (1_260_000, "1.3 MB")])
def test_sizes_are_in_kilobytes_and_megabytes(count, text, tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.truncate(count)
    assert size(tmp_path / "file") == text


def test_what_a_terminal_should_not_be_given_is_questioned():
    assert printable("caf\udce9\x1b[31m\n") == "caf??[31m?"
