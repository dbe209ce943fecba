from __future__ import annotations

import io

import mido
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vae_music.midi.pedal import sustained
from vae_music.midi.read import song_from_bytes


def lengths(notes: list[tuple[int, int, int]], *presses: tuple[int, int]) -> list[int]:
    onset, duration, pitch = np.array(notes).T
    pressed, released = np.array(presses).reshape(-1, 2).T
    return sustained(onset, duration, pitch, pressed, released).tolist()


def test_a_note_that_ends_while_the_pedal_is_down_lasts_until_it_comes_up():
    assert lengths([(0, 1, 60), (3, 1, 64), (6, 1, 67)], (0, 5)) == [5, 2, 1]


def test_a_note_lasts_at_most_until_its_pitch_is_struck_again():
    assert lengths([(0, 1, 60), (2, 1, 60)], (0, 8)) == [2, 6]


def test_notes_that_overlap_already_are_not_made_shorter():
    assert lengths([(0, 4, 60), (2, 1, 60)], (0, 1)) == [4, 1]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9), st.integers(60, 63)), min_size=1, max_size=20),
    st.lists(st.integers(1, 6), max_size=6),
)
def test_no_note_becomes_shorter(notes, gaps):
    edges = np.cumsum(gaps)[: len(gaps) // 2 * 2].reshape(-1, 2)
    assert all(after >= before for after, (_, before, _) in zip(lengths(notes, *edges), notes, strict=True))


@pytest.mark.parametrize(("held_ticks", "beats"), [(960, 2.0), (480 * 17, 0.5)])
def test_a_file_s_pedal_is_heard_and_told_unless_it_was_left_on(held_ticks, beats):
    track = mido.MidiTrack(
        [
            mido.Message("control_change", control=64, value=127, time=0),
            mido.Message("note_on", note=60, velocity=90, time=0),
            mido.Message("note_off", note=60, time=240),
            mido.Message("control_change", control=64, value=0, time=held_ticks - 240),
        ]
    )
    file = io.BytesIO()
    mido.MidiFile(tracks=[track], ticks_per_beat=480).save(file=file)
    song = song_from_bytes(file.getvalue())
    assert song.tracks[0].duration.tolist() == [beats]
    assert song.remarks == (("1 notes held longer by the sustain pedal",) if beats > 1 else ())
