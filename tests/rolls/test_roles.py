from __future__ import annotations

import numpy as np
import pytest

from benchmarks.melody import share_found
from tests.songs import SHARED, band, scale
from vae_music.rolls.quantize import on_grid
from vae_music.rolls.roles import find_roles
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track


def parts_of(song: Song):
    grid, is_drum = on_grid(song, RollSpec(), 4096)
    pitched = grid.take(np.flatnonzero(~is_drum))
    order = sorted(range(len(pitched.step)), key=lambda i: (pitched.step[i], -pitched.pitch[i]))
    return find_roles(pitched.take(np.array(order, int)), RollSpec().steps_per_beat, len(song.tracks))


def test_melody_and_bass_of_a_band_are_found():
    assert parts_of(band()) == (1, (2,))


def test_a_lone_track_is_melody_and_bass():
    assert parts_of(Song((Track.of(scale()),))) == (0, (0,))


def test_a_song_of_drums_has_neither():
    assert parts_of(Song((Track.of(scale(36), is_drum=True),))) == (-1, ())


def test_two_low_lines_take_turns_at_the_bass():
    verse = Track.of([(beat, 1, 36, 90) for beat in range(4)], program=33)
    chorus = Track.of([(beat, 1, 38, 90) for beat in range(4, 8)], program=32)
    assert parts_of(Song((Track.of(scale(notes=16)), verse, chorus))).bass == (1, 2)


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared MIDI data")
def test_the_melody_is_found_in_arrangements_whose_melody_is_named():
    folders = sorted(path for path in (SHARED / "parallel").iterdir() if path.is_dir())[::15]
    assert min(share_found(folders).values()) >= 0.9
