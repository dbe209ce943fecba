from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band, framed, scale
from vae_music.errors import BarError
from vae_music.song import Key, Lyric, Marker, Metre, Song, Tempo, Track


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


def test_an_excerpt_has_the_notes_of_its_bars():
    part = band(bars=6).excerpt(3, 4)
    assert (part.bar_count, part.length_beats) == (2, 8)
    assert part.tracks == band(bars=2).tracks
    assert band(bars=6).excerpt(5) == band(bars=6).excerpt(5, 99) == replace(part, length_beats=8)
    assert [track.name for track in part.tracks] == [track.name for track in band().tracks]


def test_an_excerpt_has_the_tempo_metre_key_markers_and_lyrics_of_its_bars():
    part = framed().excerpt(2, 3)
    assert part.tempo == (Tempo(0.0, 80.0),)
    assert part.metre == (Metre(0.0, 3, 4), Metre(3.0, 5, 8))
    assert part.keys == (Key(0.0, -3, True), Key(3.0, 2, False))
    assert part.markers == (Marker(3.0, "Réfrain"),)
    assert part.lyrics == (Lyric(0.0, "schöner "),)
    assert part.downbeats().tolist() == [0, 3, 5.5]
    assert part.remarks == ("bars 2-3 of 4, here counted from 1",)


def test_notes_held_over_the_borders_of_an_excerpt_are_cut_and_strokes_of_drums_are_not_repeated():
    held, late = (2, 8, 60, 90), (3, 1.2, 64, 80)
    song = Song((Track.of([held, late, (4, 1, 50, 70)]), Track.of([(3, 4, 49, 99)], is_drum=True)), length_beats=12)
    part = song.excerpt(2, 2)
    assert part.tracks[0].rows() == [(0, 1, 50, 70), (0, 4, 60, 90)]
    assert len(part.tracks[1]) == 0


@pytest.mark.parametrize(("bars", "asked"), [((3,), "bar 3"), ((3, 3), "bar 3"), ((2, 1), "bars 2-1")])
def test_bars_that_a_song_does_not_have_are_refused(bars, asked):
    with pytest.raises(BarError, match=f"no {asked} in a song of 2 bars"):
        band().excerpt(*bars)


@pytest.mark.parametrize("song", [band(bars=5), framed()])
def test_the_excerpts_before_and_after_a_border_are_the_whole_song(song):
    for border in range(1, song.bar_count):
        parts = song.excerpt(1, border), song.excerpt(border + 1)
        assert sum(part.length_beats for part in parts) == song.length_beats
        assert sum(part.bar_count for part in parts) == song.bar_count
        assert sum(part.note_count for part in parts) >= song.note_count
        assert sum(part.seconds for part in parts) == pytest.approx(song.seconds)
