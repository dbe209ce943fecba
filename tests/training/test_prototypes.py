from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.model.segments import SMALL, read, rolls, small_vae
from vae_music.model.vae import classifier
from vae_music.training.prototypes import measure_prototypes

ARTICLES = replace(SMALL, model=replace(SMALL.model, content=0))


def songs(config=SMALL):
    """Four songs of two segments, in two styles by turns, and the manner of each as an encoder reads it."""
    segments = rolls(config)
    encoder = small_vae(config).get_layer("encoder")
    manner = np.asarray(encoder(read(config))["z_mean"])[:, : classifier(encoder).manner].reshape(4, 2, -1).mean(1)
    halves = [({name: roll[2 * i : 2 * i + 2] for name, roll in segments.items()}, i % 2) for i in range(4)]
    return encoder, halves, manner


def test_a_prototype_is_the_mean_code_where_z_has_no_content():
    encoder, halves, manner = songs(ARTICLES)
    measure_prototypes(encoder, halves)
    expected = [(manner[0] + manner[2]) / 2, (manner[1] + manner[3]) / 2]
    np.testing.assert_allclose(classifier(encoder).prototypes, expected, rtol=1e-4, atol=1e-6)


def test_a_prototype_is_the_manner_of_a_typical_song_where_it_has():
    encoder, halves, manner = songs()
    measure_prototypes(encoder, [*halves, halves[2]])  # the third song is in the majority
    np.testing.assert_allclose(classifier(encoder).prototypes[0], manner[2], rtol=1e-4, atol=1e-6)


def test_a_prototype_has_a_full_band():
    encoder, halves, manner = songs()
    solo = ({**halves[0][0], "pitch": halves[0][0]["pitch"] * (np.arange(halves[0][0]["pitch"].shape[-1]) == 0)}, 0)
    measure_prototypes(encoder, [solo, solo, halves[0], halves[2], halves[2]])
    nearest = np.abs(manner[[0, 2]] - classifier(encoder).prototypes[0]).sum(1)
    assert nearest.min() < 1e-3


@pytest.mark.parametrize("config", [SMALL, ARTICLES], ids=["manner", "code"])
def test_a_style_that_is_not_met_keeps_its_prototype(config):
    encoder, halves, _ = songs(config)
    before = classifier(encoder).prototypes.numpy()
    measure_prototypes(encoder, halves[::2])
    after = classifier(encoder).prototypes.numpy()
    assert (after[1] == before[1]).all()
    assert (after[0] != before[0]).any()
