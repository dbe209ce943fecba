from __future__ import annotations

import math

import numpy as np
import pytest

from vae_music.config import TINY
from vae_music.translators.composer import Composer, Outline, shapes_of
from vae_music.translators.training import composer
from vae_music.translators.training.training_songs import TrainingPiece

STYLES = 2


def pieces(level: tuple[float, float] = (2.0, -2.0)) -> list[TrainingPiece]:
    """Pieces whose contents are near one number in one style, and near another in the other."""
    rng, first = np.random.default_rng(0), TINY.learnt - 8 * TINY.model.content
    found = []
    for number in range(12):
        z = rng.normal(scale=0.1, size=(3 + number, TINY.model.latent))
        z[:, first : TINY.learnt] += level[number % STYLES]
        z[:, TINY.energy_part.stop :] = np.where(rng.random((len(z), 32)) < 0.5, -1, 1)
        found.append(TrainingPiece(z.astype(np.float16), np.full(len(z), 32, np.uint8), number % STYLES))
    return found


@pytest.fixture
def learnt(monkeypatch):
    monkeypatch.setattr(composer, "SIZES", (16, 16))
    monkeypatch.setattr(composer, "STEPS", 60)
    monkeypatch.setattr(composer, "BATCH", 8)
    monkeypatch.setattr(composer, "RATE", 1e-2)
    return lambda steps=math.inf: composer.train_composer(pieces(), STYLES, TINY, 0, steps, lambda *_: None)


def test_it_learns_the_contents_of_each_style(learnt):
    arrays = learnt()
    shapes = shapes_of(TINY, STYLES, (16, 16))
    assert {name: array.shape for name, array in arrays.items() if name in shapes} == shapes
    outline = Outline(
        np.arange(2), np.full(2, 32), np.full((2, 8, 4), 128, np.uint8), np.zeros((0, TINY.model.latent)), np.zeros(0)
    )
    one, other = (Composer(arrays, TINY)(outline, style, 0) for style in np.eye(STYLES, dtype=np.float32))
    content = slice(0, 8 * TINY.model.content)
    assert one[:, content].mean() > 1 > -1 > other[:, content].mean()


def test_no_step_is_taken_when_the_time_is_up(learnt):
    arrays = learnt(0.0)
    assert not arrays["out"].any()
    np.testing.assert_allclose(arrays["spread"], 2.0, rtol=0.1)
