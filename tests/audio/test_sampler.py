from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from vae_music.audio.sampler import RATE, TimedNotes, play
from vae_music.audio.sound import general_midi
from vae_music.audio.soundfont import DRUM_BANK, Zone


def played(notes, program=0, bank=0, seconds=3.0, seat=0.0):
    """Sound of rows (start, length, pitch, velocity), times in seconds."""
    return played_by(general_midi().zones(bank, program), general_midi(), notes, seconds, seat)


def played_by(zones, font, notes, seconds=3.0, seat=0.0):
    mix = np.zeros((int(RATE * seconds), 2), np.float32)
    play(mix, TimedNotes(*(np.array(column) for column in zip(*notes, strict=True))), zones, font, seat)
    return mix


def steady(key, **ways):
    """A zone of one key whose sample is the same number for ever: what is heard of it is its envelope."""
    plain = Zone(
        *((key, key), (0, 127), 0, 99, 10, 90, True, RATE, key, 0.0, 0.0, 20_000.0, 1.0, -0.5),
        *(0.001, 0.001, 1.0, 0.0, 2.0, 0.0, 0.0, 0),
    )
    return plain._replace(**ways)


def envelope(zones, notes, *moments):
    """Decibels at some moments, in seconds, of notes that are played by steady zones."""
    mix = played_by(zones, SimpleNamespace(samples=np.full(100, 32767, np.int16)), notes)
    return [pytest.approx(20 * np.log10(mix[round(RATE * moment), 0] + 1e-9), abs=0.1) for moment in moments]


def seconds_heard(sound):
    """Until it stays 40 dB below its loudest hundredth of a second."""
    size = RATE // 100
    power = (sound[: len(sound) // size * size] ** 2).reshape(-1, size * 2).mean(1)
    return (np.flatnonzero(power > power.max() / 10_000)[-1] + 1) / 100


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


@pytest.mark.parametrize(
    ("bank", "program", "pitch", "length", "fluidsynth"),
    [
        pytest.param(DRUM_BANK, 0, 46, 0.1, 1.71, id="open hi-hat"),
        pytest.param(DRUM_BANK, 0, 49, 0.1, 2.48, id="crash"),
        pytest.param(DRUM_BANK, 0, 57, 0.1, 2.21, id="another crash"),
        pytest.param(DRUM_BANK, 0, 51, 0.1, 2.78, id="ride"),
        pytest.param(0, 14, 72, 0.3, 1.98, id="tubular bells"),
        pytest.param(0, 9, 72, 0.3, 1.18, id="glockenspiel"),
        pytest.param(0, 46, 72, 0.3, 1.23, id="harp"),
    ],
)
def test_what_is_struck_rings_on_after_a_short_key_as_long_as_fluidsynth_has_it(
    bank, program, pitch, length, fluidsynth
):
    sound = played([(0, length, pitch, 100)], program, bank, seconds=5)
    assert seconds_heard(sound) == pytest.approx(fluidsynth, rel=0.06)


def test_a_note_fades_from_the_level_that_it_has_reached_when_it_is_let_go():
    bell = [steady(60, decay=2.0, sustain=100.0)]
    held, let_go = (envelope(bell, [(0, length, 60, 127)], 0.402, 0.902) for length in (3, 0.402))
    assert held == [-20, -45]
    assert let_go == [-20, -45]  # the release takes as long as the decay, and does not come on top of it
    assert envelope([bell[0]._replace(release=1.0)], [(0, 0.402, 60, 127)], 0.902) == [-70]


def test_a_note_that_is_let_go_in_its_attack_fades_from_there():
    swelling = [steady(60, attack=0.5)]
    assert envelope(swelling, [(0, 0.25, 60, 127)], 0.25, 0.45) == [-6, -16]


def test_a_stroke_of_no_length_is_heard():
    assert envelope([steady(60, attack=0.005)], [(0, 0, 60, 127)], 0.01) == [0]


@pytest.mark.parametrize("length", [0.1, 2])
def test_a_closed_hi_hat_ends_an_open_one_whether_held_or_let_go(length):
    ringing = played([(0, length, 46, 100)], bank=DRUM_BANK)
    choked = played([(0, length, 46, 100), (0.5, 0.1, 42, 1)], bank=DRUM_BANK)
    assert np.allclose(ringing[: RATE // 2], choked[: RATE // 2], atol=1e-5)
    assert loudness(ringing, 0.6, 0.8) - loudness(choked, 0.6, 0.8) > 30


def test_notes_of_one_choke_end_each_other_and_no_others():
    hat, closed, bell = steady(46, choke=1), steady(42, gain=0.0, choke=1), steady(60)
    notes = [(0, 0.25, 46, 127), (0.5, 1, 42, 127)]
    assert envelope([hat, closed], notes, 0.25, 0.5, 0.56) == [0, -12.5, -52.5]  # 100 dB take 2 s, then 0.15 s
    assert envelope([hat, bell], [*notes, (0.5, 0, 60, 0)], 0.56) == [-15.5]
    assert envelope([hat._replace(choke=2), closed], notes, 0.56) == [-15.5]


def test_a_choked_note_does_not_sound_longer_than_its_own_release():
    blip = [steady(46, release=0.1, choke=1), steady(42, gain=0.0, choke=1)]
    assert envelope(blip, [(0, 1, 46, 127), (0.5, 1, 42, 127)], 0.49, 0.54) == [0, -40]


def test_a_player_on_the_left_is_heard_on_the_left():
    left, right = (played([(0, 1, 60, 100)], 73, seat=seat) for seat in (-0.5, 0.5))
    assert loudness(left[:, :1]) > loudness(left[:, 1:]) + 3
    assert loudness(right[:, 1:]) > loudness(right[:, :1]) + 3


def test_notes_at_the_end_are_cut_and_those_of_no_zone_are_silent():
    assert np.isfinite(played([(2.9, 5, 60, 100)])).all()
    assert not played([(0, 1, 1, 100)], bank=DRUM_BANK).any()
