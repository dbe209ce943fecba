from __future__ import annotations

import numpy as np
import pytest

from tests.songs import framed
from vae_music.rolls.segments import segment_steps, steps_of_metre, usual_steps
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Track


def of_length(beats: float, *metre: Metre) -> Song:
    return Song((Track.of([(0, beats, 60, 90)]),), metre=metre or (Metre(0.0, 4, 4),))


def test_bars_cover_the_song_to_its_last_note():
    assert of_length(9).downbeats().tolist() == [0, 4, 8, 12]
    assert of_length(8).downbeats().tolist() == [0, 4, 8]
    assert Song(()).downbeats().tolist() == [0, 4]


def test_bars_follow_changes_of_metre():
    assert framed().downbeats().tolist() == [0, 3, 6, 8.5, 11]
    assert of_length(10, Metre(0.0, 4, 4), Metre(4.0, 3, 4)).downbeats().tolist() == [0, 4, 7, 10]


def test_a_change_inside_a_bar_cuts_it_short():
    assert of_length(9, Metre(0.0, 4, 4), Metre(6.0, 3, 4)).downbeats().tolist() == [0, 4, 6, 9]


def test_a_change_behind_the_last_note_adds_no_bar():
    assert of_length(4, Metre(0.0, 4, 4), Metre(40.0, 3, 4)).downbeats().tolist() == [0, 4]


def test_segments_gather_as_many_whole_bars_as_fit():
    start, length = segment_steps(of_length(20), RollSpec())
    assert start.tolist() == [0, 32, 64]
    assert length.tolist() == [32, 32, 16]
    assert segment_steps(of_length(9, Metre(0.0, 3, 4)), RollSpec())[1].tolist() == [24, 12]
    assert segment_steps(of_length(16, Metre(0.0, 2, 4)), RollSpec())[1].tolist() == [32, 32]


def test_a_bar_longer_than_a_segment_is_cut():
    assert segment_steps(of_length(20, Metre(0.0, 10, 4)), RollSpec())[1].tolist() == [32, 8, 32, 8]


def test_segments_leave_no_gap_whatever_the_metre():
    metre = (Metre(0.0, 7, 8), Metre(3.6, 5, 16), Metre(9.1, 1, 32), Metre(9.2, 13, 8))
    song = of_length(40, *metre)
    start, length = segment_steps(song, RollSpec())
    assert start[0] == 0
    assert (start[1:] == (start + length)[:-1]).all()
    assert 0 < length.min() <= length.max() <= 32
    assert start[-1] + length[-1] >= 4 * song.length_beats


@pytest.mark.parametrize(("numerator", "denominator"), [(7, 8), (5, 8), (3, 8)])
def test_a_segment_ends_where_the_next_bar_would_begin_off_the_beat(numerator, denominator):
    song = of_length(3 * 4 * numerator / denominator, Metre(0.0, numerator, denominator))
    assert segment_steps(song, RollSpec())[1].tolist() == [16 * numerator // denominator] * 3


def test_an_upbeat_of_an_eighth_is_a_segment_of_its_own():
    song = Song((Track.of([(0, 8.5, 60, 90)]),), metre=(Metre(0.0, 1, 8), Metre(0.5, 4, 4)))
    assert segment_steps(song, RollSpec())[1].tolist() == [2, 32]


@pytest.mark.parametrize("metre", ["4/4", "3/4", "6/8", "12/8", "2/2", "5/4", "7/8", "9/4", "1/4"])
def test_the_steps_of_a_metre_are_those_of_most_segments_of_a_song_in_it(metre):
    numerator, denominator = map(int, metre.split("/"))
    song = of_length(72 * 7, Metre(0.0, numerator, denominator))
    steps = segment_steps(song, RollSpec())[1]
    assert steps_of_metre(metre, RollSpec()) == usual_steps(steps)


def test_of_lengths_equally_common_the_longest_is_the_usual_one():
    assert usual_steps(np.array([24, 32, 16, 32, 24], np.uint8)) == 32
