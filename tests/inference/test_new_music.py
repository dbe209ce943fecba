from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band, framed
from vae_music.errors import BarError, ModelError
from vae_music.inference.energy import BarsLevel
from vae_music.inference.model import Model
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.energy import levels_of_energy, stored
from vae_music.song import Metre, Song, Tempo


@pytest.fixture(params=["tiny_model", "composing_model"])
def model(request) -> Model:
    """A model without a composer, and one with."""
    return request.getfixturevalue(request.param)


def played(model: Model, make) -> np.ndarray:
    """The last z that is decoded on the way to a song."""
    found = []

    def runtime(signature, inputs):
        if signature == "decode":
            found.append(inputs["z"])
        return model.runtime(signature, inputs)

    make(Model(model.card, runtime, model.translators))
    return found[-1]


def test_a_composer_makes_other_music_than_a_gaussian_and_a_seed_the_same_again(tiny_model, composing_model):
    one, again, other = (song_to_bytes(composing_model.sample("jazz", 4, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert one != song_to_bytes(tiny_model.sample("jazz", 4, seed=1))


def test_what_is_to_sound_alike_has_one_content_and_the_manner_is_that_of_the_style(composing_model):
    z = played(composing_model, lambda model: model.sample("jazz", 16, variant=2))
    size, learnt = composing_model.card.manner_size, composing_model.card.config.learnt
    np.testing.assert_allclose(z[:, :size], np.tile(composing_model.manner("jazz", 2), (8, 1)), atol=1e-6)
    np.testing.assert_allclose(z[0, size:learnt], z[4, size:learnt], atol=1e-5)
    assert np.abs(z[0, size:learnt] - z[1, size:learnt]).max() > 1e-3
    assert set(np.unique(z[:, composing_model.card.config.energy_part.stop :])) == {-1.0, 1.0}


@pytest.mark.parametrize("bars", [1, 5, 40])
def test_a_piece_has_its_bars_and_tempo(model, bars):
    song = model.sample("pop", bars, qpm=90.0)
    assert (song.bar_count, song.tempo[0].qpm) == (bars, 90.0)


def test_a_piece_like_a_song_has_its_manner(model):
    size = model.card.manner_size
    z = played(model, lambda model: model.sample(like=band(bars=8), bars=4))
    np.testing.assert_allclose(z[0, :size], model.encode(band(bars=8)).z_mean[:, :size].mean(0), atol=1e-5)
    for wrong in ({}, {"style": "jazz", "like": band()}):
        with pytest.raises(ModelError, match="a new piece needs a style or a song to be like, one of the two"):
            model.sample(**wrong)


def test_a_piece_has_the_energy_that_is_asked_for(model):
    part = model.card.config.energy_part
    for energy in ([1.0, 1.0, 4.0, 4.0], [BarsLevel(1, 2, 1.0), BarsLevel(3, None, 4.0)]):
        z = played(model, lambda model, energy=energy: model.sample("jazz", 4, variant=2, energy=energy))
        assert levels_of_energy(stored(z[:, part].reshape(2, 8, 4))[:, 0]).tolist() == [1, 4]
    with pytest.raises(ModelError, match="3 levels of energy for a song of 4 bars"):
        model.sample("jazz", 4, energy=[1, 2, 3])
    with pytest.raises(BarError, match="no bars 1-5 in a song of 4 bars"):
        model.sample("jazz", 4, energy=[BarsLevel(1, 5, 1.0)])


def test_a_song_that_goes_on_stays_as_it_is_and_gets_new_bars(composing_model):
    source = band(bars=4)
    song = composing_model.continued(source, bars=6)
    assert song.bar_count == 10
    assert song.tracks[: len(source.tracks)] == source.tracks
    new = song.tracks[len(source.tracks) :]
    assert min(track.onset.min() for track in new) >= 16
    assert song.note_count > source.note_count
    assert song_to_bytes(song) != song_to_bytes(composing_model.continued(source, bars=6, seed=1))


def test_new_bars_have_the_metre_and_tempo_of_the_end(composing_model):
    waltz = replace(band(bars=6), metre=(Metre(0.0, 3, 4),), tempo=(Tempo(0.0, 90.0), Tempo(12.0, 150.0)))
    song = composing_model.continued(waltz, bars=4)
    assert (song.metre, song.tempo) == (waltz.metre, waltz.tempo)
    assert song.bar_count == 8 + 4
    assert composing_model.continued(framed(), bars=3).bar_count == framed().bar_count + 3


def test_a_change_after_the_end_of_a_song_is_not_one_of_its_new_bars(composing_model):
    late = replace(band(bars=2), tempo=(Tempo(0.0, 90.0), Tempo(8.0, 30.0)))
    assert composing_model.continued(late, bars=2).tempo == (Tempo(0.0, 90.0),)


def test_new_bars_are_played_as_the_song_is_or_in_a_style(composing_model):
    size, part = composing_model.card.manner_size, composing_model.card.config.energy_part
    song = band(bars=4)
    latents = composing_model.encode(song).z_mean
    z = played(composing_model, lambda model: model.continued(song, 4))
    np.testing.assert_allclose(z[0, :size], latents[:, :size].mean(0), atol=1e-5)
    np.testing.assert_allclose(z[:, part], latents[:, part], atol=1e-5)
    z = played(composing_model, lambda model: model.continued(song, 4, style="jazz", variant=3, energy=[1, 1, 4, 4]))
    np.testing.assert_allclose(z[0, :size], composing_model.manner("jazz", 3), atol=1e-6)
    assert levels_of_energy(stored(z[:, part].reshape(2, 8, 4))[:, 0]).tolist() == [1, 4]


def test_how_a_song_ends_decides_how_it_goes_on(composing_model):
    higher = band(bars=4).transpose(5)
    content = slice(composing_model.card.manner_size, composing_model.card.config.learnt)
    usual, moved = (
        played(composing_model, lambda model, song=song: model.continued(song, 4)) for song in (band(bars=4), higher)
    )
    assert np.abs(usual[:, content] - moved[:, content]).max() > 1e-3


def test_a_model_without_a_composer_continues_no_song(tiny_model):
    with pytest.raises(ModelError, match="this model has no composer, so it continues no song"):
        tiny_model.continued(band())


def test_a_song_can_go_on_for_no_bars_only_never(composing_model):
    with pytest.raises(ModelError, match="bars must be 1 to 1,000, not 0"):
        composing_model.continued(band(), bars=0)


def test_where_it_is_silent_at_the_end_a_song_goes_on_after_its_last_bar(composing_model):
    long = Song(band(bars=2).tracks, length_beats=16.0)
    song = composing_model.continued(long, bars=2)
    assert song.bar_count == 6
    assert min(track.onset.min() for track in song.tracks[len(long.tracks) :]) >= 16
