from __future__ import annotations

import numpy as np
import pytest

from vae_music.audio.mastering import CEILING_DBFS, LOUDNESS_DBFS, levelling_gain, limited, mastered, with_room
from vae_music.audio.sampler import RATE

CEILING = 10 ** (CEILING_DBFS / 20)


def noise(seconds=2.0, loudness=0.1):
    return (np.random.default_rng(1).standard_normal((int(RATE * seconds), 2)) * loudness).astype(np.float32)


def levelled(mix):
    return mix * levelling_gain(mix)


def rms_db(sound):
    return 20 * np.log10(np.sqrt((sound.astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("loudness", [1e-3, 0.1, 20])
def test_a_mix_becomes_as_loud_as_any_other(loudness):
    assert rms_db(levelled(noise(loudness=loudness))) == pytest.approx(LOUDNESS_DBFS, abs=0.1)


def test_silence_around_the_music_does_not_make_it_louder():
    music = noise()
    padded = np.concatenate([music, np.zeros((10 * RATE, 2), np.float32)])
    assert levelled(padded)[: len(music)] == pytest.approx(levelled(music), rel=1e-5)


def test_no_frame_goes_above_the_ceiling_and_quiet_stretches_stay():
    mix = noise(loudness=0.02)
    mix[RATE] = 3.0
    mix[5] = -9.0
    mix[-1] = 4.0
    quiet = slice(RATE // 4, RATE // 2)
    assert np.abs(limited(mix)).max() <= CEILING * (1 + 1e-6)
    assert np.array_equal(limited(mix)[quiet], mix[quiet])


def test_the_limiter_turns_down_without_a_jump():
    mix = np.full((RATE, 2), 0.5, np.float32)
    mix[RATE // 2] = 5.0
    around = np.delete(limited(mix)[:, 0], RATE // 2)
    assert np.abs(np.diff(around)).max() < 0.01


def test_a_room_answers_after_the_sound_on_both_sides_and_keeps_the_length():
    click = np.zeros((3 * RATE, 2), np.float32)
    click[0] = 1
    heard = with_room(click)
    assert heard.shape == click.shape
    early, late = heard[1000 : RATE // 2], heard[RATE : int(1.2 * RATE)]
    assert rms_db(early) > rms_db(late) + 20
    assert abs(rms_db(heard[100:, 0]) - rms_db(heard[100:, 1])) < 1


@pytest.mark.parametrize("mix", [np.zeros((0, 2), np.float32), np.zeros((5000, 2), np.float32)])
def test_silence_stays_silence(mix):
    assert np.array_equal(mastered(mix).frames, mix)
