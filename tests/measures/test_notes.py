from __future__ import annotations

from tests.songs import band
from vae_music.measures.notes import pitched, strokes, without_unisons
from vae_music.song import Song, Track


def test_pitched_notes_come_in_order_of_onset_and_pitch_without_the_drums():
    notes = pitched(band())
    assert len(notes.onset) == sum(len(track) for track in band().tracks if not track.is_drum)
    rows = list(zip(notes.onset.tolist(), notes.pitch.tolist(), strict=True))
    assert rows == sorted(rows)
    assert set(notes.program.tolist()) == {0, 73, 33}


def test_of_unisons_the_longest_note_stays():
    song = Song((Track.of([(0, 1, 60, 90), (1, 1, 62, 90)], 5), Track.of([(0.01, 3, 60, 50)], 9)))
    kept = without_unisons(pitched(song))
    assert kept.pitch.tolist() == [60, 62]
    assert kept.duration.tolist() == [3, 1]


def test_strokes_are_told_by_lane_and_tick():
    drums = strokes(Song((Track.of([(0.5, 0.1, 42, 50), (0, 0.1, 36, 90), (1, 0.1, 1, 90)], is_drum=True),)))
    assert (drums.tick.tolist(), drums.lane.tolist(), drums.velocity.tolist()) == ([0, 6, 12], [0, 3, -1], [90, 50, 90])


def test_a_song_without_notes_has_none():
    for nothing in (Song(()), Song((Track.of([]),))):
        assert len(without_unisons(pitched(nothing)).onset) == len(strokes(nothing).tick) == 0
