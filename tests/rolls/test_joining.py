"""Segments of four steps become a song."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.joining import join_segments
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Marker, Metre, Song, Tempo, Track

SPEC = RollSpec(voices=2, segment_steps=4, pitch_low=60, pitch_high=71)
SILENT = SPEC.instrument_classes - 1


def rolls(*pitches: list[int], onsets: dict[tuple[int, int], int]) -> Rolls:
    """Segments of voice 0's pitch classes; `onsets` is (segment, step) to velocity."""
    count = len(pitches)
    pitch = np.zeros((count, 4, SPEC.columns), np.uint8)
    pitch[:, :, 0] = pitches
    velocity = np.zeros((count, 4, SPEC.columns, 2), np.uint8)
    for (segment, step), loudness in onsets.items():
        velocity[segment, step, 0, 0] = loudness
    instrument = np.full((count, SPEC.instrument_columns), SILENT, np.uint8)
    steps = np.full(count, 4, np.uint8)
    return Rolls.of({"pitch": pitch, "velocity": velocity, "instrument": instrument, "steps": steps}, SPEC)


def certain(*programs: int) -> np.ndarray:
    """Probability 1 of a program of voice 0, segment by segment."""
    probability = np.zeros((len(programs), SPEC.instrument_columns, SPEC.instrument_classes), np.float32)
    probability[np.arange(len(programs)), 0, list(programs)] = 1
    return probability


def notes(song: Song) -> list[tuple]:
    return [row for track in song.tracks for row in track.rows()]


def test_a_note_held_over_the_border_of_segments_is_one_note():
    held = rolls([0, 1, 1, 1], [1, 1, 0, 0], onsets={(0, 1): 90})
    assert notes(join_segments(held, certain(40, 40), SPEC)) == [(0.25, 1.25, 60, 90)]


def test_a_note_struck_again_at_the_border_is_two_notes():
    struck = rolls([0, 1, 1, 1], [1, 1, 0, 0], onsets={(0, 1): 90, (1, 0): 70})
    assert notes(join_segments(struck, certain(40, 40), SPEC)) == [(0.25, 0.75, 60, 90), (1.0, 0.5, 60, 70)]


def test_what_is_held_from_nothing_begins_as_loud_as_its_voice_is_there():
    dangling = rolls([0, 1, 1, 1], [3, 3, 1, 0], onsets={(0, 1): 20, (1, 2): 80})
    assert notes(join_segments(dangling, certain(40, 40), SPEC))[1] == (1.0, 0.5, 62, 80)


def test_what_is_held_from_before_the_first_segment_begins_there():
    dangling = rolls([5, 5, 0, 0], [0, 0, 7, 7], onsets={(1, 2): 50})
    assert notes(join_segments(dangling, certain(40, 40), SPEC)) == [(0.0, 0.5, 64, 50), (1.5, 0.5, 66, 50)]
    assert notes(join_segments(rolls([5, 5, 0, 0], onsets={}), certain(40), SPEC)) == [(0.0, 0.5, 64, 80)]


def test_the_last_step_of_music_counts_and_not_the_padding_after_it():
    short = rolls([1, 1, 0, 0], [1, 0, 0, 0], onsets={(0, 0): 90})
    short = short._replace(steps=np.array([2, 4], np.uint8))
    assert notes(join_segments(short, certain(40, 40), SPEC)) == [(0.0, 0.75, 60, 90)]


def test_a_voice_has_the_program_that_is_likeliest_where_it_sounds():
    sounding = rolls([1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], onsets={(0, 0): 90, (1, 0): 90})
    probability = 0.6 * certain(40, 41, 42) + 0.5 * certain(42, 40, 42)
    assert [track.program for track in join_segments(sounding, probability, SPEC).tracks] == [40]


def test_a_voice_that_sounds_is_never_given_the_class_of_silence():
    sounding = rolls([1, 0, 0, 0], onsets={(0, 0): 90})
    probability = 0.9 * certain(SILENT) + 0.1 * certain(12)
    assert [track.program for track in join_segments(sounding, probability, SPEC).tracks] == [12]


def test_the_frame_stays_as_it_is():
    frame = Song(
        (Track.of([(0, 1.9, 60, 90)]),),
        tempo=(Tempo(0.0, 100.0), Tempo(1.0, 90.0)),
        metre=(Metre(0.0, 2, 4),),
        markers=(Marker(1.0, "B"),),
    )
    song = join_segments(rolls([1, 1, 1, 1], [1, 1, 1, 1], onsets={(0, 0): 90}), certain(40, 40), SPEC, frame)
    assert (song.tempo, song.metre, song.markers) == (frame.tempo, frame.metre, frame.markers)
    assert notes(song) == [(0.0, 1.9, 60, 90)]


def test_nothing_lasts_beyond_the_last_bar_where_that_ends_between_two_steps():
    frame = Song((Track.of([(0, 0.5, 60, 90)]),), metre=(Metre(0.0, 7, 32),))  # a bar of 0.875 beats
    song = join_segments(rolls([1, 1, 2, 3], onsets={(0, 0): 90, (0, 2): 90, (0, 3): 90}), certain(40), SPEC, frame)
    assert notes(song) == [(0.0, 0.5, 60, 90), (0.5, 0.25, 61, 90), (0.75, 0.125, 62, 90)]
