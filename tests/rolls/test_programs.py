from __future__ import annotations

import numpy as np
import pytest

from vae_music.rolls.programs import heard_columns, likeliest_programs
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec

SPECS = {"with drums": RollSpec(), "without": ARTICLE_SPEC}


@pytest.fixture(params=SPECS)
def spec(request) -> RollSpec:
    return SPECS[request.param]


def pitch_roll(spec: RollSpec, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sounds = rng.random((5, 1, spec.columns)) < 0.4
    return (sounds * rng.integers(0, 2, (5, spec.segment_steps, spec.columns))).astype(np.uint8)


def test_a_column_is_heard_where_a_voice_sounds_or_a_lane_is_struck(spec):
    pitch = np.zeros((3, spec.segment_steps, spec.columns), np.uint8)
    pitch[0, 3, 1] = 40
    pitch[1, 0, spec.columns - 1] = 1
    heard = heard_columns(pitch, spec)
    assert heard.shape == (3, spec.instrument_columns)
    assert np.argwhere(heard).tolist() == [[0, 1], [1, spec.instrument_columns - 1]]


def test_silent_columns_get_the_class_of_silence_and_others_never_do(spec):
    heard = heard_columns(pitch_roll(spec), spec)
    evidence = np.zeros((spec.instrument_columns, spec.instrument_classes))
    evidence[:, -1], evidence[:, 3] = 2.0, 1.0
    programs = likeliest_programs(heard, evidence, spec)
    assert set(programs[heard]) == {3}
    assert set(programs[~heard]) <= {spec.instrument_classes - 1}


def test_tensors_and_arrays_are_given_the_same_programs(spec):
    import tensorflow.experimental.numpy as tnp

    pitch = pitch_roll(spec, seed=1)
    evidence = np.random.default_rng(2).random((5, spec.instrument_columns, spec.instrument_classes), np.float32)
    of_arrays = likeliest_programs(heard_columns(pitch, spec), evidence, spec)
    tensors = heard_columns(tnp.asarray(pitch), spec, tnp)
    assert np.array_equal(likeliest_programs(tensors, tnp.asarray(evidence), spec, tnp).numpy(), of_arrays)
