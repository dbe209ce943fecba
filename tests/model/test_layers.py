from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from tests.model.layer_test import run_layer_test
from vae_music.measures.pulse import Pulse
from vae_music.model.layers import (
    LastStep,
    OnlyMusic,
    PitchEmbedding,
    SampleLatent,
    SplitLatent,
    StyleClassifier,
    VelocityFeatures,
    VelocityHead,
)

SIZES = {"voices": 2, "pitch_classes": 13, "drum_lanes": 3, "dim": 4}
PITCH = np.array([[[0, 12, 1, 0, 1], [7, 7, 0, 0, 0]]], "int32")  # (batch, step, column)
VELOCITY = np.array([[[[127, 2], [0, 0]]]], "int32")  # (batch, step, column, 2)
Z = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]], "float32")
SEQUENCE = np.arange(12, dtype="float32").reshape(2, 3, 2) + 1
STEPS = np.array([1, 3], "int32")
PATTERNS = ((0,), (1,), (0, 1))


@pytest.mark.parametrize(
    ("layer", "init", "inputs", "shapes"),
    [
        (PitchEmbedding, SIZES, [PITCH], [(1, 2, 4)]),
        (VelocityFeatures, {"patterns": PATTERNS}, [VELOCITY], [(1, 1, 6)]),
        (OnlyMusic, {}, [SEQUENCE, STEPS], [(2, 3, 2)]),
        (LastStep, {}, [SEQUENCE, STEPS], [(2, 2)]),
        (SampleLatent, {"seed": 1}, [Z, np.abs(Z)], [(2, 3)]),
        (SplitLatent, {"code_dim": 2}, [Z], [(2, 2), (2, 1)]),
        (StyleClassifier, {"styles": ["a", "b"], "manner": 3}, [Z], [(2, 2)]),
        (VelocityHead, {"columns": 4, "patterns": 7}, [SEQUENCE], [(2, 3, 4, 9)]),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_layer(layer, init, inputs, shapes, tmp_path):
    run_layer_test(layer, init, inputs, shapes, tmp_path)


def test_pitch_embedding_is_a_sum_of_looked_up_vectors():
    layer = PitchEmbedding(**SIZES)
    embedded = np.asarray(layer(PITCH))
    voices, lanes = np.split(np.asarray(layer.kernel), [26])
    np.testing.assert_allclose(embedded[0, 0], voices[0] + voices[13 + 12] + lanes[0] + lanes[2], rtol=1e-5)
    np.testing.assert_allclose(embedded[0, 1], voices[7] + voices[13 + 7], rtol=1e-5)


def test_velocity_features_are_loudness_and_ticks_struck():
    assert np.asarray(VelocityFeatures(PATTERNS)(VELOCITY)).tolist() == [[[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]]]


def test_what_lies_after_the_music_is_left_out():
    assert np.asarray(OnlyMusic()(SEQUENCE, STEPS))[:, :, 0].tolist() == [[1, 0, 0], [7, 9, 11]]
    assert np.asarray(LastStep()(SEQUENCE, STEPS)).tolist() == [[1, 2], [11, 12]]


def test_a_latent_is_sampled_in_training_only():
    mean, scale = np.full((4000, 1), 2.0, "float32"), np.full((4000, 1), 3.0, "float32")
    layer = SampleLatent(seed=1)
    assert (np.asarray(layer(mean, scale)) == mean).all()
    sample = np.asarray(layer(mean, scale, training=True))
    assert abs(sample.mean() - 2) < 0.2
    assert abs(sample.std() - 3) < 0.2


def test_the_classifier_reads_the_first_dimensions_and_carries_prototypes():
    layer = StyleClassifier(["jazz", "pop"], 3, variants=2)
    np.testing.assert_allclose(np.asarray(layer(Z))[0], np.exp([1, -2]) / np.exp([1, -2]).sum(), rtol=1e-6)
    assert layer.trainable_weights == []
    read = np.asarray(keras.ops.softmax(layer.manners[:, 0, :2]))
    assert (read.argmax(1) == [0, 1]).all()
    layer.manners = np.arange(12).reshape(2, 2, 3)
    assert np.array_equal(layer.manners, np.arange(12).reshape(2, 2, 3))


def test_the_classifier_is_restored_with_the_pulses_of_its_variants_and_without():
    layer = StyleClassifier(["jazz", "pop"], 3, variants=2)
    assert layer.pulses == ((), ())
    layer.pulses = ((Pulse("3/4", 150.0), None), ())
    again = StyleClassifier.from_config(json.loads(json.dumps(layer.get_config())))
    assert again.pulses == layer.pulses
    config = layer.get_config()
    del config["pulses"]  # as those of older models
    assert StyleClassifier.from_config(config).pulses == ((), ())


def test_a_velocity_is_between_0_and_1():
    loudness = np.asarray(VelocityHead(2, 3)(100 * SEQUENCE))[..., 1]
    assert (loudness >= 0).all()
    assert (loudness <= 1).all()
