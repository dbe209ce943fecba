"""Rolls out of logits, on a spec of two voices and four steps."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from vae_music.model.decoding import draw_noise, rolls_from_logits
from vae_music.rolls.spec import RollSpec

SPEC = RollSpec(voices=2, segment_steps=4, pitch_low=60, pitch_high=71)
KIT = SPEC.voices


def logits(voice: list[int], onset: list[float], strike: float = -9.0, lane_onset: float = -9.0) -> dict:
    """One segment: pitch classes and onset logits of voice 0, and the two logits of lane 0 at step 0."""
    pitch = np.full((1, 4, SPEC.voices, SPEC.pitch_classes), -9.0)
    pitch[0, range(4), 0, voice] = 9.0
    pitch[0, :, 1, 0] = 9.0  # voice 1 rests
    drums = np.full((1, 4, SPEC.drum_lanes), -9.0)
    velocity = np.zeros((1, 4, SPEC.columns, 2 + len(SPEC.patterns)))
    velocity[..., 0] = -9.0
    velocity[0, :, 0, 0], velocity[..., 1], velocity[..., 4] = onset, 0.5, 9.0
    drums[0, 0, 0], velocity[0, 0, KIT, 0] = strike, lane_onset
    instrument = np.zeros((1, SPEC.instrument_columns, SPEC.instrument_classes))
    instrument[:, :, 40], instrument[:, :, -1] = 5.0, 9.0
    parts = {"pitch": np.concatenate([pitch.reshape(1, 4, -1), drums], -1), "velocity": velocity}
    return {name: tf.constant(value, tf.float32) for name, value in {**parts, "instrument": instrument}.items()}


def rolls(steps: int = 4, noise=None, **parts) -> dict[str, np.ndarray]:
    chance = {} if noise is None else {"noise": noise}
    answer = rolls_from_logits(logits(**parts), tf.constant([steps], tf.uint8), SPEC, **chance)
    return {name: tensor.numpy() for name, tensor in answer.items()}


def test_a_note_begins_where_its_onset_says_so():
    answer = rolls(voice=[5, 5, 5, 8], onset=[9, -9, 9, 9])
    assert answer["pitch"][0, :, 0].tolist() == [5, 5, 5, 8]
    assert answer["velocity"][0, :, 0].tolist() == [[64, 2], [0, 0], [64, 2], [64, 2]]


def test_a_note_has_the_pitch_that_is_likeliest_over_all_its_steps():
    answer = rolls(voice=[5, 8, 5, 5], onset=[9, -9, -9, -9])
    assert answer["pitch"][0, :, 0].tolist() == [5, 5, 5, 5]
    assert answer["velocity"][0, :, 0, 0].tolist() == [64, 0, 0, 0]


def test_a_pitch_that_surely_changes_begins_a_note_where_its_onset_is_not_sure():
    answer = rolls(voice=[5, 5, 8, 8], onset=[9, -9, -3, -9])
    assert answer["pitch"][0, :, 0].tolist() == [5, 5, 8, 8]
    assert answer["velocity"][0, :, 0, 0].tolist() == [64, 0, 64, 0]


def test_a_pitch_that_stays_is_struck_again_only_where_its_onset_is_clear():
    answer = rolls(voice=[5, 5, 5, 5], onset=[9, 0.5, 2, -9])
    assert answer["velocity"][0, :, 0, 0].tolist() == [64, 0, 64, 0]


@pytest.mark.parametrize(("onsets", "struck"), [([9, 3, 5, -9], [2, 0, 2, 0]), ([9, 5, 3, -9], [2, 2, 0, 0])])
def test_of_two_strokes_less_than_a_step_apart_the_stronger_stays(onsets, struck):
    parts = {name: part.numpy() for name, part in logits([5] * 4, onsets).items()}
    parts["velocity"][0, 1, 0, 4], parts["velocity"][0, 2, 0, 2] = 10.0, 10.0  # a tick 2, then a tick 0
    parts["velocity"][0, :, 0, 1] = 2 / 127
    answer = rolls_from_logits(parts, tf.constant([4], tf.uint8), SPEC)
    assert answer["velocity"][0, :, 0, 0].numpy().tolist() == struck
    assert answer["pitch"][0, :, 0].numpy().tolist() == [5] * 4


@pytest.mark.parametrize(("program", "second"), [(40, 6), (41, 5)])
def test_voices_of_one_program_strike_different_pitches(program, second):
    parts = logits([5] * 4, [9, -9, -9, -9])
    pitch, velocity, instrument = (parts[name].numpy() for name in ("pitch", "velocity", "instrument"))
    voices = pitch[..., : 2 * SPEC.pitch_classes].reshape(1, 4, 2, -1)
    voices[0, :, 1] = voices[0, :, 0]
    voices[0, :, 1, 6] = 8.0
    velocity[0, :, 1] = velocity[0, :, 0]
    instrument[0, 1, program] = 7.0
    answer = rolls_from_logits(
        {"pitch": pitch, "velocity": velocity, "instrument": instrument}, tf.constant([4], tf.uint8), SPEC
    )
    assert answer["pitch"][0, :, :2].numpy().tolist() == [[5, second]] * 4


def test_a_note_ends_at_its_first_rest_and_does_not_come_back():
    answer = rolls(voice=[5, 0, 5, 5], onset=[9, -9, -9, 9])
    assert answer["pitch"][0, :, 0].tolist() == [5, 0, 0, 5]
    assert answer["velocity"][0, :, 0, 0].tolist() == [64, 0, 0, 64]


def test_a_first_step_without_an_onset_is_held_from_the_segment_before():
    answer = rolls(voice=[5, 5, 0, 5], onset=[-9, -9, -9, -9])
    assert answer["pitch"][0, :, 0].tolist() == [5, 5, 0, 0]
    assert not answer["velocity"][0, :, 0].any()


def test_an_onset_at_a_rest_is_nothing():
    answer = rolls(voice=[0, 0, 0, 0], onset=[9, 9, 9, 9])
    assert not answer["pitch"].any()
    assert not answer["velocity"].any()


@pytest.mark.parametrize(("strike", "lane_onset", "struck"), [(3, 3, 1), (3, -2, 1), (-3, 2, 0), (-3, -3, 0)])
def test_the_mean_of_its_two_logits_decides_whether_a_lane_is_struck(strike, lane_onset, struck):
    answer = rolls(voice=[0, 0, 0, 0], onset=[-9] * 4, strike=strike, lane_onset=lane_onset)
    assert answer["pitch"][0, :, KIT].tolist() == [struck, 0, 0, 0]
    assert answer["velocity"][0, 0, KIT].tolist() == [64 * struck, 2 * struck]


def test_nothing_sounds_in_the_padding():
    answer = rolls(voice=[5, 5, 6, 7], onset=[9, 9, 9, 9], steps=2)
    assert answer["pitch"][0, :, 0].tolist() == [5, 5, 0, 0]
    assert answer["velocity"][0, 2:].max() == 0
    assert answer["steps"].tolist() == [2]


def test_a_column_that_sounds_has_a_program_and_one_that_does_not_has_none():
    answer = rolls(voice=[5, 5, 5, 5], onset=[9] * 4)
    silent = SPEC.instrument_classes - 1
    assert answer["instrument"].tolist() == [[40, silent, silent]]
    assert answer["instrument_probability"].sum(-1) == pytest.approx(1.0)


def test_the_quietest_and_the_loudest_velocity_are_those_of_midi():
    for expected, midi in ((0.0, 1), (1.0, 127)):
        parts = logits([5, 5, 5, 5], [9] * 4)
        parts["velocity"] = tf.concat([parts["velocity"][..., :1], tf.fill((1, 4, 18, 1), expected)], -1)
        parts["velocity"] = tf.concat([parts["velocity"], tf.zeros((1, 4, 18, 7))], -1)
        answer = rolls_from_logits(parts, tf.constant([4], tf.uint8), SPEC)
        assert answer["velocity"][0, 0, 0, 0].numpy() == midi


def test_a_spec_without_drums_has_no_kit():
    spec = RollSpec(voices=2, drum_lanes=0, segment_steps=4, pitch_low=60, pitch_high=71)
    parts = logits([5, 5, 5, 5], [9] * 4)
    pitch = parts["pitch"][..., : spec.voices * spec.pitch_classes]
    cut = {"pitch": pitch, "velocity": parts["velocity"][:, :, :2], "instrument": parts["instrument"][:, :2]}
    answer = rolls_from_logits(cut, tf.constant([4], tf.uint8), spec)
    assert answer["pitch"].shape == (1, 4, 2)
    assert answer["instrument"].numpy().tolist() == [[40, 128]]


draw = tf.function(lambda seed, temperature: draw_noise(seed, temperature, SPEC))


def noise(seeds, temperature: float):
    return draw(tf.constant(seeds, tf.int64), tf.fill((len(seeds),), temperature))


def test_a_rows_noise_depends_on_its_seed_alone():
    alone, among = noise([7], 1.0), noise([3, 7, 7], 1.0)
    for one, many in zip(alone, among, strict=True):
        assert np.array_equal(one[0], many[1])
        assert np.array_equal(many[1], many[2])
        assert not np.array_equal(many[0], many[1])


def test_at_temperature_0_nothing_is_left_to_chance():
    assert all(not part.numpy().any() for part in noise([1, 2, 3], 0.0))


def test_at_temperature_1_a_pitch_is_as_frequent_as_its_probability():
    rows, (third, fifth) = 4000, (0.3, 0.7)
    drawn = noise(range(rows), 1.0)
    scores = np.log([third, fifth]) + drawn.pitch.numpy()[:, 0, 0, [3, 5]]
    assert (scores.argmax(1) == 1).mean() == pytest.approx(fifth, abs=0.03)
    struck = np.log(0.2 / 0.8) + drawn.struck.numpy()[:, 0, 0] > 0
    assert struck.mean() == pytest.approx(0.2, abs=0.03)


def test_what_is_held_stays_held_under_noise():
    parts = logits([5, 5, 5, 5], [-9] * 4)
    parts["pitch"] = tf.zeros_like(parts["pitch"]) - 9.0
    for seed in range(20):
        answer = rolls_from_logits(parts, tf.constant([4], tf.uint8), SPEC, noise([seed], 1.0))
        assert len(set(answer["pitch"][0, :, 0].numpy().tolist())) == 1
