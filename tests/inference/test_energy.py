from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band
from vae_music.errors import BarError, ModelError
from vae_music.inference.energy import BarsLevel, energy_of_source, set_energy
from vae_music.inference.model import Model
from vae_music.inference.request import TransferRequest
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.energy import bars_of_beats, energy_of_levels
from vae_music.rolls.rolls import NEUTRAL
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Track

SPEC = RollSpec()


def growing(bars: int = 6) -> Song:
    """A band in which piano and drums enter in the second half."""
    song = band(bars)
    half = 2 * bars
    late = [Track.of([r for r in t.rows() if r[0] >= half], t.program, t.is_drum, t.name) for t in song.tracks]
    return replace(song, tracks=(late[0], *song.tracks[1:3], late[3]))


def of_bars(energy: np.ndarray, song: Song) -> np.ndarray:
    """The energy of each bar; all its beats must have it."""
    bars = bars_of_beats(song, SPEC)
    found = [np.unique(energy[bars == bar], axis=0) for bar in range(song.bar_count)]
    assert all(len(alike) == 1 for alike in found)
    return np.concatenate(found)


@pytest.fixture
def energy() -> np.ndarray:
    return song_to_rolls(growing(), SPEC)[0].energy


def test_a_form_of_1_is_that_of_the_source_and_of_0_is_flat():
    rolls, _ = song_to_rolls(growing(), SPEC)
    heard = np.ones(len(rolls.steps), bool)
    assert np.array_equal(energy_of_source(rolls, heard, 1.0), rolls.energy)
    flat = energy_of_source(rolls, heard, 0.0)
    assert len(np.unique(flat.reshape(-1, 4), axis=0)) == 1
    np.testing.assert_allclose(flat[0, 0], rolls.energy.mean((0, 1)), atol=0.5)


def test_a_form_between_has_smaller_differences():
    rolls, _ = song_to_rolls(growing(), SPEC)
    half = energy_of_source(rolls, np.ones(3, bool), 0.5).astype(float)
    np.testing.assert_allclose(np.ptp(half, (0, 1)), np.ptp(rolls.energy.astype(float), (0, 1)) / 2, atol=1)


def test_segments_that_are_silent_do_not_count_in_the_mean():
    rolls, _ = song_to_rolls(replace(band(4), length_beats=32), SPEC)
    heard = np.array([True, True, False, False])
    assert np.array_equal(energy_of_source(rolls, heard, 0.0)[0, 0], rolls.energy[0, 0])


def test_a_level_for_each_bar_and_where_there_is_none_the_source_s(energy):
    levels = [1, 1.5, None, 4, math.nan, 2]
    found = of_bars(set_energy(energy, levels, growing(), SPEC), growing())
    assert np.array_equal(found[[0, 1, 3, 5]], energy_of_levels([1, 1.5, 4, 2]))
    assert np.array_equal(found[[2, 4]], of_bars(energy, growing())[[2, 4]])


def test_levels_are_any_sequence_of_numbers(energy):
    levels = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0]
    for same in (tuple(levels), np.array(levels)):
        assert np.array_equal(set_energy(energy, same, growing(), SPEC), set_energy(energy, levels, growing(), SPEC))


def test_levels_of_ranges_of_bars_of_which_the_last_may_be_left_open(energy):
    ranges = [BarsLevel(1, 2, 1.0), BarsLevel(2, 2, 3.0), BarsLevel(5, None, 4.0)]
    levels = [1.0, 3.0, None, None, 4.0, 4.0]
    assert np.array_equal(set_energy(energy, ranges, growing(), SPEC), set_energy(energy, levels, growing(), SPEC))


def test_levels_are_of_bars_whatever_their_metre():
    song = replace(growing(), metre=(Metre(0.0, 1, 4), Metre(1.0, 3, 4), Metre(13.0, 5, 4)))
    levels = 1 + np.arange(song.bar_count) % 4
    found = set_energy(song_to_rolls(song, SPEC)[0].energy, levels, song, SPEC)
    assert np.array_equal(of_bars(found, song), energy_of_levels(levels))


@pytest.mark.parametrize(
    ("wanted", "kind", "message"),
    [
        ([1, 2], ModelError, "2 levels of energy for a song of 6 bars"),
        ([], ModelError, "0 levels of energy for a song of 6 bars"),
        ([1, 2, 3, 4, 5, 1], ModelError, "no level 5 of energy, only 1 to 4"),
        ([1, 2, 3, 4, 0.5, 1], ModelError, "no level 0.5 of energy, only 1 to 4"),
        ([BarsLevel(1, 2, -1)], ModelError, "no level -1 of energy, only 1 to 4"),
        ([BarsLevel(1, 2, math.inf)], ModelError, "no level inf of energy, only 1 to 4"),
        ([BarsLevel(7, None, 1)], BarError, "the song: no bar 7 in a song of 6 bars"),
        ([BarsLevel(0, 2, 1)], BarError, "the song: no bars 0-2 in a song of 6 bars"),
        ([BarsLevel(1, 0, 1)], BarError, "the song: no bars 1-0 in a song of 6 bars"),
        ([BarsLevel(5, 7, 1)], BarError, "the song: no bars 5-7 in a song of 6 bars"),
        ([BarsLevel(4, 3, 1)], BarError, "the song: no bars 4-3 in a song of 6 bars"),
    ],
)
def test_what_a_song_cannot_have_is_refused(energy, wanted, kind, message):
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        set_energy(energy, wanted, growing(), SPEC)


@pytest.mark.parametrize("form", [-0.1, 1.1, math.nan])
def test_a_form_is_between_flat_and_the_source_s(form):
    with pytest.raises(ModelError, match=f"^form={form} is not in the range 0 to 1$"):
        TransferRequest("jazz", form=form)


class Heard(Model):
    """The tiny model, which remembers what its signatures were asked."""

    def __init__(self, model: Model):
        super().__init__(model.card, model.runtime)
        self.asked: dict[str, dict[str, np.ndarray]] = {}

    def call(self, signature, inputs):
        self.asked[signature] = inputs
        return super().call(signature, inputs)


@pytest.mark.parametrize(("variant", "signature"), [(1, "serving_default"), (2, "encode")])
def test_a_transfer_gives_the_model_the_energy_that_was_asked_for(tiny_model, variant, signature):
    model, song = Heard(tiny_model), growing()
    wanted = {
        (): song_to_rolls(song, SPEC)[0].energy,
        ("energy",): np.tile(energy_of_levels([3.5]), (3, 8, 1)),
    }
    for names, energy in wanted.items():
        model.transfer(song, "jazz", variant=variant, **{name: [3.5] * 6 for name in names})
        assert np.array_equal(model.asked[signature]["energy"], energy)
    model.transfer(song, "jazz", variant=variant, form=0.0)
    assert len(np.unique(model.asked[signature]["energy"].reshape(-1, 4), axis=0)) == 1


def test_levels_and_form_together_flatten_what_no_level_is_given_for(tiny_model):
    model, song = Heard(tiny_model), growing()
    model.transfer(song, "jazz", form=0.0, energy=[BarsLevel(1, 1, 4.0)])
    found = of_bars(model.asked["serving_default"]["energy"], song)
    assert np.array_equal(found[:1], energy_of_levels([4]))
    assert len(np.unique(found[1:], axis=0)) == 1


def test_a_transfer_changes_with_the_energy(tiny_model):
    versions = [tiny_model.transfer(growing(), "jazz", energy=[level] * 6) for level in (1, 4)]
    assert versions[0] != versions[1]


def before_there_was_energy(model: Model) -> tuple[Model, list[dict[str, np.ndarray]]]:
    """A model whose card says so, and all that its runtime is asked."""
    config, asked = model.card.config, []
    older = replace(config, model=replace(config.model, energy=0, rhythm=0, latent=config.learnt))

    def runtime(signature, inputs):
        asked.append(inputs)
        shape = len(inputs["steps"]), *SPEC.shapes["energy"]
        return model.runtime(signature, inputs | {"energy": np.full(shape, NEUTRAL, np.uint8)})

    return Model(replace(model.card, config=older), runtime), asked


def test_a_model_of_before_there_was_energy_is_given_none_and_refuses_it(tiny_model):
    model, asked = before_there_was_energy(tiny_model)
    assert model.transfer(growing(), "jazz").note_count
    assert model.sample("jazz", bars=2).note_count
    assert model.classify(growing())
    assert not [inputs for inputs in asked if "energy" in inputs]
    for wanted in ({"energy": [1] * 6}, {"form": 0.5}):
        with pytest.raises(ModelError, match=r"^this model was trained before there was energy; it follows no form$"):
            model.transfer(growing(), "jazz", **wanted)
