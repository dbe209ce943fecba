from __future__ import annotations

from dataclasses import replace

import pytest

from tests.songs import band, framed
from vae_music.measures.pulse import Pulse, pulse_of, read_pulses
from vae_music.song import Metre, Song, Tempo


def test_a_song_of_one_metre_and_tempo_has_these():
    assert pulse_of(replace(band(), tempo=(Tempo(0.0, 93.2),))) == Pulse("4/4", 93.0)


def test_of_several_metres_it_is_the_one_of_most_beats_and_tempi_have_a_mean():
    assert pulse_of(framed()) == Pulse("3/4", 88.0)  # six beats of 3/4, four and a half of 5/8
    longer = replace(framed(), length_beats=20.0, metre=(Metre(0.0, 3, 4), Metre(6.0, 5, 8), Metre(18.0, 3, 4)))
    assert pulse_of(longer).metre == "5/8"
    assert pulse_of(replace(longer, metre=(*longer.metre, Metre(30.0, 2, 4)))).metre == "5/8"


def test_an_empty_song_has_the_pulse_of_a_midi_file_that_says_nothing():
    assert pulse_of(Song((), metre=())) == Pulse("4/4", 120.0)


def test_pulses_are_read_again_and_those_without_a_metre_refused():
    assert read_pulses([["3/4", 90], None, ["12/8", 60.0]]) == (Pulse("3/4", 90.0), None, Pulse("12/8", 60.0))
    for metre in ("", "4", "0/4", "4/0", "-3/4", "3/4 ", "x" * 1000):
        with pytest.raises(ValueError, match="no metre"):
            read_pulses([[metre, 90.0]])
