from __future__ import annotations

import numpy as np
import pytest

from tests.model.layer_test import run_layer_test
from vae_music.model.content import ContentFeatures

SIZES = {"voices": 3, "pitch_classes": 25, "pitch_low": 60, "steps_per_beat": 2}
# Two beats of two steps: a melody in the first voice, a note held above it in the third from the second step on.
PITCH = np.array([[[5, 1, 0, 1], [5, 1, 8, 0], [6, 0, 8, 0], [6, 0, 8, 0]]], "int32")
VELOCITY = np.zeros((1, 4, 4, 2), "int32")
VELOCITY[0, 0, :2, 0], VELOCITY[0, 1, 2, 0], VELOCITY[0, 2, 0, 0] = 90, 70, 90
STEPS = np.array([3], "int32")


@pytest.mark.parametrize("top_line", [False, True])
def test_layer(top_line, tmp_path):
    shapes = [(1, 4, 52 if top_line else 26), (1, 2, 24)]
    run_layer_test(ContentFeatures, {**SIZES, "top_line": top_line}, [PITCH, VELOCITY, STEPS], shapes, tmp_path)


def read(top_line: bool = True) -> tuple[np.ndarray, np.ndarray]:
    lines, harmony = ContentFeatures(**SIZES, top_line=top_line)(PITCH, VELOCITY, STEPS)
    return np.asarray(lines)[0], np.asarray(harmony)[0]


def test_the_melody_is_read_as_pitch_and_onset_as_far_as_there_is_music():
    lines, _ = read(top_line=False)
    assert lines[:, :25].argmax(1).tolist() == [5, 5, 6, 0]
    assert lines[:, 25].tolist() == [1, 0, 1, 0]


def test_the_top_line_is_the_highest_voice_with_the_onsets_of_that_voice():
    lines, _ = read()
    assert lines[:, 26:51].argmax(1).tolist() == [5, 8, 8, 0]
    assert lines[:, 51].tolist() == [1, 1, 0, 0]
    np.testing.assert_array_equal(lines[:, :26], read(top_line=False)[0])


def test_harmony_is_the_shares_of_chroma_and_of_the_lowest_notes_in_each_beat():
    _, harmony = read()
    first, second = harmony[:, :12]
    assert first[[4, 0, 7]].tolist() == pytest.approx([0.4, 0.4, 0.2])  # class 1 is pitch 60, a C
    assert second[[5, 7]].tolist() == pytest.approx([0.5, 0.5])
    assert harmony[0, 12 + 0] == 1
    assert harmony[1, 12 + 5] == 1
