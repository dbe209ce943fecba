from __future__ import annotations

from dataclasses import replace

from tests.evaluation.bands import PROGRAMS, arrangement
from tests.songs import band
from vae_music.evaluation.instrument_swap import Band, swapped, usual_band
from vae_music.song import Song


def test_the_usual_band_is_found_by_role_where_the_melody_is_named():
    songs = [arrangement(tune, "jazz") for tune in range(3)] + [arrangement(3, "pop")]
    lead, low, chords = PROGRAMS["jazz"]
    found = usual_band(songs)
    assert (found.melody, found.bass, found.accompaniment[0], found.kit) == (lead, low, chords, 0)


def test_a_style_whose_songs_have_no_drums_has_no_kit():
    assert usual_band([arrangement(1, "classical")]).kit is None


def test_nothing_but_the_instruments_changes():
    song = arrangement(1, "jazz")
    other = swapped(song, Band(1, 2, (3, 4), kit=8))
    assert [track.program for track in other.tracks] == [1, 2, 3, 8]
    assert [track.rows() for track in other.tracks] == [track.rows() for track in song.tracks]
    assert replace(other, tracks=song.tracks) == song


def test_accompanying_instruments_stay_apart():
    song = band()
    doubled = replace(song, tracks=(*song.tracks, replace(song.tracks[0], program=9)))
    programs = [track.program for track in swapped(doubled, Band(1, 2, (3, 4), kit=0)).tracks]
    assert {programs[0], programs[-1]} == {3, 4}


def test_a_band_without_drums_plays_none():
    assert not any(track.is_drum for track in swapped(band(), Band(1, 2, (3,), kit=None)).tracks)


def test_a_song_without_notes_can_be_given_other_instruments():
    assert swapped(Song(()), Band(1, 2, (3,), kit=None)) == Song(())
