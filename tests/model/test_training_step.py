"""A step in halves is the step of the whole batch, and our Adam is Keras'."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.model.segments import SMALL, STYLES, inputs
from vae_music.model.training_step import Adam, HalvedModel
from vae_music.model.vae import build_vae, compile_vae

CERTAIN = replace(SMALL, loss=replace(SMALL.loss, beta=0.0))


def stepped(vae: keras.Model, data: dict[str, tf.Tensor]) -> tuple[list[np.ndarray], dict[str, float]]:
    """Weights and what is logged after two steps, drawn from a posterior without spread."""
    for weight in vae.get_layer("encoder").weights:
        if "scale" in weight.path:
            weight.assign(tf.zeros_like(weight) if weight.path.endswith("kernel") else tf.fill(weight.shape, -30.0))
    compile_vae(vae, CERTAIN)
    vae.reset_metrics()
    vae.train_step(data)
    logs = vae.train_step(data)
    return vae.get_weights(), {name: float(value) for name, value in logs.items()}


@pytest.mark.parametrize("rows", [1, 4, 5])
def test_a_step_in_halves_is_that_of_the_whole_batch(rows):
    data = {name: tf.repeat(value, 3, axis=0)[:rows] for name, value in inputs().items()}
    halved = build_vae(CERTAIN, STYLES, seed=0)
    whole = keras.Model(halved.input, halved.output, name="vae")
    begun = halved.get_weights()
    assert isinstance(halved, HalvedModel)
    weights, logs = stepped(halved, data)
    whole.set_weights(begun)
    other_weights, other_logs = stepped(whole, data)
    assert set(logs) == set(other_logs)
    for name in set(logs) - {"active_units"}:  # counted over half a batch
        assert logs[name] == pytest.approx(other_logs[name], rel=1e-3, abs=1e-4), name
    for one, other in zip(weights, other_weights, strict=True):
        np.testing.assert_allclose(one, other, atol=2e-4)


def test_adam_is_that_of_keras():
    begun, gradients = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4), [0.3, -2.0, 1e-4]
    ended, paths = [], []
    for adam in (Adam, keras.optimizers.Adam):
        weight = keras.Variable(begun, name="weight")
        optimizer = adam(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5))
        for gradient in gradients:
            optimizer.apply_gradients([(tf.constant(gradient * begun), weight)])
        ended.append([weight.numpy(), *(variable.numpy() for variable in optimizer.variables)])
        paths.append([variable.path.split("/")[-1] for variable in optimizer.variables])
    for ours, theirs in zip(*ended, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-7)
    assert paths[0] == paths[1]  # so that checkpoints fit
