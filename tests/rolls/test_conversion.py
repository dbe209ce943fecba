from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from tests.songs import band, framed, songs
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.rolls import Fit, Rolls
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec
from vae_music.song import Song, Track

SPEC = RollSpec()


def rolled(song: Song, spec: RollSpec = SPEC) -> tuple[Song, Fit]:
    rolls, fit = song_to_rolls(song, spec)
    return rolls_to_song(rolls, spec, song), fit


def onsets(song: Song) -> list[tuple[int, int, bool]]:
    return sorted((round(r[0] * 12), r[2], t.is_drum) for t in song.tracks for r in t.rows())


def rows(song: Song) -> list[tuple]:
    return sorted((*np.round(row, 6), t.program) for t in song.tracks if not t.is_drum for row in t.rows())


def test_shapes_follow_the_spec():
    rolls, _ = song_to_rolls(band().transpose(1), SPEC)
    for name, shape in SPEC.shapes.items():
        assert getattr(rolls, name).shape == (1, *shape)
        assert getattr(rolls, name).dtype == np.uint8
    assert rolls.steps.tolist() == [32]


def test_a_song_that_fits_comes_back_note_for_note():
    back, fit = rolled(band())
    assert rows(back) == rows(band())
    assert fit == Fit(band().note_count)


def test_the_frame_of_time_travels_around_the_rolls():
    back, _ = rolled(framed())
    for what in ("tempo", "metre", "keys", "markers", "lyrics", "length_beats"):
        assert getattr(back, what) == getattr(framed(), what)


def test_melody_and_bass_have_voices_of_their_own():
    rolls, _ = song_to_rolls(band(), SPEC)
    assert rolls.pitch[0, :2, 0].tolist() == [72 - 20, 72 - 20]
    assert rolls.pitch[0, 0, 1] == 36 - 20
    assert rolls.instrument[0, :2].tolist() == [73, 33]


def test_a_pitch_is_written_at_each_step_it_sounds_and_its_velocity_where_it_begins():
    rolls, _ = song_to_rolls(Song((Track.of([(0, 1, 60, 90), (2, 0.5, 60, 70)]),)), SPEC)
    assert rolls.pitch[0, :12, 0].tolist() == [40] * 4 + [0] * 4 + [40] * 2 + [0] * 2
    assert rolls.velocity[0, :12, 0, 0].tolist() == [90, 0, 0, 0, 0, 0, 0, 0, 70, 0, 0, 0]


def test_swing_and_triplets_come_back_on_their_tick():
    onset = [0, 2 / 3, 1, 4 / 3, 5 / 3, 2, 2 + 8 / 12]
    song = Song((Track.of([(beat, 1 / 3, 60 + i, 90) for i, beat in enumerate(onset)]),))
    assert rolled(song)[0].tracks[0].onset.tolist() == pytest.approx(onset)


def test_a_drum_roll_within_steps_keeps_every_stroke():
    strokes = Track.of([(i / 12, 0.05, 38, 90) for i in range(24)], is_drum=True)
    back, fit = rolled(Song((strokes,)))
    assert back.tracks[0].onset.tolist() == pytest.approx(strokes.onset.tolist())
    assert fit.left_out == 0


def test_a_note_held_over_borders_of_segments_stays_one_note():
    song = Song((Track.of([(1, 30, 60, 90)], program=48),))
    back, _ = rolled(song)
    assert back.tracks[0].rows() == [(1, 30, 60, 90)]
    assert len(song_to_rolls(song, SPEC)[0].pitch) == 4
    assert back.tracks[0].program == 48


def test_the_same_pitch_struck_again_stays_two_notes():
    song = Song((Track.of([(0, 1, 60, 90), (1, 1, 60, 80)]),))
    assert rolled(song)[0].tracks[0].rows() == song.tracks[0].rows()


def test_a_short_gap_before_the_same_pitch_stays_a_gap():
    back, _ = rolled(Song((Track.of([(0, 0.9, 60, 90), (1, 1, 60, 70), (2, 1, 62, 70)]),)))
    assert [row[:3] for row in back.tracks[0].rows()] == [(0, pytest.approx(5 / 6), 60), (1, 1, 60), (2, 1, 62)]


def test_sixteenths_of_one_pitch_are_parted_and_longer_notes_that_touch_are_not():
    back, _ = rolled(Song((Track.of([(0, 0.25, 60, 90), (0.25, 0.25, 60, 90), (0.5, 0.5, 60, 90), (1, 1, 60, 90)]),)))
    durations = [row[1] for row in back.tracks[0].rows()]
    assert durations == pytest.approx([1 / 6, 1 / 6, 0.5, 1])


def test_tracks_of_one_program_stay_apart():
    first = Track.of([(beat, 1, 67, 90) for beat in range(8)], program=40)
    second = Track.of([(beat, 1, 55, 80) for beat in range(8)], program=40)
    back, _ = rolled(Song((first, second, Track.of([(0, 8, 40, 70)], program=42))))
    assert sorted(track.rows() for track in back.tracks if track.program == 40) == sorted([first.rows(), second.rows()])


def test_more_notes_than_voices_are_left_out_and_counted():
    cluster = Song((Track.of([(0, 1, pitch, 90) for pitch in range(40, 53)]),))
    back, fit = rolled(cluster)
    assert fit.extra_voices == fit.left_out == 3
    assert back.note_count == 10
    assert str(fit) == "3 of 13 notes left out (3 with no voice free)"


def test_a_held_note_gives_way_to_a_new_one_when_voices_run_out():
    pad = Track.of([(0, 8, pitch, 60) for pitch in range(50, 60)], program=48)
    stab = Track.of([(4, 1, 80, 90), (5, 1, 82, 90)], program=61)
    back, fit = rolled(Song((pad, stab)))
    assert fit.left_out == 0
    assert fit.shortened >= 1
    assert (48, 80, True) not in onsets(back)
    assert {(48, 80, False), (60, 82, False)} <= set(onsets(back))


def test_pitches_out_of_range_are_folded_by_octaves_and_counted():
    back, fit = rolled(Song((Track.of([(0, 1, 5, 90), (1, 1, 120, 90), (2, 1, 60, 90)]),)))
    assert sorted(track.pitch.tolist() for track in back.tracks) in (
        [[29, 108, 60]],
        [[29], [60, 108]],
        [[29, 108], [60]],
    )
    assert fit.folded == 2


def test_unisons_of_two_tracks_count_as_doubled_when_one_gives_way():
    parts = [Track.of([(0, 1, 60 + i, 90) for i in range(9)], program=0)]
    parts += [Track.of([(0, 1, 60 + i, 90) for i in range(4)], program=40)]
    back, fit = rolled(Song(tuple(parts)))
    assert fit.left_out == 0
    assert fit.doubled == 3
    assert {(0, 60 + i, False) for i in range(9)} == set(onsets(back))


def test_percussion_without_a_lane_is_counted():
    fit = rolled(Song((Track.of([(0, 1, 0, 90), (1, 1, 36, 90)], is_drum=True),)))[1]
    assert fit.no_lane == fit.left_out == 1


def test_the_articles_rolls_have_four_voices_families_and_no_drums():
    rolls, fit = song_to_rolls(band(), ARTICLE_SPEC)
    assert rolls.pitch.shape == (2, 16, 4)
    assert rolls.instrument[0].tolist() == [73 // 8, 33 // 8, 0, 0]
    assert fit.no_lane == len(band().tracks[-1])
    back = rolls_to_song(rolls, ARTICLE_SPEC, band())
    assert [track.program for track in back.tracks] == [72, 32, 0, 0]


def test_an_empty_song_is_a_bar_of_silence():
    rolls, fit = song_to_rolls(Song(()), SPEC)
    assert not rolls.pitch.any()
    assert fit.notes == 0
    assert rolls_to_song(rolls, SPEC).tracks == ()


def test_rolls_without_a_frame_are_in_common_time():
    rolls, _ = song_to_rolls(band(), SPEC)
    assert rolls_to_song(rolls, SPEC).metre[0][1:] == (4, 4)


@settings(deadline=None, max_examples=150)
@given(songs)
def test_any_songs_notes_are_kept_or_counted(song):
    back, fit = rolled(song)
    assert back.note_count == fit.notes - fit.left_out - fit.doubled
    folded = Song(tuple(t if t.is_drum else Track.of(map(_folded, t.rows())) for t in song.tracks))
    assert {(tick, pitch) for tick, pitch, drum in onsets(back) if not drum} <= {
        (tick, pitch) for tick, pitch, drum in onsets(folded) if not drum
    }


def _folded(row):
    onset, duration, pitch, velocity = row
    pitch += max(0, -(-(SPEC.pitch_low - pitch) // 12)) * 12
    pitch -= max(0, -(-(pitch - SPEC.pitch_high) // 12)) * 12
    return onset, duration, pitch, velocity


@settings(deadline=None, max_examples=100)
@given(songs)
def test_what_came_from_rolls_goes_back_without_loss(song):
    back, _ = rolled(song)
    again, fit = rolled(back)
    assert fit.left_out == 0
    assert set(onsets(again)) == set(onsets(back))


def test_garbage_rolls_become_a_song_all_the_same():
    random = np.random.default_rng(0)
    rolls = Rolls(
        random.integers(0, SPEC.pitch_classes, (3, *SPEC.shapes["pitch"])).astype(np.uint8),
        random.integers(0, 128, (3, *SPEC.shapes["velocity"])).astype(np.uint8),
        random.integers(0, SPEC.instrument_classes, (3, *SPEC.shapes["instrument"])).astype(np.uint8),
        np.array([32, 20, 1], np.uint8),
        random.integers(0, 256, (3, *SPEC.shapes["energy"])).astype(np.uint8),
    )
    song = rolls_to_song(rolls, SPEC)
    assert song.note_count > 100
    assert all((track.duration > 0).all() for track in song.tracks)
