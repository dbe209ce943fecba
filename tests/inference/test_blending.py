from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band
from vae_music.errors import BarError
from vae_music.export.seeds import PIECE_BITS, piece_seeds
from vae_music.inference.blending import (
    Place,
    bridge,
    bridge_frame,
    first_place,
    last_place,
    mixture,
)
from vae_music.inference.source import read_source
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Tempo, Track

SPEC = RollSpec()


def test_seeds_tell_the_piece_and_the_part():
    seeds = piece_seeds(2**31 - 1, np.array([0, 2**31 - 1]))
    assert (seeds >> PIECE_BITS).tolist() == [2**31 - 1] * 2
    assert (seeds % 2**PIECE_BITS).tolist() == [0, 2**31 - 1]


def fading() -> Song:
    """Six bars of a band, then six in which one soft note is left."""
    song = band(bars=6)
    return replace(song, tracks=(*song.tracks, Track.of([(24, 24, 40, 20)], name="Low")), length_beats=48)


def test_a_bridge_leaves_before_the_fade_and_arrives_after_a_thin_beginning():
    source = read_source(fading(), SPEC)
    assert last_place(source, SPEC) == (2, 16.0)
    backwards = Song((Track.of([(0, 24, 40, 20)]), *(moved(track, 24) for track in band(bars=6).tracks)))
    assert first_place(read_source(backwards, SPEC), SPEC).beat == 24.0


def moved(track: Track, beats: float) -> Track:
    return replace(track, onset=track.onset + beats)


@pytest.mark.parametrize(("bar", "beat"), [(1, 0.0), (2, 0.0), (3, 8.0), (6, 16.0)])
def test_a_bar_names_the_segment_that_it_lies_in(bar, beat):
    source = read_source(fading(), SPEC)
    assert last_place(source, SPEC, bar).beat == first_place(source, SPEC, bar).beat == beat


def test_a_silent_bar_is_left_from_the_segment_before_and_arrived_at_in_the_next():
    source = read_source(Song((Track.of([(0, 1, 60, 90), (24, 1, 64, 90)]),)), SPEC)
    assert (last_place(source, SPEC, 4).beat, first_place(source, SPEC, 4).beat) == (0.0, 24.0)


@pytest.mark.parametrize("bar", [0, 13])
def test_a_bar_that_there_is_not_is_refused(bar):
    with pytest.raises(BarError, match=f"no bar {bar} in a song of 12 bars"):
        last_place(read_source(fading(), SPEC), SPEC, bar)


def test_metre_and_tempi_of_a_bridge_are_those_of_its_ends():
    one = replace(fading(), metre=(Metre(0.0, 3, 4), Metre(24.0, 5, 4)), tempo=(Tempo(0.0, 60.0), Tempo(30.0, 20.0)))
    frame = bridge_frame(one, Place(0, 12.0), replace(band(), tempo=(Tempo(0.0, 100.0),)), Place(0, 0.0), bars=3)
    assert frame.metre == (Metre(0.0, 3, 4),)
    assert [tempo.qpm for tempo in frame.tempo] == [70.0, 80.0, 90.0]


def test_between_latents_the_energy_changes_evenly_and_the_rest_on_a_circle():
    one, other = np.float32([1, 0, 0.5, -1]), np.float32([0, 1, 1.5, 1])
    way = bridge(one, other, 3, learnt=2)
    np.testing.assert_allclose(way[:, 2:], [[0.75, -0.5], [1, 0], [1.25, 0.5]], rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(way[:, :2], axis=1), 1, rtol=1e-6)
    mixed = mixture(np.stack([one, other]), other[None], 0.5, learnt=2)
    np.testing.assert_allclose(mixed, [way[1], other], rtol=1e-6)
