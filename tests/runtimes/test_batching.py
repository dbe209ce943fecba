from __future__ import annotations

import numpy as np
import pytest

from vae_music.inference.model import SEGMENTS_A_CALL
from vae_music.runtimes.batching import filled_up, size_for

ROWS = range(1, SEGMENTS_A_CALL + 1)


def test_songs_of_all_lengths_make_few_sizes_and_few_rows_more():
    sizes = [size_for(rows) for rows in ROWS]
    assert len(set(sizes)) <= 20
    assert all(rows <= size < rows + 16 for rows, size in zip(ROWS, sizes, strict=True))
    assert [size_for(size) for size in sizes] == sizes


def test_what_fills_up_is_the_last_row_and_no_row_stays_no_row():
    filled = filled_up({"z": np.arange(6.0).reshape(3, 2), "seed": np.array([5, 6, 7])})
    assert filled["z"].tolist() == [[0, 1], [2, 3], [4, 5], [4, 5]]
    assert filled["seed"].tolist() == [5, 6, 7, 7]
    assert filled_up({"z": np.zeros((0, 2))})["z"].shape == (0, 2)


@pytest.mark.parametrize("rows", [3, 17])
def test_rows_do_not_see_what_they_are_filled_up_with(rows, tiny_model):
    rng = np.random.default_rng(1)
    z = rng.normal(size=(32, tiny_model.card.config.model.latent)).astype(np.float32)
    inputs = {"z": z, "steps": np.full(32, tiny_model.spec.segment_steps, np.uint8)}
    inputs |= {"temperature": np.ones(32, np.float32), "seed": np.arange(32)}
    whole = tiny_model.runtime("decode", inputs)
    part = tiny_model.runtime("decode", {name: values[:rows] for name, values in inputs.items()})
    for name, values in part.items():
        np.testing.assert_allclose(values, whole[name][:rows], rtol=1e-4, atol=1e-6)
