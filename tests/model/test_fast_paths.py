"""What is written for speed is what Keras' plain layers are: the same outputs, gradients, weights and files."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.model.segments import SMALL, STYLES, inputs
from vae_music.model.layers import Dense
from vae_music.model.vae import build_vae, load_vae, save_vae

FAST = replace(SMALL, model=replace(SMALL.model, unroll=True, feed_forward=8))
PLAIN = replace(FAST, model=replace(FAST.model, unroll=False))


@pytest.fixture(scope="module")
def pair() -> tuple[keras.Model, keras.Model]:
    """The model as it is trained, and of plain layers with the same weights."""
    fast, plain = build_vae(FAST, STYLES, seed=0), build_vae(PLAIN, STYLES, seed=0)
    plain.set_weights(fast.get_weights())
    return fast, plain


def loss_and_gradients(vae: keras.Model) -> tuple[dict[str, tf.Tensor], list[tf.Tensor]]:
    @tf.function
    def run():
        with tf.GradientTape() as tape:
            outputs = vae(inputs(), training=True)
            loss = tf.add_n(vae.losses)
        gradients = tape.gradient(loss, [weight.value for weight in vae.trainable_weights])
        return outputs | {"loss": loss}, list(map(tf.convert_to_tensor, gradients))

    return run()


def test_weights_have_the_names_and_shapes_of_plain_layers(pair):
    names = [{weight.path: tuple(weight.shape) for weight in vae.weights} for vae in pair]
    assert names[0] == names[1]


def test_outputs_loss_and_gradients_in_training_are_those_of_plain_layers(pair):
    (ours, our_gradients), (theirs, their_gradients) = map(loss_and_gradients, pair)
    for name in theirs:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-4, atol=1e-5, err_msg=name)
    for weight, one, other in zip(pair[1].trainable_weights, our_gradients, their_gradients, strict=True):
        scale = float(tf.reduce_max(tf.abs(other)))
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4 * scale, err_msg=weight.path)


def test_outputs_in_use_are_those_of_plain_layers(pair):
    ours, theirs = (vae(inputs()) for vae in pair)
    for name in theirs:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-4, atol=1e-5, err_msg=name)


def test_weights_saved_from_plain_layers_are_loaded_and_the_other_way_round(pair, tmp_path):
    fast, plain = pair
    for saved, other in ((plain, FAST), (fast, PLAIN)):
        saved.save_weights(tmp_path / "one.weights.h5", overwrite=True)
        loaded = build_vae(other, STYLES)
        loaded.load_weights(tmp_path / "one.weights.h5")
        assert all(map(np.array_equal, loaded.get_weights(), saved.get_weights()))


@pytest.mark.parametrize("which", [0, 1])
def test_a_saved_model_is_loaded_whatever_its_layers_are(pair, which, tmp_path):
    save_vae(pair[which], tmp_path / "model.keras")
    outputs, loaded = pair[which](inputs()), load_vae(tmp_path / "model.keras")(inputs())
    assert all(np.allclose(outputs[name], loaded[name], rtol=1e-4, atol=1e-5) for name in outputs)


@pytest.mark.parametrize("training", [False, True])
def test_a_dense_layer_is_that_of_keras(training):
    x, results, weights = tf.random.stateless_normal((2, 3, 5), (1, 2)), [], None
    for layer in (Dense(4), keras.layers.Dense(4, "gelu")):
        layer.build(x.shape)
        weights = weights or [*layer.get_weights()[:1], np.arange(4.0) - 2]
        layer.set_weights(weights)
        with tf.GradientTape() as tape:
            tape.watch(x)
            output = layer(x, training=training) if isinstance(layer, Dense) else layer(x)
        results.append([output, *tape.gradient(output, [x, *(weight.value for weight in layer.weights)])])
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_a_dense_layer_is_reloaded():
    layer = Dense(4, name="inner")
    assert Dense.from_config(layer.get_config()).get_config() == layer.get_config()
