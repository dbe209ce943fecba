from __future__ import annotations

import numpy as np
import pytest

from tests.translators.latents import MANNER, latents
from vae_music.errors import ModelError
from vae_music.measures.pulse import Pulse
from vae_music.rolls.spec import RollSpec
from vae_music.translators.protocol import Aim
from vae_music.translators.prototype import Prototype

MANNERS = np.arange(3 * 2 * MANNER, dtype=np.float32).reshape(3, 2, MANNER)
PULSES = (Pulse("4/4", 120.0), Pulse("3/4", 90.0)), (Pulse("6/8", 120.0), Pulse("4/4", 90.0)), ()
PROTOTYPE = Prototype(MANNERS, PULSES, RollSpec())


def test_every_segment_gets_the_variant_of_the_style_or_of_the_mixture():
    found = PROTOTYPE(latents(4), Aim(np.array([0, 1, 0], np.float32), variant=2))
    np.testing.assert_array_equal(found, np.tile(MANNERS[1, 1], (4, 1)))
    mixed = PROTOTYPE(latents(1), Aim(np.array([0.5, 0, 0.5], np.float32)))
    np.testing.assert_array_equal(mixed[0], (MANNERS[0, 0] + MANNERS[2, 0]) / 2)


@pytest.mark.parametrize(("steps", "variants"), [(None, (0, 0, 0)), (32, (0, 1, 0)), (24, (1, 0, 0)), (20, (0, 0, 0))])
def test_without_a_variant_the_first_in_the_metre_of_the_song_is_taken(steps, variants):
    for style, variant in enumerate(variants):
        aim = Aim(np.eye(3, dtype=np.float32)[style], steps=steps)
        np.testing.assert_array_equal(PROTOTYPE.manner(aim), MANNERS[style, variant])
        assert PROTOTYPE.is_first(aim) == (variant == 0)
    mixture = Aim(np.array([0.5, 0.5, 0], np.float32), steps=steps)
    expected = (MANNERS[0, variants[0]] + MANNERS[1, variants[1]]) / 2
    np.testing.assert_array_equal(PROTOTYPE.manner(mixture), expected)
    assert PROTOTYPE.is_first(mixture) == (variants[:2] == (0, 0))


def test_a_variant_that_there_is_not_is_refused():
    with pytest.raises(ModelError, match="no variant 3 in this model, only 1 to 2"):
        PROTOTYPE(latents(1), Aim(np.eye(3)[0], variant=3))
