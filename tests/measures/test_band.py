from __future__ import annotations

import numpy as np
import pytest

from tests.songs import band
from vae_music.measures.band import BAND_FIGURES, FAMILIES, FAMILY_FIGURES, describe_band
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec
from vae_music.song import Song, Track

TUNE = [(beat, 1, 72 + beat % 3, 90) for beat in range(8)]


def described(*tracks: Track, spec: RollSpec = RollSpec()) -> np.ndarray:  # noqa: B008
    return describe_band(song_to_rolls(Song(tracks), spec)[0]._asdict(), spec)


def test_instruments_of_a_family_are_one():
    trumpet, trombone, flute = (described(Track.of(TUNE, program)) for program in (56, 57, 73))
    assert np.array_equal(trumpet, trombone)
    assert not np.array_equal(trumpet, flute)


def test_the_squares_are_the_shares_of_a_melody_that_is_alone():
    shares = described(Track.of(TUNE, 56)) ** 2
    assert shares[56 // 8] == pytest.approx(1.0)
    assert shares.sum() == pytest.approx(1.0)


def test_strokes_are_told_by_lane_and_by_place():
    kick = described(Track.of([(beat, 0.1, 36, 90) for beat in range(0, 8, 2)], is_drum=True))[FAMILY_FIGURES:] ** 2
    lanes, places = kick[:-16], kick[-16:]
    assert np.count_nonzero(lanes) == 1
    assert places[[0, 8]] == pytest.approx([0.5, 0.5])


def test_rolls_without_drums_and_with_families_for_programs_are_described_too():
    figures = described(*band().tracks, spec=ARTICLE_SPEC)
    assert figures.shape == (BAND_FIGURES,)
    assert np.count_nonzero(figures[: 3 * FAMILIES])
    assert not figures[FAMILY_FIGURES:].any()
