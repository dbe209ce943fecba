from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from vae_music.audio.sound import Sound


def noise(seconds: float, rate: int = 44100) -> np.ndarray:
    return np.random.default_rng(3).normal(0, 0.1, (round(seconds * rate), 2)).astype(np.float32)


@pytest.mark.parametrize("kbps", [None, 48, 128])
def test_players_learn_the_length_to_the_frame(kbps):
    assert soundfile.info(io.BytesIO(Sound(noise(7.3)).to_bytes("mp3", kbps))).frames == round(7.3 * 44100)


def test_sound_of_another_rate_is_as_long():
    found = soundfile.info(io.BytesIO(Sound(noise(3, 22050), 22050).to_bytes()))
    assert (found.samplerate, found.frames) == (44100, 3 * 44100)


def test_players_find_the_middle_of_a_file_whose_end_takes_more_bytes():
    frames = noise(20)
    frames[: len(frames) // 2] = 0
    mp3 = Sound(frames).to_bytes()
    tag = mp3.index(b"Xing")
    assert int.from_bytes(mp3[tag + 12 : tag + 16]) == len(mp3)
    seek = mp3[tag + 16 : tag + 116]
    assert list(seek) == sorted(seek)
    middle = mp3[seek[50] * len(mp3) // 256 :]
    assert len(middle) > 0.8 * len(mp3)


def test_a_variable_rate_spends_less_on_what_is_simple_and_a_constant_one_does_not():
    simple, rich = np.zeros((44100 * 5, 2), np.float32), noise(5)
    assert len(Sound(simple).to_bytes()) < len(Sound(rich).to_bytes()) / 3
    assert len(Sound(simple).to_bytes("mp3", 96)) == len(Sound(rich).to_bytes("mp3", 96))


def test_no_sound_at_all_is_a_file_with_a_header():
    assert b"Xing" in Sound(np.zeros((0, 2), np.float32)).to_bytes()
