from __future__ import annotations

import keras
import numpy as np
import pytest

from tests.model.layer_test import call, run_layer_test
from vae_music.config import TINY, Config, ConfigError, ModelConfig
from vae_music.model.decoder import build_decoder
from vae_music.model.rhythm import FollowRhythm, TuneRhythm
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY


def test_reading_layer(tmp_path):
    velocity = np.random.default_rng(0).integers(0, 2, (3, 8, 4, 2)).astype("int32")
    run_layer_test(TuneRhythm, {}, [velocity, np.array([8, 4, 0], "int32")], [(3, 8)], tmp_path)


def test_following_layer(tmp_path):
    pitch, velocity = np.zeros((3, 8, 2 * 5 + 1), "float32"), np.zeros((3, 8, 3, 4), "float32")
    inputs = [pitch, velocity, np.ones((3, 8), "float32")]
    run_layer_test(FollowRhythm, {"pitch_classes": 5}, inputs, [pitch.shape, velocity.shape], tmp_path)


def test_the_rhythm_is_that_of_the_melody_s_voice_in_music():
    velocity = np.zeros((1, 6, 3, 2), "int32")
    velocity[0, [0, 3, 5], MELODY, 0] = 90
    velocity[0, 2, MELODY + 1, 0] = 90
    assert call(TuneRhythm(), [velocity, np.array([5], "int32")])[0].tolist() == [[1, -1, -1, 1, -1, 0]]


def test_onsets_become_likelier_where_a_note_begins_and_nothing_else_moves_where_the_rhythm_is_unknown():
    pitch, velocity = np.zeros((1, 3, 2 * 5 + 1), "float32"), np.zeros((1, 3, 3, 4), "float32")
    pitch, velocity = call(FollowRhythm(pitch_classes=5), [pitch, velocity, np.array([[1, -1, 0]], "float32")])
    expected_pitch, expected_velocity = np.zeros_like(pitch), np.zeros_like(velocity)
    expected_pitch[0, 0, MELODY * 5] = -1  # a rest
    expected_velocity[0, :2, MELODY, 0] = [1, -1]
    assert np.array_equal(pitch, expected_pitch)
    assert np.array_equal(velocity, expected_velocity)


def test_the_last_part_of_z_is_what_the_decoder_follows():
    decoder = build_decoder(TINY, 3)
    decoder.get_layer("follow_rhythm").gain.assign([7.0, 5.0])
    z = np.zeros((1, TINY.model.latent), "float32")
    heard = z.copy()
    heard[0, TINY.energy_part.stop + 9] = 1
    unknown, known = (keras.tree.map_structure(np.asarray, decoder(rows)) for rows in (z, heard))
    moved = known["velocity"][0, :, MELODY, 0] - unknown["velocity"][0, :, MELODY, 0]
    np.testing.assert_allclose(moved, 7 * (np.arange(32) == 9), atol=1e-5)
    assert np.argwhere(np.abs(known["pitch"] - unknown["pitch"]) > 1e-5).tolist() == [[0, 9, 0]]


def test_a_rhythm_has_one_dimension_a_step():
    with pytest.raises(ConfigError, match="rhythm must be 0 or 4, not 3"):
        Config(spec=RollSpec(), model=ModelConfig(rhythm=3))
