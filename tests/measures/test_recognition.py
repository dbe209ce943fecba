from __future__ import annotations

import json

import numpy as np
import pytest

from vae_music.measures.recognition import Recognizer, song_figures
from vae_music.rolls.spec import RollSpec


def two_styles() -> Recognizer:
    """The styles lie at -1 and 1 on a line; the held-out songs are those trained on, each moved by a tenth and less."""
    nothing = np.zeros(0, np.float32)
    examples = np.float32([[-1, 0], [-1.1, 0], [1, 0], [1.1, 0]])
    known = Recognizer(
        np.ones(2, np.float32), np.float32([[-3, 3], [0, 0]]), np.zeros(2, np.float32), examples, *[nothing] * 3
    )
    return known.compared_with(examples + np.float32([0, 1]) * np.float32([[0.01], [0.04], [0.07], [0.1]]))


def test_probabilities_are_those_of_the_logits():
    (there, middle) = two_styles().probabilities(np.float32([[-1, 0], [0, 0]]))
    assert there == pytest.approx([1 / (1 + np.exp(-6)), 1 / (1 + np.exp(6))], rel=1e-4)
    assert middle == pytest.approx([0.5, 0.5])


def test_a_song_is_strange_that_is_far_away_and_in_doubt():
    near, far, doubtful, both = two_styles().strangeness(np.float32([[-1.05, 0], [-1.05, 9], [0, 0.05], [0, 9]]))
    assert near < far <= both == 1
    assert near < doubtful


def test_the_probabilities_of_a_strange_song_are_nearly_even_and_keep_their_order():
    known, songs = two_styles(), np.float32([[-1.05, 0], [-0.2, 9]])
    (near, far), strange = known.recognize(songs)
    assert near == pytest.approx(known.probabilities(songs)[0])
    assert far[1] < 0.5 < far[0] < 0.55
    assert strange[1] == 1


def test_what_is_written_is_read_again():
    known = two_styles()
    again = Recognizer.from_json(json.loads(json.dumps(known.to_json())), 2, 2)
    for name, value in known._asdict().items():
        assert getattr(again, name) == pytest.approx(value, abs=1e-3), name


@pytest.mark.parametrize(
    "change",
    [
        {"weights": [[0, 0]]}, {"bias": [0, float("nan")]}, {"scale": [1, 0]}, {"examples": ""}, {"examples": "AAA="},
        {"distances": [1]}, {"distances": [], "doubts": [], "both": []}, {"both": "many"},
    ],
)  # fmt: skip
def test_what_is_no_recognizer_is_refused(change):
    with pytest.raises(ValueError, match=r"recognizer|convert|buffer|reshape"):
        Recognizer.from_json(two_styles().to_json() | change, 2, 2)


def test_a_song_is_told_by_its_mean_manner_and_its_band():
    spec = RollSpec()
    rolls = {name: np.zeros((2, *shape), np.uint8) for name, shape in spec.shapes.items()}
    figures = song_figures(np.float32([[1, 2, 9], [3, 4, 9]]), rolls, 2, spec)
    assert figures[:2].tolist() == [2, 3]
    assert not figures[2:].any()
