from __future__ import annotations

import numpy as np
import pytest

from tests.songs import band
from vae_music.corpus.augmentation import exchange_melodies, jittered_energy
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.energy import DRUMS, UNIT
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.song import Song, Track

SPEC = RollSpec()
STYLE = np.array([0, 0, 1, 1, 1, 0])
TUNE = np.array([30, 44, 50, 33, 40, 0])
"""The pitch class on which each segment's melody begins; the last has none."""


def segments(octaves: int = 0) -> Rolls:
    """Scales of quarter notes as melodies, that may lie some octaves higher, over one held note as accompaniment."""
    empty = {name: np.zeros((len(STYLE), *shape), np.uint8) for name, shape in SPEC.shapes.items()}
    rolls = Rolls(**empty | {"steps": np.array([32, 32, 32, 32, 16, 32], np.uint8)})
    scale = np.repeat(np.arange(8), 4)
    rolls.pitch[:, :, MELODY] = np.where(TUNE > 0, TUNE + 12 * octaves, 0)[:, None] + (TUNE > 0)[:, None] * scale
    rolls.velocity[TUNE > 0, ::4, MELODY, 0] = 60 + TUNE[TUNE > 0, None] + np.arange(8)
    rolls.pitch[:, :, 3] = 1 + np.arange(len(STYLE))[:, None]
    return rolls


def exchanged(share: float = 1.0, seed: int = 0) -> tuple[Rolls, Rolls]:
    return exchange_melodies(segments(), segments(octaves=1), STYLE, share, SPEC, np.random.default_rng(seed))


def test_a_segment_and_its_source_get_one_tune_each_in_its_own_register():
    rolls, source = exchanged()
    melody, theirs = (kind.pitch[:, :, MELODY].astype(int) for kind in (rolls, source))
    assert (melody[:5] % 12 == theirs[:5] % 12).all()
    assert (abs(melody[:5].mean(1) - (TUNE[:5] + 3.5)) <= 6).all()
    assert (abs(theirs[:5].mean(1) - (TUNE[:5] + 15.5)) <= 6).all()


@pytest.mark.parametrize("seed", range(5))
def test_melodies_come_from_others_of_the_style_and_length(seed):
    rolls, _ = exchanged(seed=seed)
    tunes = rolls.pitch[:, 0, MELODY] % 12
    assert tunes[:4].tolist() == (TUNE[[1, 0, 3, 2]] % 12).tolist()
    assert tunes[4] == TUNE[4] % 12
    assert not rolls.pitch[5, :, MELODY].any()


def test_loudness_is_that_of_the_melody_it_takes_the_place_of():
    before, (rolls, _) = segments().velocity[:5, ::4, MELODY, 0], exchanged()
    np.testing.assert_allclose(rolls.velocity[:5, ::4, MELODY, 0].mean(1), before.mean(1), atol=0.5)
    assert (np.diff(rolls.velocity[0, ::4, MELODY, 0].astype(int)) == 1).all()


def test_nothing_but_melodies_is_touched_and_only_a_share_of_them():
    rolls, _ = exchanged()
    others = np.arange(SPEC.columns) != MELODY
    for name in ("pitch", "velocity"):
        assert np.array_equal(getattr(rolls, name)[:, :, others], getattr(segments(), name)[:, :, others])
    assert np.array_equal(exchanged(share=0)[0].pitch, segments().pitch)


def test_a_melody_never_leaves_the_range():
    low, high = segments(), segments()
    low.pitch[0, :, MELODY] = 1 + np.arange(32)
    high.pitch[1, :, MELODY] = SPEC.pitch_classes - 1
    rolls, _ = exchange_melodies(high, low, STYLE, 1.0, SPEC, np.random.default_rng(0))
    assert rolls.pitch[:5, :, MELODY].min() >= 1
    assert rolls.pitch.max() < SPEC.pitch_classes


def jittered(energy: np.ndarray, deviation: float = 0.0, drumless: float = 0.0) -> np.ndarray:
    """The energy of sources after noise."""
    blank = {name: np.zeros((len(energy), *shape), np.uint8) for name, shape in SPEC.shapes.items()}
    rolls = Rolls(**blank | {"energy": energy})
    noisy = jittered_energy(rolls, deviation, drumless, np.random.default_rng(0))
    assert all(one is other for one, other in zip(noisy[:-1], rolls[:-1], strict=True))
    return noisy.energy.astype(int)


def test_energy_is_blurred_by_a_noise_that_all_beats_of_a_segment_share():
    energy = np.random.default_rng(1).integers(100, 150, (2000, *SPEC.shapes["energy"])).astype(np.uint8)
    assert np.array_equal(jittered(energy), energy)
    noise = jittered(energy, deviation=0.1) - energy
    assert (noise == noise[:, :1]).all()
    np.testing.assert_allclose(noise[:, 0].std(0), 0.1 * UNIT, rtol=0.05)
    np.testing.assert_allclose(noise[:, 0].mean(0), 0, atol=0.5)
    np.testing.assert_allclose(np.corrcoef(noise[:, 0].T), np.eye(4), atol=0.1)


def test_blurred_energy_stays_in_its_bounds():
    extremes = np.tile(np.array([0, 255], np.uint8)[:, None, None], (50, 8, 4))
    noisy = jittered(extremes, deviation=1.0)
    assert (noisy.min(), noisy.max()) == (0, 255)
    assert (abs(noisy - extremes) < 5 * UNIT).all()


def test_a_source_that_counts_as_without_drums_has_the_energy_of_the_song_without_them():
    song = band(bars=6)
    later = [r for r in song.tracks[3].rows() if r[0] >= 12]
    chords = [r for r in song.tracks[0].rows() if r[0] < 8]
    tracks = (Track.of(chords), *song.tracks[1:3], Track.of(later, is_drum=True))
    with_drums, without = (song_to_rolls(Song(kept), SPEC)[0].energy for kept in (tracks, tracks[:3]))
    found = jittered(with_drums, drumless=1.0)
    assert abs(found[:, :, DRUMS] - without[:, :, DRUMS]).max() <= 1
    assert abs(found[:, :, DRUMS] - with_drums[:, :, DRUMS]).max() > 20
    assert np.array_equal(np.delete(found, DRUMS, 2), np.delete(with_drums, DRUMS, 2))


def test_only_a_share_counts_as_without_drums():
    energy = np.tile(np.array([128, 144, 90, 128], np.uint8), (1000, 8, 1))
    changed = (jittered(energy, drumless=0.15) != energy).any((1, 2))
    assert changed.mean() == pytest.approx(0.15, abs=0.03)
