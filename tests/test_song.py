from __future__ import annotations

import numpy as np
import pytest

from tests.songs import band, framed, scale
from vae_music.song import Song, Tempo, Track


def test_track_puts_rows_in_order_of_onset_and_pitch():
    track = Track.of([(1, 1, 60, 90), (0, 1, 64, 90), (0, 1, 60, 90)])
    assert [row[:3:2] for row in track.rows()] == [(0, 60), (0, 64), (1, 60)]


def test_notes_gather_all_tracks_and_name_each_notes_track():
    notes = band().notes()
    assert len(notes.onset) == band().note_count
    assert np.bincount(notes.track).tolist() == [len(track) for track in band().tracks]


def test_a_song_without_tracks_has_no_notes_and_no_length():
    assert Song(()).note_count == 0
    assert len(Song(()).notes().onset) == 0
    assert Song(()).length_beats == 0


def test_length_reaches_the_end_of_the_last_note():
    assert Song((Track.of([(3, 2.5, 60, 90)]),)).length_beats == 5.5
    assert Song((Track.of([(3, 2.5, 60, 90)]),), length_beats=8).length_beats == 8


def test_songs_and_tracks_are_told_on_one_line():
    assert repr(band()) == f"<Song of {band().note_count} notes in 4 tracks, 2 bars of 4/4, 0:04>"
    assert "bars of 3/4, 5/8, " in repr(framed())
    assert repr(band().tracks[1]) == "<Track 'Tune', program 73: 16 notes>"
    assert repr(Song(())) == "<Song of 0 notes in 0 tracks, 1 bars of 4/4, 0:00>"


def test_seconds_follow_the_tempo_map():
    song = framed()
    assert song.beats_to_seconds([0, 3, 4.5]).tolist() == pytest.approx([0, 1.5, 2.625])
    assert Song((Track.of([(0, 4, 60, 90)]),), tempo=(Tempo(0.0, 60.0),)).seconds == 4


def test_transposition_moves_pitches_but_no_drums_and_folds_what_leaves_the_range():
    song = Song((Track.of([(0, 1, 125, 90), (1, 1, 60, 90)]), Track.of([(0, 1, 36, 90)], is_drum=True)))
    up = song.transpose(5)
    assert up.tracks[0].pitch.tolist() == [118, 65]
    assert up.tracks[1].pitch.tolist() == [36]
    assert Song((Track.of([(0, 1, 2, 90)]),)).transpose(-5).tracks[0].pitch.tolist() == [9]


def test_songs_are_equal_by_their_notes():
    assert Song((Track.of(scale()),)) == Song((Track.of(scale()),))
    assert Song((Track.of(scale()),)) != Song((Track.of(scale(low=73)),))
