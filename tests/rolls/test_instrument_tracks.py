from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.songs import tracks
from vae_music.rolls.instrument_tracks import tracks_by_instrument
from vae_music.song import Song, Track


def names(song: Song) -> list[str]:
    return [track.name for track in song.tracks]


def test_voices_of_one_instrument_become_one_track_named_after_it():
    song = Song((Track.of([(0, 1, 60, 90)], 27, name="Voice 3"), Track.of([(0, 1, 64, 80)], 27, name="Voice 4")))
    merged = tracks_by_instrument(song)
    assert names(merged) == ["Electric Guitar (clean)"]
    assert merged.tracks[0].rows() == [(0, 1, 60, 90), (0, 1, 64, 80)]


def test_tune_bass_and_drums_stay_apart_from_others_of_their_program():
    parts = [Track.of([(0, 1, 60, 90)], 0, name=name) for name in ("Tune", "Bass", "Voice 3")]
    song = Song((*parts, Track.of([(0, 1, 36, 90)], 0, True, "Drums")))
    assert names(tracks_by_instrument(song)) == ["Tune", "Bass", "Acoustic Grand Piano", "Drums"]


def test_a_pitch_that_two_voices_sound_at_once_is_struck_again_not_doubled():
    song = Song(
        (Track.of([(0, 4, 60, 90)], name="Voice 3"), Track.of([(2, 1, 60, 70), (0, 1, 60, 50)], name="Voice 4"))
    )
    assert tracks_by_instrument(song).tracks[0].rows() == [(0, 2, 60, 90), (2, 1, 60, 70)]


@given(st.lists(tracks, min_size=2, max_size=5))
def test_no_onset_is_lost_and_no_pitch_sounds_twice_at_once(parts):
    song = Song(tuple(Track.of(part.rows(), name=f"Voice {number}") for number, part in enumerate(parts, 3)))
    (merged,) = tracks_by_instrument(song).tracks
    onsets = {(onset, pitch) for track in song.tracks for onset, _, pitch, _ in track.rows()}
    assert {(onset, pitch) for onset, _, pitch, _ in merged.rows()} == onsets
    sounding = sorted((pitch, onset, onset + duration) for onset, duration, pitch, _ in merged.rows())
    for (pitch, _, end), (other, onset, _) in pairwise(sounding):
        assert pitch != other or end <= onset + 1e-9
