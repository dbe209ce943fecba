from __future__ import annotations

import pytest

from tests.songs import band
from vae_music.inference.one_section import with_bars_of
from vae_music.midi.read import song_from_bytes
from vae_music.midi.write import song_to_bytes
from vae_music.song import Song, Track


def song(*rows: tuple, program: int = 0) -> Song:
    return Song((Track.of(rows, program),), length_beats=16)


def test_the_bars_of_the_other_version_come_and_all_others_stay():
    ours = song(*((beat, 1, 60, 80) for beat in range(16)))
    theirs = song(*((beat, 1, 70, 90) for beat in range(16)))
    (track,) = with_bars_of(ours, theirs, 2, 3).tracks
    assert track.pitch.tolist() == [60] * 4 + [70] * 8 + [60] * 4


def test_a_note_belongs_to_the_bar_in_which_it_begins_however_long_it_is():
    ours, theirs = song((3, 3, 60, 80), (5, 1, 61, 80)), song((3, 2, 64, 80), (7, 4, 65, 80))
    assert with_bars_of(ours, theirs, 2, 2).tracks[0].rows() == [(3, 3, 60, 80), (7, 4, 65, 80)]


def test_a_note_a_little_before_a_bar_is_played_early_and_belongs_to_it():
    early = 4 - 1 / 32
    assert with_bars_of(song((early, 1, 60, 80)), song((early, 1, 62, 80)), 2, 2).tracks[0].pitch.tolist() == [62]
    assert with_bars_of(song((early, 1, 60, 80)), song((early, 1, 62, 80)), 1, 1).tracks[0].pitch.tolist() == [60]
    grid = 4 - 1 / 12  # the last tick of the bar
    assert with_bars_of(song((grid, 1, 60, 80)), song((grid, 1, 62, 80)), 2, 2).tracks[0].pitch.tolist() == [60]


def test_what_comes_yields_where_a_note_that_stays_has_its_pitch():
    ours = song((2, 4, 60, 80), (8, 4, 62, 80))
    theirs = song((4, 4, 60, 90), (4, 1, 61, 90), (5, 1, 60, 90), (7, 4, 62, 90))
    rows = with_bars_of(ours, theirs, 2, 2).tracks[0].rows()
    assert rows == [(2, 4, 60, 80), (4, 1, 61, 90), (6, 2, 60, 90), (7, 1, 62, 90), (8, 4, 62, 80)]


def test_tracks_are_told_apart_by_name_instrument_and_number():
    ours = Song((Track.of([(0, 1, 60, 80)], 1, name="a"), Track.of([(0, 1, 61, 80)], 1, name="a")), length_beats=8)
    theirs = Song((Track.of([(4, 1, 70, 80)], 1, name="a"), Track.of([(4, 1, 71, 80)], 2, name="a")), length_beats=8)
    made = with_bars_of(ours, theirs, 2, 2).tracks
    assert [(track.program, track.pitch.tolist()) for track in made] == [(1, [60, 70]), (1, [61]), (2, [71])]


@pytest.mark.parametrize("bars", [(1, 1), (2, 3), (4, 4), (1, 4)])
def test_a_version_with_bars_of_itself_is_itself_also_as_a_file(bars):
    version = song_from_bytes(song_to_bytes(band(bars=4)))
    assert with_bars_of(version, version, *bars).tracks == version.tracks
    assert song_to_bytes(with_bars_of(version, version, *bars)) == song_to_bytes(version)
