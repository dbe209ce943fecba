from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from tests.songs import band, framed
from vae_music.audio.mastering import CEILING_DBFS
from vae_music.audio.sound import Sound, song_to_sound
from vae_music.errors import RenderError
from vae_music.song import Song, Tempo, Track


@pytest.fixture(scope="module")
def sound() -> Sound:
    return song_to_sound(band(bars=4))


def rms(frames):
    return np.sqrt((frames.astype(np.float64) ** 2).mean())


def test_a_song_sounds_as_long_as_it_is_and_rings_out(sound):
    assert sound.seconds == pytest.approx(band(bars=4).seconds + 2, abs=0.01)
    assert sound.frames.shape[1] == 2
    assert rms(sound.frames[-4410:]) < rms(sound.frames) / 100


def test_it_is_loud_enough_and_does_not_clip(sound):
    assert np.abs(sound.frames).max() <= 10 ** (CEILING_DBFS / 20) + 1e-6
    assert -21 < 20 * np.log10(rms(sound.frames[: -2 * sound.rate])) < -15


def test_it_is_stereo(sound):
    assert rms(sound.frames[:, 0] - sound.frames[:, 1]) > rms(sound.frames) / 20


def test_soft_notes_are_softer_beside_loud_ones():
    song = Song((Track.of([(0, 1, 60, 127), (4, 1, 60, 32)]),))
    frames = song_to_sound(song).frames
    loud, soft = frames[: 44100 // 2], frames[2 * 44100 : 5 * 44100 // 2]
    assert 10 < 20 * np.log10(rms(loud) / rms(soft)) < 26


def test_notes_follow_the_tempo_map():
    frames = song_to_sound(framed()).frames
    assert len(frames) == round(44100 * (framed().seconds + 2))


def test_the_same_song_gives_the_same_bytes(sound):
    assert song_to_sound(band(bars=4)).to_bytes("mp3") == sound.to_bytes("mp3")


def test_wav_and_mp3_hold_what_was_played(sound):
    wav, rate = soundfile.read(io.BytesIO(sound.to_bytes("wav")))
    assert rate == 44100
    assert np.abs(wav - sound.frames).max() < 1e-4
    mp3, _ = soundfile.read(io.BytesIO(sound.to_bytes("mp3")))
    assert len(mp3) == len(sound.frames)
    assert rms(mp3 - sound.frames) < rms(sound.frames) / 5
    assert np.abs(mp3).max() < 1


@pytest.mark.parametrize("kbps", [48, 64, 96, 128])
def test_an_mp3_is_as_large_as_its_rate_says(kbps, sound):
    assert len(sound.to_bytes("mp3", kbps)) * 8 / 1000 / sound.seconds == pytest.approx(kbps, rel=0.03)


def test_a_song_without_notes_is_silence_and_one_of_hours_is_refused():
    assert not song_to_sound(Song((), length_beats=2)).frames.any()
    with pytest.raises(RenderError, match="longer than 30 minutes"):
        song_to_sound(Song((Track.of([(0, 100, 60, 90)]),), tempo=(Tempo(0.0, 1.0),)))
