from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest

from tests.model.segments import SMALL
from vae_music.model.recurrence import read_by_beat, read_plain, unfold, write_by_beat, write_plain

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
    model = keras.Model([context, heard], write_by_beat(context, (4, 6), SMALL, "write", heard))
    silent, loud = np.zeros((2, STEPS, 2), "float32"), np.zeros((2, STEPS, 2), "float32")
    loud[:, 5] = 1
    change = np.abs(model.predict_on_batch([CONTEXT, loud]) - model.predict_on_batch([CONTEXT, silent])).max((0, 2))
    assert change.nonzero()[0].tolist() == [5, 6, 7]  # that step, and those after it in its beat


def test_unrolled_lstms_give_what_loops_give():
    context = keras.Input((5,))
    config = replace(SMALL, model=replace(SMALL.model, unroll=True))
    loop, unrolled = (keras.Model(context, unfold(context, 4, 6, c, "unfold")) for c in (SMALL, config))
    unrolled.set_weights(loop.get_weights())
    np.testing.assert_allclose(unrolled.predict_on_batch(CONTEXT), loop.predict_on_batch(CONTEXT), rtol=1e-5, atol=1e-6)
