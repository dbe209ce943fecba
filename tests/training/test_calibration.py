"""As many notes come out as went in, whatever the logits of a model are: here they are drawn at random."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.segments import SMALL, small_vae
from vae_music.training import calibration
from vae_music.training.calibration import MOST_NATS, calibrate_onsets

SPEC = SMALL.spec
SEGMENTS = 50
PLACES = SEGMENTS * SPEC.segment_steps * SPEC.voices
STEP, VOICE = np.indices((SPEC.segment_steps, SPEC.voices))
PITCH = 1 + (SPEC.voices * STEP + VOICE) % (SPEC.pitch_classes - 1)


class Onsets:
    """A model whose logits of onsets are spread evenly from -4 to 4 around a middle that calibration moves."""

    def __init__(self, monkeypatch, rests: float = 0.0):
        self.vae = small_vae()
        self.bias = self.vae.get_layer("decoder").get_layer("velocity_head").dense.bias
        rng = np.random.default_rng(0)
        self.onset = rng.uniform(-4, 4, (SEGMENTS, SPEC.segment_steps, SPEC.columns)).astype(np.float32)
        self.sounds = rng.random((SEGMENTS, SPEC.segment_steps, SPEC.voices)) >= rests
        self.begun_with = self.bias.numpy().reshape(SPEC.columns, -1)[:, 0]
        monkeypatch.setattr(calibration, "_decoded", lambda vae, batch: (batch, self.logits()))

    def moved(self) -> np.ndarray:
        return self.bias.numpy().reshape(SPEC.columns, -1)[:, 0] - self.begun_with

    def logits(self) -> dict[str, np.ndarray]:
        velocity = np.zeros((*self.onset.shape, 2 + len(SPEC.patterns)), np.float32)
        velocity[..., 0] = self.onset + self.moved()
        voices = np.zeros((*self.sounds.shape, SPEC.pitch_classes), np.float32)
        voices[..., 0] = np.where(self.sounds, -9, 9)
        # No two notes one after another or struck together have one pitch, which decoding would hold or exchange.
        voices += 0.01 * np.eye(SPEC.pitch_classes, dtype=np.float32)[PITCH]
        strikes = self.onset[..., SPEC.voices :]
        pitch = np.concatenate([voices.reshape(*voices.shape[:2], -1), strikes], axis=-1)
        instrument = np.zeros((SEGMENTS, SPEC.instrument_columns, SPEC.instrument_classes), np.float32)
        return {"pitch": pitch, "velocity": velocity, "instrument": instrument}

    def wanted(self, share: float) -> dict[str, np.ndarray]:
        """A batch in whose voices notes begin at so great a share of places."""
        velocity = np.zeros((SEGMENTS, SPEC.segment_steps, SPEC.columns, 2), np.uint8)
        velocity[..., 0] = np.random.default_rng(1).random(velocity.shape[:3]) < share
        drums = np.zeros((SPEC.segment_steps, SPEC.drum_lanes), int)
        pitch = np.tile(np.concatenate([PITCH, drums], axis=1), (SEGMENTS, 1, 1))
        return {"pitch": pitch, "velocity": velocity, "steps": np.full(SEGMENTS, SPEC.segment_steps, np.uint8)}


@pytest.mark.parametrize(("share", "nats"), [(0.5, 0.0), (0.625, 1.0), (0.375, -1.0)])
def test_the_threshold_is_where_as_many_notes_come_out_as_went_in(share, nats, monkeypatch):
    onsets = Onsets(monkeypatch)
    voices, drums = calibrate_onsets(onsets.vae, [onsets.wanted(share)], SPEC)
    assert voices == pytest.approx(nats, abs=0.25)
    np.testing.assert_allclose(onsets.moved()[: SPEC.voices], voices, atol=1e-5)
    np.testing.assert_allclose(onsets.moved()[SPEC.voices :], drums, atol=1e-5)


def test_drums_have_a_threshold_of_their_own(monkeypatch):
    onsets = Onsets(monkeypatch)
    wanted = onsets.wanted(0.5)
    wanted["velocity"][:, :, SPEC.voices :] = onsets.wanted(0.6)["velocity"][:, :, SPEC.voices :]
    voices, drums = calibrate_onsets(onsets.vae, [wanted], SPEC)
    assert abs(voices) < 0.25 < drums


def test_a_second_time_nothing_is_moved(monkeypatch):
    onsets = Onsets(monkeypatch)
    calibrate_onsets(onsets.vae, [onsets.wanted(0.6)], SPEC)
    assert (abs(calibrate_onsets(onsets.vae, [onsets.wanted(0.6)], SPEC)) < 0.05).all()


def test_where_rests_forbid_what_is_wanted_the_threshold_does_not_run_away(monkeypatch):
    onsets = Onsets(monkeypatch, rests=0.6)
    voices, _ = calibrate_onsets(onsets.vae, [onsets.wanted(0.5)], SPEC)
    assert 1.0 < voices < MOST_NATS - 0.1


def test_no_threshold_is_moved_further_than_the_bound(monkeypatch):
    onsets = Onsets(monkeypatch)
    voices, _ = calibrate_onsets(onsets.vae, [onsets.wanted(0.0)], SPEC)
    assert -MOST_NATS <= voices < -1.9


def test_notes_struck_again_do_not_count(monkeypatch):
    onsets = Onsets(monkeypatch)
    again = onsets.wanted(1.0)
    again["pitch"][:, 1:, : SPEC.voices] = again["pitch"][:, :1, : SPEC.voices]
    voices, _ = calibrate_onsets(onsets.vae, [again], SPEC)
    assert voices == pytest.approx(-MOST_NATS, abs=0.05)  # a note at the first step alone is wanted
