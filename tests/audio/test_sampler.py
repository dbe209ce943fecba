from __future__ import annotations

import numpy as np
import pytest

from vae_music.audio.sampler import RATE, Strokes, play
from vae_music.audio.sound import general_midi
from vae_music.audio.soundfont import DRUM_BANK


def played(notes, program=0, bank=0, seconds=3.0, seat=0.0):
    """Sound of rows (start, length, pitch, velocity), times in seconds."""
    mix = np.zeros((int(RATE * seconds), 2), np.float32)
    strokes = Strokes(*(np.array(column) for column in zip(*notes, strict=True)))
    play(mix, strokes, general_midi().zones(bank, program), general_midi(), seat)
    return mix


def loudness(sound, start=0.0, end=3.0):
    """In decibels, between two times in seconds."""
    return 10 * np.log10((sound[int(RATE * start) : int(RATE * end)] ** 2).mean() + 1e-12)


def test_a_soft_note_is_softer():
    loud = [loudness(played([(0, 1, 60, velocity)])) for velocity in (127, 64, 32)]
    assert loud[0] - loud[1] == pytest.approx(40 * np.log10(127 / 64), abs=0.01)
    assert loud[1] - loud[2] == pytest.approx(40 * np.log10(2), abs=0.01)


@pytest.mark.parametrize("program", [0, 19, 33, 40, 56, 73])
@pytest.mark.parametrize("pitch", [48, 57, 69])
def test_a_note_has_its_pitch(program, pitch):
    sound = played([(0, 2, pitch, 100)], program)[: 2 * RATE].mean(1)
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    wanted = 440 * 2 ** ((pitch - 69) / 12)
    near = sum(power[np.abs(hertz / (wanted * harmonic) - 1) < 0.01].sum() for harmonic in range(1, 9))
    assert near / power.sum() > 0.6


def test_a_held_piano_dies_away_and_a_held_organ_does_not():
    piano, organ = (played([(0, 3, 60, 100)], program) for program in (0, 19))
    assert loudness(piano, 0, 0.5) - loudness(piano, 2.5, 3) > 12
    assert abs(loudness(organ, 0.5, 1) - loudness(organ, 2.5, 3)) < 1


def test_a_note_fades_when_it_is_let_go():
    sound = played([(0, 1, 60, 100)], program=19)
    assert loudness(sound, 0.5, 1) - loudness(sound, 1.5, 2) > 20
    assert np.abs(np.diff(sound[int(RATE * 0.95) : int(RATE * 1.05)], axis=0)).max() < 0.05


def test_a_closed_hi_hat_ends_an_open_one():
    ringing = played([(0, 2, 46, 100)], bank=DRUM_BANK)
    choked = played([(0, 2, 46, 100), (0.5, 0.1, 42, 1)], bank=DRUM_BANK)
    assert loudness(ringing, 0.7, 1) - loudness(choked, 0.7, 1) > 10


def test_a_player_on_the_left_is_heard_on_the_left():
    left, right = (played([(0, 1, 60, 100)], 73, seat=seat) for seat in (-0.5, 0.5))
    assert loudness(left[:, :1]) > loudness(left[:, 1:]) + 3
    assert loudness(right[:, 1:]) > loudness(right[:, :1]) + 3


def test_notes_at_the_end_are_cut_and_those_of_no_zone_are_silent():
    assert np.isfinite(played([(2.9, 5, 60, 100)])).all()
    assert not played([(0, 1, 1, 100)], bank=DRUM_BANK).any()
