from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from tests.model.segments import SMALL, STYLES, inputs
from vae_music.model.precision import MIXED, in_single_precision, mixed_precision
from vae_music.model.vae import build_vae, compile_vae, load_vae, save_vae

CERTAIN = replace(SMALL, loss=replace(SMALL.loss, beta=0.0))
STEPS = 20


def trained(mixed: bool = False, xla: bool = False) -> tuple[keras.Model, np.ndarray]:
    """A model after some steps on the same segments, and the loss of each step.

    z is the mean of its posterior, as XLA draws other noise.
    """
    keras.utils.set_random_seed(0)
    with mixed_precision(mixed):
        vae = build_vae(CERTAIN, STYLES, seed=0)
    for weight in vae.trainable_weights:
        if "scale" in weight.path:
            weight.assign(np.full(weight.shape, 0.0 if weight.path.endswith("kernel") else -30.0))
    compile_vae(vae, CERTAIN, xla)
    batch = inputs()
    losses = []
    for _ in range(STEPS):
        vae.reset_metrics()
        losses.append(vae.train_on_batch(batch, return_dict=True)["loss"])
    return vae, np.array(losses, np.float64)


@pytest.fixture(scope="module")
def single():
    return trained()[1]


@pytest.mark.slow
def test_a_step_compiled_by_xla_has_the_loss_of_one_that_is_not(single):
    _, losses = trained(xla=True)
    assert single[-1] < 0.9 * single[0]
    np.testing.assert_allclose(losses, single, rtol=1e-3)


@pytest.mark.slow
def test_mixed_precision_has_the_loss_of_float32_but_for_rounding(single):
    vae, losses = trained(mixed=True)
    assert {weight.dtype for weight in vae.trainable_weights} == {"float32"}
    assert MIXED in {layer.dtype_policy.name for layer in vae._flatten_layers()}
    np.testing.assert_allclose(losses[:6], single[:6], rtol=2e-3)  # later, the courses of both part
    assert losses[-1] < 0.2 * losses[0]
    assert np.abs(losses / single - 1).max() > 1e-6  # it did compute otherwise


@pytest.mark.slow
def test_a_model_trained_in_mixed_precision_is_saved_in_float32(tmp_path):
    vae, _ = trained(mixed=True)
    save_vae(vae, tmp_path / "model.keras")
    assert MIXED in {layer.dtype_policy.name for layer in vae._flatten_layers()}
    loaded = load_vae(tmp_path / "model.keras")
    assert {layer.dtype_policy.name for layer in loaded._flatten_layers()} == {"float32"}
    for kept, weight in zip(vae.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, weight)


def test_the_policy_of_keras_is_as_before_after_layers_were_made():
    before = keras.config.dtype_policy().name
    with mixed_precision():
        assert keras.layers.Dense(2).dtype_policy.name == MIXED
    with mixed_precision(False):
        assert keras.layers.Dense(2).dtype_policy.name == before
    assert keras.config.dtype_policy().name == before


def test_layers_count_as_those_of_single_precision_only_meanwhile():
    with mixed_precision():
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    with in_single_precision(model):
        assert model.layers[0].dtype_policy.name == "float32"
    assert model.layers[0].dtype_policy.name == MIXED
