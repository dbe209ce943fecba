from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.songs import band
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.joining import join_segments
from vae_music.rolls.pieces import cut_at_bars
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Track

SPEC = RollSpec()


def test_a_segment_is_cut_where_its_bars_differ_in_kind():
    pieces = cut_at_bars(band(4), SPEC, np.array([0, 0, 0, 1]))
    assert [column.tolist() for column in pieces] == [[0, 1, 1], [0, 0, 16], [32, 16, 16], [0, 0, 1]]


def test_bars_are_those_of_the_metre():
    song = replace(band(3), metre=(Metre(0.0, 3, 4),))
    pieces = cut_at_bars(song, SPEC, np.array([0, 1, 1, 0]))
    assert (pieces.length.tolist(), pieces.kind.tolist()) == ([12, 12, 12, 12], [0, 1, 1, 0])


def test_pieces_joined_are_the_song():
    rolls = song_to_rolls(band(4), SPEC)[0]
    pieces = cut_at_bars(band(4), SPEC, np.array([0, 1, 0, 0]))
    cut = Rolls(**pieces.cut_from({name: roll[pieces.segment] for name, roll in rolls._asdict().items()}, SPEC))
    assert cut.steps.tolist() == [16, 16, 32]
    inside = np.arange(SPEC.segment_steps) < cut.steps[:, None]
    assert not cut.pitch[~inside].any()
    assert np.array_equal(cut.pitch[inside], rolls.pitch.reshape(-1, SPEC.columns))
    assert np.array_equal(cut.velocity[inside], rolls.velocity.reshape(-1, SPEC.columns, 2))


def test_a_piece_has_the_energy_of_its_own_bars():
    song = replace(band(2), tracks=(*band(2).tracks, Track.of([(4, 1, pitch, 100) for pitch in range(60, 70)])))
    rolls = song_to_rolls(song, SPEC)[0]
    pieces = cut_at_bars(song, SPEC, np.array([0, 1]))
    cut = pieces.cut_from({"energy": rolls.energy[pieces.segment]}, SPEC)["energy"]
    assert (cut[0] == rolls.energy[0, 0]).all()
    assert (cut[1] == rolls.energy[0, 4]).all()
    assert (cut[0] != cut[1]).any()


def held_by(bands: list[int], programs: list[int]) -> Song:
    """A pitch held through segments of one bar, in which these programs are certain."""
    count = len(bands)
    pitch = np.zeros((count, 32, SPEC.columns), np.uint8)
    velocity = np.zeros((count, 32, SPEC.columns, 2), np.uint8)
    pitch[:, :16, 4] = 40
    velocity[0, 0, 4, 0] = 90
    probability = np.zeros((count, SPEC.instrument_columns, SPEC.instrument_classes), np.float32)
    probability[np.arange(count), 4, programs] = 1
    arrays = {"pitch": pitch, "velocity": velocity, "instrument": np.zeros((count, SPEC.instrument_columns), np.uint8)}
    rolls = Rolls.of(arrays | {"steps": np.full(count, 16, np.uint8)}, SPEC)
    return join_segments(rolls, probability, SPEC, bands=np.array(bands))


def test_another_band_begins_a_held_note_anew_on_its_own_instrument():
    song = held_by([0, 1, 0], [24, 48, 24])
    assert {track.program: [row[:2] for row in track.rows()] for track in song.tracks} == {
        24: [(0.0, 4.0), (8.0, 4.0)],
        48: [(4.0, 4.0)],
    }


def test_another_band_with_the_same_instrument_lets_the_note_sound():
    song = held_by([0, 1, 0], [24, 24, 24])
    assert [row[:2] for track in song.tracks for row in track.rows()] == [(0.0, 12.0)]


def test_a_band_that_comes_back_has_its_instruments_again_although_it_is_less_sure_of_them():
    rolls_of_two_bands = [24, 48, 24, 48]
    sure = held_by([0, 1, 0, 1], rolls_of_two_bands)
    assert sorted(track.program for track in sure.tracks) == [24, 48]
    assert all(len(track) == 2 for track in sure.tracks)
