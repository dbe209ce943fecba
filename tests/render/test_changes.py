from __future__ import annotations

from dataclasses import replace

from tests.songs import band
from vae_music.render.changes import Changes, changes_between
from vae_music.song import Song, Track


def song(*notes, program=0, is_drum=False):
    return Song((Track.of([(onset, 1, pitch, 90) for onset, pitch in notes], program, is_drum),))


def test_a_song_keeps_all_of_itself():
    assert changes_between(band(), band()) == Changes(band().note_count, 0, 0, 0)


def test_a_note_of_another_instrument_is_handed_over():
    assert changes_between(song((0, 60), (1, 62)), song((0, 60), (2, 62), program=5)) == Changes(0, 1, 1, 1)


def test_a_note_struck_twice_is_kept_once():
    assert changes_between(song((0, 60)), song((0, 60), (0, 60))) == Changes(1, 0, 0, 1)


def test_times_count_to_a_twelfth_of_a_beat():
    assert changes_between(song((0, 60)), song((0.03, 60))).kept == 1
    assert changes_between(song((0, 60)), song((0.1, 60))).kept == 0


def test_drums_are_kept_by_their_lane_and_are_no_pitches():
    assert changes_between(song((0, 36), is_drum=True), song((0, 35), is_drum=True)).kept == 1
    assert changes_between(song((0, 36), is_drum=True), song((0, 36))) == Changes(0, 0, 1, 1)


def test_all_of_a_silent_song_is_new():
    assert changes_between(replace(band(), tracks=()), band()).new == band().note_count
