from __future__ import annotations

import numpy as np

from tests.songs import band, scale
from vae_music.ordering import order_by
from vae_music.rolls.quantize import on_grid
from vae_music.rolls.roles import find_bass
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Song, Track


def bass_of(song: Song) -> tuple[int, ...]:
    grid, is_drum = on_grid(song, RollSpec(), 4096)
    pitched = grid.take(np.flatnonzero(~is_drum))
    pitched = pitched.take(order_by(pitched.step, 127 - pitched.pitch))
    return find_bass(pitched, len(song.tracks), find_tune(song).main_track(song))


def test_the_bass_of_a_band_is_found():
    assert bass_of(band()) == (2,)


def test_a_lone_track_is_melody_and_bass():
    assert bass_of(Song((Track.of(scale()),))) == (0,)


def test_a_song_of_drums_has_no_bass():
    assert bass_of(Song((Track.of(scale(36), is_drum=True),))) == ()


def test_two_low_lines_take_turns_at_the_bass():
    verse = Track.of([(beat, 1, 36, 90) for beat in range(4)], program=33)
    chorus = Track.of([(beat, 1, 38, 90) for beat in range(4, 8)], program=32)
    assert bass_of(Song((Track.of(scale(notes=16)), verse, chorus))) == (1, 2)
