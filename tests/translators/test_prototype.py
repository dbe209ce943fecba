from __future__ import annotations

import numpy as np
import pytest

from tests.translators.latents import MANNER, latents
from vae_music.errors import ModelError
from vae_music.translators.protocol import Aim
from vae_music.translators.prototype import Prototype

MANNERS = np.arange(3 * 2 * MANNER, dtype=np.float32).reshape(3, 2, MANNER)


def test_every_segment_gets_the_variant_of_the_style_or_of_the_mixture():
    prototype = Prototype(MANNERS)
    found = prototype(latents(4), Aim(np.array([0, 1, 0], np.float32), variant=2))
    np.testing.assert_array_equal(found, np.tile(MANNERS[1, 1], (4, 1)))
    mixed = prototype(latents(1), Aim(np.array([0.5, 0, 0.5], np.float32)))
    np.testing.assert_array_equal(mixed[0], (MANNERS[0, 0] + MANNERS[2, 0]) / 2)


def test_a_variant_that_there_is_not_is_refused():
    with pytest.raises(ModelError, match="no variant 3 in this model, only 1 to 2"):
        Prototype(MANNERS)(latents(1), Aim(np.eye(3)[0], variant=3))
