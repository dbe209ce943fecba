from __future__ import annotations

import os
from pathlib import Path

import pytest

from vae_music.text import clock, did_you_mean, known_name, one_line, printable


def test_names_of_any_bytes_are_shown_on_one_line():
    assert printable(Path(os.fsdecode(b"caf\xe9\n\x1b[31m.mid"))) == "caf???[31m.mid"


def test_a_text_of_unknown_origin_becomes_one_short_line():
    assert one_line("a\nb\x1b[31m" + "c" * 900) == ("a b?[31m" + "c" * 900)[:200]
    assert one_line(ValueError("  two\t\twords ")) == "two words"


@pytest.mark.parametrize(("seconds", "shown"), [(-3, "0:00"), (59.2, "1:00"), (61, "1:01"), (3725, "1:02:05")])
def test_lengths_of_time_are_rounded_up(seconds, shown):
    assert clock(seconds) == shown


def test_a_name_that_is_nearly_known_is_suggested():
    assert did_you_mean("Jaz", ["jazz", "pop"]) == "; did you mean 'jazz'?"
    assert did_you_mean("rok", ["Jazz", "Rock"]) == "; did you mean 'Rock'?"
    assert did_you_mean("polka", ["jazz", "rock"]) == ""


@pytest.mark.parametrize("name", ["reggae", "gamelan", "folk", "gospel", "ballad"])
def test_another_word_is_not_a_misspelt_one(name):
    styles = ["classical", "country", "game", "jazz", "latin", "piano", "pop", "rock"]
    assert did_you_mean(name, styles) == ""


def test_a_name_is_known_in_upper_and_lower_case_unless_that_is_ambiguous():
    assert known_name("JAZZ", ["jazz", "pop"]) == "jazz"
    assert known_name("Pop", ["Pop", "pop"]) == "Pop"
    assert known_name("POP", ["Pop", "pop"]) is None
