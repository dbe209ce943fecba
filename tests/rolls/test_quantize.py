from __future__ import annotations

from hypothesis import given

from tests.songs import band, songs
from vae_music.rolls.quantize import quantize
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track

SPEC = RollSpec()


def quantized(song: Song):
    return quantize(song, SPEC, int(4 * song.length_beats) + 8)


def test_notes_and_strokes_are_parted_and_all_there():
    pitched, strokes, counts = quantized(band())
    assert (len(pitched.step), len(strokes.step)) == (band().note_count - len(band().tracks[3]), len(band().tracks[3]))
    assert counts.total() == 0


def test_strokes_within_a_step_become_one_pattern():
    roll = Track.of([(tick / 12, 0.05, 38, 60 + tick) for tick in range(3)], is_drum=True)
    _, strokes, counts = quantized(Song((roll,)))
    assert SPEC.patterns[strokes.pattern[0]] == (0, 1, 2)
    assert strokes.velocity.tolist() == [62]
    assert counts["too_close"] == 0


def test_what_is_changed_or_left_out_is_counted():
    low, twice = Track.of([(0, 1, 5, 90)]), Track.of([(1, 1, 60, 90), (1.01, 1, 60, 80)])
    unison = Track.of([(1, 2, 60, 70)])
    unknown = Track.of([(0, 1, 3, 90)], is_drum=True)
    counts = quantized(Song((low, twice, unison, unknown))).counts
    assert +counts == {"folded": 1, "too_close": 1, "doubled": 1, "no_lane": 1}


@given(songs)
def test_no_two_notes_of_a_program_and_pitch_begin_in_one_step(song):
    pitched, strokes, _ = quantized(song)
    places = list(zip(pitched.step, pitched.pitch, pitched.program, strict=True))
    assert len(set(places)) == len(places)
    assert (pitched.end > pitched.step).all()
    assert (strokes.end > strokes.step).all()
