from __future__ import annotations

import numpy as np

from tests.translators.latents import MANNER, STYLES, latents
from vae_music.translators.cyclegan import CycleGan, generated, generator_shapes
from vae_music.translators.protocol import Aim


def weights(out: float) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = generator_shapes(MANNER, STYLES, 6)
    drawn = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    drawn["out"] *= out
    drawn["out_bias"] *= out
    return drawn | {"mean": np.full(MANNER, 2.0, np.float32), "spread": np.full(MANNER, 0.5, np.float32)}


def test_a_generator_whose_last_layer_is_zero_is_the_identity():
    song = latents(5)
    found = CycleGan(weights(0.0))(song, Aim(np.eye(STYLES, dtype=np.float32)[1]))
    np.testing.assert_allclose(found, song.manner, atol=1e-5)


def test_what_it_adds_depends_on_the_style_and_on_no_other_segment():
    song, gan = latents(5), CycleGan(weights(1.0))
    one, other = (gan(song, Aim(np.eye(STYLES, dtype=np.float32)[style])) for style in (0, 1))
    assert np.abs(one - other).max() > 0.1
    alone = gan(song._replace(manner=song.manner[2:3]), Aim(np.eye(STYLES, dtype=np.float32)[0]))
    np.testing.assert_allclose(alone[0], one[2], atol=1e-5)


def test_tensors_give_the_same_as_arrays(tiny_vae):
    from keras import ops

    song, styles = latents(4), np.eye(STYLES, dtype=np.float32)[[0, 1, 2, 0]]
    found = generated(weights(1.0), ops.convert_to_tensor(song.manner), styles, ops)
    np.testing.assert_allclose(np.asarray(found), generated(weights(1.0), song.manner, styles), atol=1e-4)
