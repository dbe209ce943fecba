"""The energy of bars of songs made in code; a figure is kept in steps of 1/64."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.songs import band, songs
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.energy import (
    LEVELS,
    MAX_LEVEL,
    NOTES,
    UNIT,
    USUAL_DRUMS,
    USUAL_PROGRAMS,
    bars_of_beats,
    energy_of_levels,
    levels_of_energy,
    stored,
)
from vae_music.rolls.rolls import NEUTRAL, Rolls
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec
from vae_music.rolls.tune import tune_of_track
from vae_music.song import Metre, Song, Track

SPEC = RollSpec()
EXACT = {"abs": 0.5 / UNIT}
FULL = 1 - USUAL_PROGRAMS, 1 - USUAL_DRUMS
"""The figures of programs and drums in a bar in which all play."""


def figures(song: Song) -> np.ndarray:
    """The figures of each bar of a song whose first track has the tune; those of all its beats must be alike."""
    energy = song_to_rolls(song, SPEC, tune_of_track(song, 0))[0].energy
    bars = bars_of_beats(song, SPEC)
    of_bar = [np.unique(energy[bars == bar], axis=0) for bar in range(bars.max() + 1)]
    assert all(len(alike) == 1 for alike in of_bar)
    return (np.concatenate(of_bar).astype(float) - NEUTRAL) / UNIT


def playing(
    notes: list[int], velocity: list[int] | None = None, strokes: list[int] | None = None, times: int = 1
) -> Song:
    """A flute with a note in every bar, so many piano notes in each bar, and so many strokes on the snare.

    Args:
        velocity: of everything in each bar. times: each note and stroke becomes so many in the same time.
    """
    loud = velocity or [80] * len(notes)

    def part(counts: list[int], pitch: int) -> list[tuple]:
        return [
            (4 * bar + 4 * n / (times * count), 4 / (times * count), pitch, loud[bar])
            for bar, count in enumerate(counts)
            for n in range(times * count)
        ]

    tracks = [Track.of(part([1] * len(notes), 84), 73), Track.of(part(notes, 60), 0)]
    if strokes:
        tracks.append(Track.of(part(strokes, 38), is_drum=True))
    return Song(tuple(tracks), length_beats=4 * len(notes))


def test_bars_that_are_all_alike_play_as_usual_and_with_everybody():
    for bar in figures(playing([4] * 4, strokes=[8] * 4)):
        assert bar.tolist() == pytest.approx([0, *FULL, 0], **EXACT)


def test_notes_are_those_that_accompany_on_a_logarithmic_scale_against_the_mean():
    notes = figures(playing([1, 2, 4, 9]))[:, NOTES]
    assert notes == pytest.approx([math.log((count + 1) / 5) for count in (1, 2, 4, 9)], **EXACT)


def test_the_tune_counts_for_nothing_in_the_notes():
    song = playing([1, 2, 4, 9])
    busy = Track.of([(beat / 4, 0.25, 84, 80) for beat in range(32)], 73)
    assert np.array_equal(figures(Song((busy, *song.tracks[1:])))[:, NOTES], figures(song)[:, NOTES])


def test_programs_are_a_share_of_the_most_that_play_together():
    song = playing([0, 2, 2, 2])
    strings = Track.of([(8, 8, 55, 80)], 48)
    programs = figures(Song((*song.tracks, strings)))[:, 1]
    assert programs + USUAL_PROGRAMS == pytest.approx([1 / 3, 2 / 3, 1, 1], **EXACT)


def test_drums_are_a_share_of_the_most_strokes():
    drums = figures(playing([4] * 4, strokes=[8, 0, 4, 8]))[:, 2]
    assert drums + USUAL_DRUMS == pytest.approx([1, 0, 0.5, 1], **EXACT)


def test_drums_of_a_few_bars_only_are_a_share_of_the_most_too():
    drums = figures(playing([4] * 40, strokes=[0] * 39 + [8]))[:, 2]
    assert drums + USUAL_DRUMS == pytest.approx([0] * 39 + [1], **EXACT)


def test_without_drums_programs_stand_for_them():
    shares = figures(playing([0, 4, 4])) + np.array([0, USUAL_PROGRAMS, USUAL_DRUMS, 0])
    assert shares[:, 2] == pytest.approx(shares[:, 1], abs=1 / UNIT)
    assert shares[:, 1] == pytest.approx([0.5, 1, 1], **EXACT)


def test_loudness_is_against_the_mean_of_all_that_is_struck():
    loudness = figures(playing([1, 1, 1], velocity=[50, 80, 110]))[:, 3]
    assert loudness == pytest.approx([-1.5, 0, 1.5], **EXACT)


def test_a_silent_bar_has_nothing_is_as_loud_as_usual_and_does_not_count():
    song = playing([4, 4, 4, 4], strokes=[8] * 4)
    tracks = [
        Track.of([row for row in track.rows() if row[0] < 12], track.program, track.is_drum) for track in song.tracks
    ]
    silent = figures(Song(tuple(tracks), length_beats=16))
    assert silent[3].tolist() == pytest.approx([math.log(1 / 5), -USUAL_PROGRAMS, -USUAL_DRUMS, 0], **EXACT)
    assert np.array_equal(silent[:3], figures(song)[:3])


def test_a_song_without_a_note_plays_as_usual():
    assert (song_to_rolls(Song((), length_beats=12), SPEC)[0].energy == NEUTRAL).all()


def test_bars_in_common_time_have_four_beats_each():
    assert bars_of_beats(band(bars=3), SPEC).tolist() == [[0] * 4 + [1] * 4, [2] * 8]


@pytest.mark.parametrize(
    ("metre", "beats", "expected"),
    [
        ([(0, 3, 4)], 12, [[0, 0, 0, 1, 1, 1, 1, 1], [2, 2, 2, 3, 3, 3, 3, 3]]),
        ([(0, 7, 8)], 7, [[0] * 8, [1] * 8]),  # a bar that begins off the beat begins a segment
        ([(0, 4, 4), (4, 2, 4), (6, 3, 4)], 9, [[0, 0, 0, 0, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2, 2, 2]]),
        ([(0, 1, 4), (1, 4, 4)], 9, [[0, 1, 1, 1, 1, 1, 1, 1], [2] * 8]),  # a pickup
        ([(0, 12, 4)], 12, [[0] * 8, [0] * 8]),  # a bar longer than a segment
    ],
)
def test_beats_are_of_the_bar_they_begin_in_and_padding_is_of_the_last(metre, beats, expected):
    song = Song((Track.of([(0, beats, 60, 90)]),), metre=tuple(Metre(*change) for change in metre))
    assert bars_of_beats(song, SPEC).tolist() == expected


def test_notes_are_counted_for_four_beats_whatever_the_metre():
    def steady(metre: Metre) -> Song:
        chords = Track.of([(beat / 2, 0.5, 60, 80) for beat in range(48)], 0)
        return Song((Track.of([(0, 24, 84, 80)], 73), chords), metre=(Metre(0.0, 4, 4), metre))

    changing = figures(steady(Metre(12.0, 3, 4)))
    assert len(changing) == 7
    assert (changing[:, NOTES] == 0).all()


def test_the_level_of_an_energy_is_the_one_it_was_made_of():
    levels = np.arange(1, MAX_LEVEL + 0.25, 0.25)
    assert levels_of_energy(energy_of_levels(levels)).tolist() == levels.tolist()
    extremes = np.array([[0] * 4, [255] * 4], np.uint8)
    assert levels_of_energy(extremes).tolist() == [1, MAX_LEVEL]


def test_levels_rise_in_every_figure_with_fractions_between_them():
    whole = energy_of_levels([1, 2, 3, 4])
    assert np.array_equal(whole, stored(LEVELS))
    steps = np.diff(energy_of_levels(np.linspace(1, MAX_LEVEL, 31)).astype(int), axis=0)
    assert (steps >= 0).all()
    assert (whole[3] > whole[0]).all()
    between = energy_of_levels([1.5])[0].astype(int)
    assert abs(2 * between - whole[0] - whole[1]).max() <= 2


def test_what_is_stored_is_bounded():
    assert stored(np.array([-9.0, -2.0, 0.0, 1 / UNIT, 9.0])).tolist() == [0, 0, NEUTRAL, NEUTRAL + 1, 255]


def test_the_rolls_of_the_article_have_energy_without_drums():
    energy = song_to_rolls(band(bars=4), ARTICLE_SPEC)[0].energy
    assert energy.shape == (4, *ARTICLE_SPEC.shapes["energy"])
    assert (energy[:, :, 1:3] == stored(np.array(FULL))).all()


def test_rolls_that_come_without_energy_play_as_usual():
    rolls = song_to_rolls(band(), SPEC)[0]
    answer = {name: roll for name, roll in rolls._asdict().items() if name != "energy"}
    assert (Rolls.of(answer, SPEC).energy == NEUTRAL).all()
    assert np.array_equal(Rolls.of(rolls._asdict(), SPEC).energy, rolls.energy)


bars = st.lists(st.tuples(st.integers(4, 8), st.integers(2, 4), st.integers(40, 80)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=30)
@given(bars)
def test_a_song_of_twice_the_notes_has_nearly_the_same_energy(drawn):
    notes, strokes, velocity = map(list, zip(*drawn, strict=True))
    once, twice = (figures(playing(notes, velocity, strokes, times)) for times in (1, 2))
    assert np.array_equal(once[:, 1:3], twice[:, 1:3])
    np.testing.assert_allclose(twice, once, atol=0.1)


@settings(deadline=None, max_examples=30)
@given(bars, st.integers(1, 47))
def test_a_louder_song_has_the_same_energy(drawn, louder):
    notes, strokes, velocity = map(list, zip(*drawn, strict=True))
    one, other = (figures(playing(notes, [v + more for v in velocity], strokes)) for more in (0, louder))
    np.testing.assert_allclose(other, one, atol=1 / UNIT)


@settings(deadline=None, max_examples=60)
@given(songs)
def test_any_song_has_an_energy_for_every_beat(song):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rolls, _ = song_to_rolls(song, SPEC)
    assert rolls.energy.dtype == np.uint8
    assert rolls.energy.shape == (len(rolls.steps), *SPEC.shapes["energy"])
