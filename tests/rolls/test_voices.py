from __future__ import annotations

import numpy as np

from vae_music.rolls.quantize import GridNotes
from vae_music.rolls.voices import assign_voices, is_doubled


def grid(*rows: tuple[int, int, int, int]) -> GridNotes:
    """Rows (track, step, end, pitch); the program is the track's number, and track 0 has the tune."""
    track, step, end, pitch = np.array(sorted(rows, key=lambda row: (row[1], -row[3]))).T
    return GridNotes(track, track, step, np.zeros_like(step), end, pitch, np.full_like(step, 90), track == 0)


def assign(notes: GridNotes, bass: int = 1, steps: int = 64, voices: int = 6) -> list[int]:
    return assign_voices(notes, (bass,), np.arange(steps) // 32, voices).tolist()


def test_no_voice_is_struck_twice_in_a_step():
    notes = grid(*((track, 0, 4, 40 + 3 * track + i) for track in range(4) for i in range(5)))
    voices = [voice for voice in assign(notes) if voice >= 0]
    assert sorted(voices) == list(range(6))


def test_the_melody_voice_takes_the_notes_of_the_tune_since_that_is_one_line_already():
    notes = grid((0, 0, 8, 72), (0, 0, 8, 64), (0, 4, 8, 60), (0, 8, 12, 71))
    notes = notes._replace(tune=np.array([True, True, True, False]))
    assert [voice == 0 for voice in assign(notes)] == [True, False, True, False]


def test_the_bass_voice_takes_the_lowest_line_of_its_track():
    notes = grid((0, 0, 4, 80), (1, 0, 4, 48), (1, 0, 4, 36), (1, 4, 8, 38))
    assert assign(notes)[2] == 1
    assert assign(notes)[3] == 1


def test_a_part_keeps_its_voice_through_the_song():
    part = [(2, step, step + 2, 60 + step % 5) for step in range(0, 60, 4)]
    other = [(3, step, step + 2, 61) for step in range(40, 60, 4)]
    notes = grid((0, 0, 4, 90), (1, 0, 4, 30), *part, *other)
    voices = np.array(assign(notes))
    assert len(set(voices[notes.track == 2])) == 1
    assert set(voices[notes.track == 2]) != set(voices[notes.track == 3])


def test_a_held_note_keeps_its_voice_while_others_move():
    notes = grid((0, 0, 1, 90), (1, 0, 1, 30), (2, 0, 16, 67), (2, 4, 8, 60), (2, 8, 12, 62))
    held, first, second = np.array(assign(notes))[notes.track == 2]
    assert held != first == second


def test_where_voices_run_out_a_unison_goes_first():
    chord = [(2, 0, 4, 60 + i) for i in range(6)]
    notes = grid(*chord, (3, 0, 4, 60))
    voices = np.array(assign(notes))
    assert (voices >= 0).sum() == 6
    assert is_doubled(notes, voices)[voices < 0].all()


def test_without_notes_there_is_nothing_to_assign():
    nothing = GridNotes(*(np.zeros(0, np.int64) for _ in range(8)))
    assert len(assign_voices(nothing, (), np.zeros(32, int), 6)) == 0
