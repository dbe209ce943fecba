from __future__ import annotations

import numpy as np

from tests.model.layer_test import call, run_layer_test
from vae_music.model.energy import EnergyFigures
from vae_music.rolls.energy import LEVELS, UNIT, energy_of_levels
from vae_music.rolls.rolls import NEUTRAL


def test_layer(tmp_path):
    energy = np.arange(48, dtype="int32").reshape(3, 4, 4)
    run_layer_test(EnergyFigures, {}, [energy], [(3, 16)], tmp_path)


def test_the_roll_becomes_figures_around_0_beat_after_beat():
    roll = np.array([[[NEUTRAL, NEUTRAL + UNIT], [NEUTRAL - 2 * UNIT, NEUTRAL + 1]]], "int32")
    assert call(EnergyFigures(), [roll])[0].tolist() == [[0, 1, -2, 1 / UNIT]]


def test_levels_become_the_figures_that_they_stand_for():
    (figures,) = call(EnergyFigures(), [energy_of_levels([1, 2, 3, 4])[:, None].astype("int32")])
    np.testing.assert_allclose(figures, LEVELS, atol=0.5 / UNIT)
