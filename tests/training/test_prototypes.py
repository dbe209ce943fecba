from __future__ import annotations

import numpy as np

from tests.model.segments import inputs, small_vae
from vae_music.model.vae import classifier
from vae_music.training.prototypes import measure_prototypes


def test_a_prototype_is_the_mean_code_of_its_style():
    encoder = small_vae().get_layer("encoder")
    rolls = inputs()
    style = rolls.pop("style")
    halves = [({name: value[i : i + 4] for name, value in rolls.items()}, style[i : i + 4]) for i in (0, 4)]
    measure_prototypes(encoder, halves)
    code = np.asarray(encoder(rolls)["z_mean"])[:, :2]
    expected = [code[style == 0].mean(0), code[style == 1].mean(0)]
    np.testing.assert_allclose(classifier(encoder).prototypes, expected, rtol=1e-4)


def test_a_style_that_is_not_met_keeps_its_prototype():
    encoder = small_vae().get_layer("encoder")
    before = classifier(encoder).prototypes.numpy()
    rolls = inputs(count=2)
    measure_prototypes(encoder, [(rolls, np.zeros_like(rolls.pop("style")))])
    after = classifier(encoder).prototypes.numpy()
    assert (after[1] == before[1]).all()
    assert (after[0] != before[0]).any()
