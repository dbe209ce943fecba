from __future__ import annotations

import numpy as np
import pytest

from tests.translators.latents import CONTENT, ENERGY, MANNER, STYLES, latents
from vae_music.translators.flow import WINDOW, Flow, velocity, velocity_shapes
from vae_music.translators.networks import windows
from vae_music.translators.protocol import Aim

TOLD = ENERGY + CONTENT
STYLE = np.eye(STYLES, dtype=np.float32)


@pytest.fixture
def weights() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = velocity_shapes(MANNER, TOLD, STYLES, 6)
    drawn = {name: (0.3 * rng.normal(size=shape)).astype(np.float32) for name, shape in shapes.items()}
    scales = {"mean": MANNER, "spread": MANNER, "condition_mean": TOLD, "condition_spread": TOLD}
    return drawn | {name: np.full(size, name.endswith("spread"), np.float32) for name, size in scales.items()}


def test_a_seed_is_a_band_and_the_same_one_every_time(weights):
    flow, song = Flow(weights), latents(5)
    one, again, other = (flow(song, Aim(STYLE[0], seed=seed)) for seed in (1, 1, 2))
    assert one.shape == (5, MANNER)
    assert one.dtype == np.float32
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.1


def test_style_energy_and_content_have_their_say(weights):
    flow, song = Flow(weights), latents(5)
    usual = flow(song, Aim(STYLE[0]))
    for changed, aim in (
        (song, Aim(STYLE[1])),
        (song._replace(energy=song.energy + 1), Aim(STYLE[0])),
        (song._replace(content=song.content + 1), Aim(STYLE[0])),
    ):
        assert np.abs(flow(changed, aim) - usual).max() > 0.01


@pytest.mark.parametrize("segments", [1, WINDOW - 1, WINDOW, WINDOW + 1, 200])
def test_every_segment_of_a_song_of_any_length_is_seen(weights, segments):
    seen = np.zeros(segments, int)
    for start in windows(segments, WINDOW):
        seen[start : start + WINDOW] += 1
    assert seen.min() >= 1
    assert np.isfinite(Flow(weights)(latents(segments), Aim(STYLE[2]))).all()


def test_padding_changes_nothing(weights):
    rng = np.random.default_rng(1)
    x, told = rng.normal(size=(1, 5, MANNER)), rng.normal(size=(1, 5, TOLD))
    short = velocity(weights, x, told, STYLE[:1], np.array([0.5]), np.ones((1, 5)))
    padded = [np.concatenate([part, np.full((1, 2, part.shape[2]), 9.0)], axis=1) for part in (x, told)]
    long = velocity(weights, *padded, STYLE[:1], np.array([0.5]), np.array([[1.0] * 5 + [0.0] * 2]))
    np.testing.assert_allclose(long[:, :5], short, atol=1e-6)


def test_tensors_give_the_same_as_arrays(weights, tiny_vae):
    from keras import ops

    rng = np.random.default_rng(1)
    inputs = [rng.normal(size=(2, 5, size)).astype(np.float32) for size in (MANNER, TOLD)]
    inputs += [STYLE[:2], np.array([0.1, 0.9], np.float32), np.ones((2, 5), np.float32)]
    tensors = [ops.convert_to_tensor(values) for values in inputs]
    np.testing.assert_allclose(np.asarray(velocity(weights, *tensors, ops)), velocity(weights, *inputs), atol=1e-4)
