from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.model.segments import SMALL
from vae_music.model.recurrence import LSTM, read_by_beat, read_plain, unfold, write_by_beat, write_plain

STEPS = SMALL.spec.segment_steps
CONTEXT = np.random.default_rng(1).normal(size=(2, 5)).astype("float32")


def reader(read) -> keras.Model:
    sequence, steps = keras.Input((STEPS, 3)), keras.Input((), dtype="int32")
    return keras.Model([sequence, steps], read(sequence, steps, (4, 6), SMALL, "read"))


@pytest.mark.parametrize(("read", "dim"), [(read_plain, 6), (read_by_beat, STEPS // SMALL.spec.steps_per_beat * 6)])
def test_what_is_read_depends_on_every_step_of_music_alone(read, dim):
    model = reader(read)
    sequence, steps = np.zeros((1, STEPS, 3), "float32"), np.array([7])
    silence = model.predict_on_batch([sequence, steps])
    assert silence.shape == (1, dim)
    for step in (0, 3, 6):
        struck = sequence.copy()
        struck[0, step] = 1
        assert np.abs(model.predict_on_batch([struck, steps]) - silence).max() > 1e-6


@pytest.mark.parametrize(
    "write",
    [
        lambda context: write_plain(context, STEPS, (4, 6), SMALL, "write"),
        lambda context: write_by_beat(context, (4, 6), SMALL, "write"),
    ],
)
def test_what_is_written_depends_on_the_context_and_differs_from_step_to_step(write):
    context = keras.Input((5,))
    written = keras.Model(context, write(context)).predict_on_batch(CONTEXT)
    assert written.shape == (2, STEPS, 6)
    assert np.abs(written[0] - written[1]).max() > 1e-6
    assert len(np.unique(written[0], axis=0)) == STEPS


def test_what_is_heard_reaches_its_step():
    context, heard = keras.Input((5,)), keras.Input((STEPS, 2))
    model = keras.Model([context, heard], write_by_beat(context, (4, 6), SMALL, "write", heard=heard))
    silent, loud = np.zeros((2, STEPS, 2), "float32"), np.zeros((2, STEPS, 2), "float32")
    loud[:, 5] = 1
    change = np.abs(model.predict_on_batch([CONTEXT, loud]) - model.predict_on_batch([CONTEXT, silent])).max((0, 2))
    assert change.nonzero()[0].tolist() == [5, 6, 7]  # that step, and those after it in its beat


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_our_lstm_gives_what_that_of_keras_gives_and_so_do_its_gradients(return_sequences, begun):
    ours = LSTM(6, return_sequences=return_sequences, unroll=True)
    sequence, state = tf.random.stateless_normal((2, 4, 3), (1, 2)), tf.random.stateless_normal((2, 6), (3, 4))
    results = []
    for layer in (ours, keras.layers.LSTM(6, return_sequences=return_sequences)):
        layer.build(sequence.shape)
        layer.set_weights(ours.get_weights())
        with tf.GradientTape() as tape:
            tape.watch(sequence)
            output = layer(sequence, initial_state=[state, 2 * state] if begun else None)
            loss = tf.reduce_sum(output**2)
        weights = [weight.value for weight in layer.weights]
        results.append([output, *tape.gradient(loss, [sequence, *weights])])
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


def test_unrolled_lstms_give_what_loops_give():
    context = keras.Input((5,))
    config = replace(SMALL, model=replace(SMALL.model, unroll=True))
    loop, unrolled = (keras.Model(context, unfold(context, 4, 6, c, "unfold")) for c in (SMALL, config))
    unrolled.set_weights(loop.get_weights())
    np.testing.assert_allclose(unrolled.predict_on_batch(CONTEXT), loop.predict_on_batch(CONTEXT), rtol=1e-5, atol=1e-6)
