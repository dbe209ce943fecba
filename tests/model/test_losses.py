from __future__ import annotations

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.model.layer_test import run_layer_test
from vae_music.model.losses import (
    InstrumentLoss,
    KLDivergence,
    PitchLoss,
    StyleLoss,
    StyleProbe,
    VelocityLoss,
    cross_entropy,
    kl_nats,
)

MEAN = np.array([[0.5, -1.0, 0.0], [2.0, 0.0, 0.0]], "float32")
SCALE = np.array([[0.3, 1.0, 1.0], [1.5, 0.1, 1.0]], "float32")
CLOSED_FORM = (SCALE**2 + MEAN**2 - 1) / 2 - np.log(SCALE)
STEPS = np.array([1, 2], "int32")
PITCH = np.array([[[3, 1], [2, 1]], [[0, 0], [1, 0]]], "int32")  # (batch, step, column): a voice and a drum lane
PITCH_LOGITS = np.zeros((2, 2, 5), "float32")  # 4 classes of the voice, 1 lane
VELOCITY = np.array([[[[127, 1]], [[64, 1]]], [[[0, 0]], [[127, 0]]]], "int32")  # (batch, step, column, 2)
VELOCITY_OUTPUTS = np.zeros((2, 2, 1, 4), "float32")  # onset, velocity, two patterns
INSTRUMENT = np.array([[1, 2], [0, 0]], "int32")


def terms(layer: keras.layers.Layer) -> dict[str, float]:
    return {metric.name: float(metric.result()) for metric in layer.metrics}


@pytest.mark.parametrize(
    ("layer", "init", "inputs", "shapes"),
    [
        (
            PitchLoss,
            {"voices": 1, "tune": 2.0, "weights": {"pitch": 1.0, "drums": 0.5}},
            [PITCH_LOGITS, PITCH, STEPS],
            [(2, 2, 5)],
        ),
        (
            VelocityLoss,
            {"sigma": 0.1, "tune": 2.0, "weights": {"onset": 1.0, "velocity": 2.0, "pattern": 1.0}},
            [VELOCITY_OUTPUTS, VELOCITY, STEPS],
            [(2, 2, 1, 4)],
        ),
        (InstrumentLoss, {"weights": {"instrument": 0.1}}, [np.zeros((2, 2, 3), "float32"), INSTRUMENT], [(2, 2, 3)]),
        (StyleLoss, {"styles": 2, "weights": {"style": 1.0}}, [MEAN, np.array([0, 1], "int32")], [(2, 3)]),
        (KLDivergence, {"beta": 0.2, "free_nats": 0.1}, [MEAN, SCALE], [(2, 3), (2, 3)]),
        (
            StyleProbe,
            {"styles": 2, "manner": 2, "units": 4, "adversary": 3.0},
            [MEAN, np.array([0, 1], "int32")],
            [(2, 2)],
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_layer(layer, init, inputs, shapes, tmp_path):
    run_layer_test(layer, init, inputs, shapes, tmp_path)


def test_kl_is_the_closed_form():
    np.testing.assert_allclose(np.asarray(kl_nats(MEAN, SCALE)), CLOSED_FORM, rtol=1e-5, atol=1e-6)


def test_kl_is_computed_in_float32_whatever_the_policy():
    tiny = np.full((1, 3), 1e-4, "float16")  # log(1e-4²) overflows where float16 squares it to 0
    layer = KLDivergence(beta=1.0, dtype="mixed_float16")
    layer(np.zeros((1, 3), "float16"), tiny)
    assert layer.losses[0].dtype == tf.float32
    expected = 3 * (-np.log(np.float32(np.float16(1e-4))) - 0.5)
    assert float(layer.losses[0]) == pytest.approx(expected, rel=1e-4)


def test_kl_term_is_weighted_by_beta_and_the_metric_is_not():
    layer = KLDivergence(beta=0.2)
    layer(MEAN, SCALE)
    assert float(layer.losses[0]) == pytest.approx(0.2 * CLOSED_FORM.sum(1).mean(), rel=1e-5)
    assert terms(layer)["kl"] == pytest.approx(CLOSED_FORM.sum(1).mean(), rel=1e-5)


def test_annealed_beta_counts_in_training_and_the_final_one_in_validation():
    layer = KLDivergence(beta=0.2)
    layer.build(MEAN.shape, SCALE.shape)
    layer.beta.assign(0.05)
    layer(MEAN, SCALE, training=True)
    annealed = float(layer.losses[0])
    layer(MEAN, SCALE, training=False)
    assert float(layer.losses[0]) == pytest.approx(4 * annealed, rel=1e-5)


def test_free_nats_of_each_dimension_are_not_penalised():
    layer = KLDivergence(beta=1.0, free_nats=0.5)
    layer(MEAN, SCALE)
    expected = np.maximum(CLOSED_FORM.mean(0), 0.5).sum()
    assert float(layer.losses[0]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("tune", [1.0, 3.0])
def test_the_melody_counts_by_the_factor_of_the_tune_in_pitch_and_onset(tune):
    pitch = np.array([[[3, 2, 1]], [[1, 0, 0]]], "int32")  # two voices, of which the first has the melody, and a lane
    velocity = np.array([[[[127, 1], [64, 0], [0, 0]]], [[[0, 0], [127, 0], [9, 1]]]], "int32")
    steps = np.array([1, 1], "int32")
    notes = PitchLoss(2, tune, weights={"pitch": 1.0, "drums": 1.0})
    notes(np.zeros((2, 1, 9), "float32"), pitch, steps)  # even odds of 4 classes for each voice
    played = VelocityLoss(1.0, tune, weights={"onset": 1.0, "velocity": 1.0, "pattern": 1.0})
    played(np.zeros((2, 1, 3, 4), "float32"), velocity, steps)
    assert terms(notes)["pitch"] == pytest.approx((tune + 1) * math.log(4), rel=1e-5)
    assert terms(notes)["drums"] == pytest.approx(math.log(2), rel=1e-5)
    assert terms(played)["onset"] == pytest.approx((tune + 2) * math.log(2), rel=1e-5)
    assert terms(played)["pattern"] == pytest.approx(2 * math.log(2), rel=1e-5)


def test_active_units_are_dimensions_whose_mean_varies():
    layer = KLDivergence(beta=1.0)
    layer(MEAN, SCALE)
    assert terms(layer)["active_units"] == 2


def test_cross_entropy_and_its_gradient_are_those_of_tensorflow():
    logits = tf.random.stateless_normal((5, 3, 7), seed=(1, 2))
    labels = tf.random.stateless_uniform((5, 3), seed=(3, 4), maxval=7, dtype=tf.int32)
    results = []
    for function in (cross_entropy, lambda x, y: tf.nn.sparse_softmax_cross_entropy_with_logits(y, x)):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            nats = function(logits, labels)
        results.append((nats, tape.gradient(nats, logits)))
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)


def test_pitch_terms_of_even_logits_are_known_and_padding_does_not_count():
    layer = PitchLoss(1, weights={"pitch": 1.0, "drums": 0.5})
    layer(PITCH_LOGITS, PITCH, STEPS)
    steps = 1.5  # of music in a segment, on average
    assert terms(layer)["pitch"] == pytest.approx(steps * np.log(4), rel=1e-5)
    assert terms(layer)["drums"] == pytest.approx(steps * np.log(2), rel=1e-5)
    assert sum(map(float, layer.losses)) == pytest.approx(steps * (np.log(4) + 0.5 * np.log(2)), rel=1e-5)


def test_pitch_accuracy_counts_steps_that_sound():
    layer = PitchLoss(1, weights={"pitch": 1.0, "drums": 1.0})
    logits = PITCH_LOGITS.copy()
    logits[0, 0, 3] = logits[1, 1, 2] = 9  # right at the first of two sounding steps, wrong at the other
    layer(logits, PITCH, STEPS)
    assert terms(layer)["pitch_accuracy"] == 0.5


def test_velocity_and_pattern_count_only_where_a_note_begins():
    layer = VelocityLoss(0.5, weights={"onset": 1.0, "velocity": 1.0, "pattern": 1.0})
    layer(VELOCITY_OUTPUTS, VELOCITY, STEPS)
    assert terms(layer)["onset"] == pytest.approx(1.5 * np.log(2), rel=1e-5)
    assert terms(layer)["velocity"] == pytest.approx(1.0 / (2 * 0.5**2), rel=1e-5)
    assert terms(layer)["pattern"] == pytest.approx(np.log(2), rel=1e-5)


def test_at_the_article_s_sigma_the_velocity_term_is_the_squared_error():
    layer = VelocityLoss(0.5**0.5, weights={"onset": 0.0, "velocity": 1.0, "pattern": 0.0})
    outputs = VELOCITY_OUTPUTS.copy()
    outputs[..., 1] = 0.75
    layer(outputs, VELOCITY, STEPS)
    assert terms(layer)["velocity"] == pytest.approx(0.25**2, rel=1e-5)


def test_instrument_term_counts_every_column():
    layer = InstrumentLoss(weights={"instrument": 0.1})
    layer(np.zeros((2, 2, 3), "float32"), INSTRUMENT)
    assert float(layer.losses[0]) == pytest.approx(0.1 * 2 * np.log(3), rel=1e-5)


def test_style_term_reads_the_first_columns():
    layer = StyleLoss(2, weights={"style": 1.0})
    layer(MEAN, np.array([0, 1]))
    expected = np.mean([np.log1p(np.exp(-1.5)), np.log1p(np.exp(2.0))])
    assert terms(layer) == pytest.approx({"style": expected, "style_accuracy": 0.5}, rel=1e-5)


def test_the_probe_alone_learns_to_find_the_style_and_the_encoder_alone_to_hide_it():
    layer, z = StyleProbe(2, 2, 4, adversary=3.0), tf.constant(MEAN + 1)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(z)
        layer(z, np.array([0, 1]))
        found, hidden = layer.losses
    assert tape.gradient(found, z) is None
    assert np.any(tape.gradient(hidden, z)[:, 2:])
    assert not np.any(tape.gradient(hidden, z)[:, :2])
    assert all(np.any(gradient) for gradient in tape.gradient(found, layer.trainable_weights))
    assert all(gradient is None for gradient in tape.gradient(hidden, layer.trainable_weights))


def test_the_style_is_hidden_where_the_probe_cannot_tell():
    layer = StyleProbe(2, 2, 4, adversary=3.0)
    layer.build((2, 3), (2,))
    layer.outer.assign(np.zeros((4, 2)))
    layer(MEAN, np.array([0, 1]))
    found, hidden = (float(loss) for loss in layer.losses)
    assert found == pytest.approx(math.log(2))
    assert hidden == pytest.approx(0, abs=1e-6)
