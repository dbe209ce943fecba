from __future__ import annotations

import keras
import numpy as np
import pytest

from tests.model.layer_test import run_layer_test
from vae_music.model.prior import SPREAD, ContentPrior

MANNER, SIZE = 2, 3


@pytest.fixture
def prior() -> ContentPrior:
    layer = ContentPrior(MANNER)
    layer.build((None, MANNER + SIZE))
    return layer


def noise(rows: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, SIZE)).astype("float32")


def test_layer(tmp_path):
    run_layer_test(ContentPrior, {"manner": MANNER}, [np.ones((4, MANNER + SIZE), "float32")], [(4, 5)], tmp_path)


def test_it_leaves_z_as_it_is_and_learns_nothing(prior):
    z = noise(4, 0).repeat(2, axis=1)[:, : MANNER + SIZE]
    assert np.array_equal(prior(z), z)
    assert prior.trainable_weights == []


def test_unmeasured_contents_are_standard_normal(prior):
    np.testing.assert_allclose(prior.draw(noise(5, 0), noise(5, 1)), SPREAD * noise(5, 1), rtol=1e-6)


def test_what_is_drawn_is_spread_as_songs_and_their_segments_are(prior):
    """Songs differ in the first dimension; in a song the second and third go together."""
    rng, songs = np.random.default_rng(0), []
    for _ in range(400):
        moving = rng.normal(size=(20, 1))
        songs.append(np.hstack([np.full((20, 1), 5 + 3 * rng.normal()), moving, -2 * moving]).astype("float32"))
    prior.measure(songs)
    one_song = np.asarray(prior.draw(np.tile(noise(1, 2), (4000, 1)), noise(4000, 3)))
    assert one_song[:, 0].std() < 0.1
    np.testing.assert_allclose(one_song[:, 1:].std(0), [SPREAD, 2 * SPREAD], rtol=0.1)
    assert np.corrcoef(one_song[:, 1], one_song[:, 2])[0, 1] < -0.99
    many = np.asarray(prior.draw(noise(4000, 2), noise(4000, 3)))
    assert many[:, 0].mean() == pytest.approx(5, abs=0.3)
    assert many[:, 0].std() == pytest.approx(3 * SPREAD, rel=0.1)


def test_one_song_of_one_segment_is_enough(prior):
    prior.measure([np.ones((1, SIZE), "float32")])
    assert np.isfinite(np.asarray(prior.draw(noise(2, 0), noise(2, 1)))).all()


def test_the_distribution_travels_with_the_model(prior, tmp_path):
    z = keras.Input((MANNER + SIZE,))
    model = keras.Model(z, ContentPrior(MANNER, name="prior")(z))
    model.get_layer("prior").measure([noise(8, seed) for seed in range(3)])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras").get_layer("prior")
    expected = model.get_layer("prior").draw(noise(2, 8), noise(2, 9))
    assert np.array_equal(loaded.draw(noise(2, 8), noise(2, 9)), expected)
