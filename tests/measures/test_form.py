from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.songs import songs
from vae_music.measures.form import (
    Form,
    Section,
    activity,
    distinct_drum_bars,
    explained,
    follow,
    measure_form,
    struck_again,
)
from vae_music.song import Metre, Song, Track

KICK, SNARE, CLAP, CRASH = 36, 38, 39, 49


def rising(levels: list[int], beats_a_bar: int = 4, programs: bool = False, drums: bool = True) -> Song:
    """A song with so many notes and drum strokes in each bar, and velocities of ten times as much."""
    rows = [
        (bar * beats_a_bar + beat / 2, 0.25, 60 + beat, 10 * level)
        for bar, level in enumerate(levels)
        for beat in range(level)
    ]
    tracks = [Track.of([row for row in rows if row[2] == 60 + part], part if programs else 0) for part in range(8)]
    kit = Track.of([(onset, 0.25, KICK, 64) for onset, *_ in rows], is_drum=True)
    metre = (Metre(0.0, beats_a_bar, 4),)
    return Song((*tracks, kit) if drums else tuple(tracks), metre=metre, length_beats=beats_a_bar * len(levels))


def drummed(strokes: list[tuple[float, int]], bars: int) -> Song:
    return Song((Track.of([(onset, 0.1, key, 80) for onset, key in strokes], is_drum=True),), length_beats=4 * bars)


def test_activity_is_counted_between_borders():
    found = activity(rising([2, 0, 4], programs=True), np.array([0.0, 4.0, 8.0, 12.0]))
    assert found[:, 0].tolist() == found[:, 1].tolist() == [0.5, 0, 1]  # a beat
    assert found[:, 2].tolist() == [2, 0, 4]
    assert np.nan_to_num(found[:, 3], nan=-1).tolist() == [20, -1, 40]


def test_a_note_just_before_a_bar_belongs_to_it_and_one_after_the_last_border_to_none():
    song = Song((Track.of([(3.99, 1, 60, 80), (4.1, 1, 62, 80), (8.0, 1, 64, 80)]),))
    assert activity(song, np.array([0.0, 4.0, 8.0]))[:, 0].tolist() == [0, 0.5]


def test_an_output_follows_its_source_by_the_order_of_its_blocks():
    source = rising([1] * 4 + [3] * 4 + [2] * 4, programs=True)
    assert follow(source, source) == pytest.approx(np.ones(4))
    steeper = rising([2] * 4 + [7] * 4 + [3] * 4, programs=True)
    assert follow(source, steeper) == pytest.approx(np.ones(4))
    reverse = rising([3] * 4 + [1] * 4 + [2] * 4, programs=True)
    assert follow(source, reverse) == pytest.approx(-np.ones(4))


def test_what_changes_within_a_block_is_not_followed():
    assert follow(rising([1, 3, 1, 3] * 2), rising([3, 1, 3, 1] * 2))[:2].tolist() == pytest.approx(
        [math.nan] * 2, nan_ok=True
    )


def test_a_source_that_is_constant_cannot_be_followed_and_a_constant_output_does_not_follow():
    rise, flat = rising([1] * 4 + [3] * 4), rising([2] * 8)
    assert np.isnan(follow(flat, rise)).all()
    figures = follow(rise, flat)
    assert figures[[0, 1, 3]].tolist() == [0, 0, 0]
    assert math.isnan(figures[2])  # one program in either


def test_drums_are_followed_only_where_both_songs_have_them():
    rise, without = rising([1] * 4 + [3] * 4), rising([1] * 4 + [3] * 4, drums=False)
    for source, output in ((rise, without), (without, rise)):
        assert np.isnan(follow(source, output)).tolist() == [False, True, True, False]


def test_silent_blocks_have_no_velocity_and_are_left_out():
    source, output = rising([1] * 4 + [0] * 4 + [3] * 4), rising([1] * 4 + [5] * 4 + [3] * 4)
    assert follow(source, output)[3] == pytest.approx(1)


def test_blocks_have_four_bars_of_the_metre():
    source, output = rising([1] * 4 + [3] * 4, 3), rising([2] * 4 + [4] * 4, 3)
    assert follow(source, output)[0] == pytest.approx(1)
    assert math.isnan(follow(replace(source, metre=(Metre(0.0, 24, 4),)), output)[0])  # one block


def test_sections_explain_what_is_constant_within_them():
    song = rising([1] * 2 + [3] * 6, programs=True)
    assert explained(song, [Section(0, 2), Section(2, 6)]) == pytest.approx(np.ones(4))
    assert explained(song, [Section(0, 4), Section(4, 4)])[0] == pytest.approx(1 / 3)  # 2 of 6, worked out by hand


def test_bars_outside_the_sections_do_not_count():
    assert explained(rising([1, 1, 3, 3, 7]), [Section(0, 2), Section(2, 2)])[0] == pytest.approx(1)
    assert explained(rising([1, 1, 3]), [Section(0, 2), Section(2, 9)])[0] == pytest.approx(1)


def test_nothing_is_explained_without_sections_or_where_nothing_changes():
    assert np.isnan(explained(rising([1, 3]), [])).all()
    assert np.isnan(explained(rising([2] * 4), [Section(0, 2), Section(2, 2)])).all()


def test_bars_of_drums_are_told_apart_by_lane_and_sixteenth():
    beat = [(4 * bar, KICK) for bar in range(4)] + [(4 * bar + 2, SNARE) for bar in range(4)]
    assert distinct_drum_bars(drummed(beat, 4)) == 1 / 4
    assert distinct_drum_bars(drummed([*beat, (14.5, SNARE)], 4)) == 2 / 4
    assert distinct_drum_bars(drummed([*beat, (14.5, SNARE), (0, CRASH)], 4)) == 3 / 4
    assert distinct_drum_bars(drummed([(0, KICK), (2, SNARE), (4, KICK), (6, CLAP)], 2)) == 1 / 2  # one lane


def test_human_timing_does_not_make_another_bar():
    assert distinct_drum_bars(drummed([(0.0, KICK), (3.95, KICK), (8.06, KICK)], 3)) == 1 / 3


def test_bars_without_drums_do_not_count():
    assert distinct_drum_bars(drummed([(8, KICK), (12, KICK)], 16)) == 1 / 2
    assert math.isnan(distinct_drum_bars(rising([1, 2], drums=False)))


def test_bars_of_drums_are_those_of_the_metre():
    waltz = drummed([(3 * bar, KICK) for bar in range(4)], 3)
    assert distinct_drum_bars(replace(waltz, metre=(Metre(0.0, 3, 4),))) == 1 / 4
    assert distinct_drum_bars(waltz) == 1


def test_notes_are_struck_again_where_their_pitch_and_program_ended():
    rows = [(0, 1, 60, 80), (1.04, 1, 60, 80), (2.2, 1, 60, 80), (3.2, 1, 62, 80)]
    assert struck_again(Song((Track.of(rows),))) == 1 / 4
    assert struck_again(Song((Track.of(rows[:1]), Track.of(rows[1:2])))) == 1 / 2
    assert struck_again(Song((Track.of(rows[:1]), Track.of(rows[1:2], program=1)))) == 0


def test_a_short_note_is_not_struck_again_by_its_own_end():
    assert struck_again(Song((Track.of([(0, 0.02, 60, 80), (1, 0.02, 60, 80)]),))) == 0
    assert struck_again(Song((Track.of([(0, 0.02, 60, 80), (0.04, 0.02, 60, 80)]),))) == 1 / 2


def test_drums_are_not_struck_again():
    assert math.isnan(struck_again(drummed([(0, KICK), (0.1, KICK)], 1)))


def test_all_figures_of_a_song_are_measured_together():
    song = rising([1] * 4 + [3] * 4, programs=True)
    found = measure_form(song, song, [Section(0, 4), Section(4, 4)])
    assert found[:8] == pytest.approx([1] * 8)
    assert (found.drum_bars, found.struck_again) == (1 / 4, 0)
    assert np.isnan(measure_form(song, song)[4:8]).all()


@settings(deadline=None)
@given(songs, songs)
def test_any_two_songs_can_be_measured(source, output):
    found = measure_form(source, output, [Section(0, 1), Section(1, 3)])
    assert all(math.isnan(figure) or -1 - 1e-9 <= figure <= 1 + 1e-9 for figure in found)


def test_silence_does_not_follow_and_has_no_other_figure():
    found = measure_form(rising([1] * 4 + [3] * 4, programs=True), Song(()), [Section(0, 4), Section(4, 4)])
    assert (found.follow_notes, found.follow_programs) == (0, 0)
    assert np.isnan(found).sum() == len(Form._fields) - 2
