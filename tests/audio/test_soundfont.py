from __future__ import annotations

import numpy as np
import pytest

from tests.soundfonts import PERIOD, RATE, tiny_font
from vae_music.audio.sound import general_midi, song_to_sound
from vae_music.audio.soundfont import DRUM_BANK, SoundFont
from vae_music.errors import RenderError
from vae_music.song import Song, Track


def test_every_program_sounds_at_every_pitch_and_velocity():
    for program in range(128):
        heard = np.zeros((128, 128), bool)
        for zone in general_midi().zones(0, program):
            heard[zone.keys[0] : zone.keys[1] + 1, zone.velocities[0] : zone.velocities[1] + 1] = True
        assert heard[:, 1:].all(), program


def test_samples_and_loops_lie_inside_the_soundfont():
    font = general_midi()
    for bank, program in [(0, program) for program in range(128)] + [(DRUM_BANK, 0)]:
        for zone in font.zones(bank, program):
            assert 0 <= zone.start < zone.end <= len(font.samples)
            assert not zone.looped or zone.start <= zone.loop_start < zone.loop_end <= len(font.samples)


def test_hi_hats_choke_each_other_and_a_snare_chokes_nothing():
    choke = {zone.keys: zone.choke for zone in general_midi().zones(DRUM_BANK, 0)}
    assert choke[42, 42] == choke[44, 44] == choke[46, 46] != 0
    assert choke[38, 38] == 0


def test_a_piano_dies_away_and_an_organ_does_not():
    piano, organ = (general_midi().zones(0, program)[0] for program in (0, 16))
    assert piano.sustain == 100
    assert organ.sustain < 3


def test_what_the_soundfont_lacks_is_played_with_its_first_program():
    assert general_midi().zones(DRUM_BANK, 99) == general_midi().zones(DRUM_BANK, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a soundfont"),
        (b"RIFF\4\0\0\0sfbk", "damaged: without ibag"),
        (b"RIFF\4\0\0\0WAVE", "not a soundfont"),
        (tiny_font(kind=0x11), "compressed, as in SF3"),
        (tiny_font(end=0), "damaged: without a sound"),
        (tiny_font(generators=((53, 99),)), "damaged: index 99"),
        (tiny_font()[:-100], "damaged: "),
    ],
)
def test_what_is_no_soundfont_is_refused(content, reason, tmp_path):
    (tmp_path / "font.sf2").write_bytes(content)
    with pytest.raises(RenderError, match=reason):
        SoundFont(tmp_path / "font.sf2")


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(RenderError, match=r"gone\.sf2: cannot be read: no such file"):
        SoundFont(tmp_path / "gone.sf2")


def heard(font: bytes, folder, song: Song) -> np.ndarray:
    (folder / "tiny.sf2").write_bytes(font)
    return song_to_sound(song, font=SoundFont(folder / "tiny.sf2")).frames[:, 0]


def test_another_soundfont_plays_whatever_program_at_the_pitch_of_its_sample(tmp_path):
    played = heard(tiny_font(), tmp_path, Song((Track.of([(0, 2, 81, 100)], program=40),)))
    spectrum = np.abs(np.fft.rfft(played[4410:35280]))
    assert np.fft.rfftfreq(30870, 1 / 44100)[spectrum.argmax()] == pytest.approx(2 * RATE / PERIOD, abs=2)


def test_drums_are_silent_where_a_soundfont_has_none(tmp_path):
    assert not heard(tiny_font(), tmp_path, Song((Track.of([(0, 1, 38, 100)], is_drum=True),))).any()


@pytest.mark.parametrize(
    "font",
    [
        tiny_font(rate=2**32 - 1),
        tiny_font(generators=((38, 32767), (34, 32767), (36, -32768))),
        tiny_font(generators=((56, 32767), (51, 32767), (52, -32768))),
        tiny_font(generators=((2, -32768), (50, 32767))),
        tiny_font(generators=((48, -32768), (37, -5), (8, -32768), (17, 32767))),
    ],
)
def test_values_outside_the_range_of_the_format_are_brought_back(font, tmp_path):
    played = heard(font, tmp_path, Song((Track.of([(0, 1, 60, 100), (1, 1, 127, 100)]),)))
    assert len(played) == 3 * 44100
    assert np.isfinite(played).all()
