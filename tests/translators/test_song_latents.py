from __future__ import annotations

import numpy as np

from tests.songs import band
from vae_music.inference.source import read_source
from vae_music.rolls.rolls import NEUTRAL
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track
from vae_music.translators.song_latents import SongLatents, played


def figures(*tracks: Track) -> np.ndarray:
    rolls = read_source(Song((*band().tracks[1:2], *tracks), length_beats=8), RollSpec()).sounding
    return played(rolls, RollSpec())[0]


def test_accompaniment_is_described_by_density_voices_and_register():
    notes = [(beat, 1, 60, 60) for beat in range(8)]
    one, two = Track.of(notes, program=24), Track.of([(beat, 1, 64, 60) for beat in range(8)], program=25)
    density, voices, register = figures(one)
    np.testing.assert_allclose([density, register], [np.log(2), 0], atol=1e-6)
    more = figures(one, two)
    assert more[0] > density
    np.testing.assert_allclose([more[1], more[2]], [2 * voices, 2 / 12], atol=1e-6)
    np.testing.assert_array_equal(figures(), 0)  # a tune alone


def test_z_is_taken_apart_with_means_over_beats(tiny_model):
    card, source = tiny_model.card, read_source(band(4), tiny_model.spec)
    z = tiny_model.latents(source)
    song = SongLatents.of(z, source.sounding, card.config, card.manner_size)
    np.testing.assert_array_equal(song.manner, z[:, : card.manner_size])
    energy = (source.rolls.energy.astype(float) - NEUTRAL) / 64
    np.testing.assert_allclose(song.energy, energy.mean(1), atol=1e-6)
    first = z[0, card.manner_size : card.config.learnt].reshape(8, -1)
    np.testing.assert_allclose(song.content[0], first.mean(0), atol=1e-6)
    assert song.condition.shape == (len(z), 4 + first.shape[1])
