from __future__ import annotations

import numpy as np
import pytest

from vae_music.audio.sound import general_midi
from vae_music.audio.soundfont import DRUM_BANK, SoundFont
from vae_music.errors import RenderError


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
    ],
)
def test_what_is_no_soundfont_is_refused(content, reason, tmp_path):
    (tmp_path / "font.sf2").write_bytes(content)
    with pytest.raises(RenderError, match=reason):
        SoundFont(tmp_path / "font.sf2")
