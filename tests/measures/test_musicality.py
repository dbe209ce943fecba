from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.songs import band, songs
from vae_music.measures.form import distinct_drum_bars, struck_again
from vae_music.measures.musicality import Musicality, bass_agreement, measure_musicality, sounding
from vae_music.measures.notes import TICKS_PER_BEAT, pitched
from vae_music.song import Metre, Song, Track


def held(*pitches: int, onset: float = 0, duration: float = 4, program: int = 0) -> Track:
    """A chord of one track."""
    return Track.of([(onset, duration, pitch, 80) for pitch in pitches], program)


def in_turn(*pitches: int, beats: float = 1) -> Song:
    return Song((Track.of([(index * beats, beats, pitch, 80) for index, pitch in enumerate(pitches)]),))


def drums() -> Track:
    return Track.of([(beat, 0.1, 36, 80) for beat in range(16)], is_drum=True)


@pytest.mark.parametrize(
    ("pitches", "share"),
    [
        ((60, 61), 1),
        ((60, 71), 1),
        ((60, 73), 1),
        ((60, 62), 0),
        ((60, 72), 0),
        ((60, 83), 0),
        ((60, 64, 67, 71), 1 / 6),
    ],
)
def test_a_semitone_a_major_seventh_and_a_minor_ninth_clash(pitches, share):
    assert measure_musicality(Song((held(*pitches),))).clashes == pytest.approx(share)


def test_clashes_are_counted_at_half_beats_and_once_for_each_pair_of_pitches():
    doubled = (held(60, 64), held(60, program=40), held(61, onset=2, duration=2))
    assert measure_musicality(Song(doubled)).clashes == pytest.approx(4 / (4 * 1 + 4 * 3))
    between = (held(60), Track.of([(0.1, 0.3, 61, 80)]))  # passed before the next half beat
    assert math.isnan(measure_musicality(Song(between)).clashes)


def test_a_note_played_into_the_next_one_does_not_clash_with_it():
    late = Song((Track.of([(0, 1.04, 60, 80), (1, 1.04, 61, 80), (1.97, 1, 62, 80)]),))
    assert math.isnan(measure_musicality(late).clashes)
    assert measure_musicality(late).polyphony == 1


def test_notes_outside_the_best_scale_of_four_bars_are_counted():
    c_major, a_minor = (60, 62, 64, 65, 67, 69, 71, 72), (57, 59, 60, 62, 64, 65, 67, 69)
    assert measure_musicality(in_turn(*c_major)).outside_scale == 0
    assert measure_musicality(in_turn(*a_minor)).outside_scale == 0
    assert measure_musicality(in_turn(*c_major, 61)).outside_scale == pytest.approx(1 / 9)


def test_a_song_may_change_its_key_every_four_bars():
    c_major = (60, 62, 64, 65, 67, 69, 71, 72) * 2
    song = in_turn(*c_major, *(pitch + 6 for pitch in c_major))
    assert measure_musicality(song).outside_scale == 0
    assert measure_musicality(replace(song, metre=(Metre(0.0, 8, 4),))).outside_scale > 0.2


def test_density_counts_notes_and_polyphony_and_register_tell_what_sounds():
    song = Song((held(48, 60), held(60, onset=8, program=40), drums()), length_beats=16)
    found = measure_musicality(song)
    assert found.density == 3 / 16
    assert found.polyphony == (2 * 4 + 1 * 4) / 8
    assert found.register == 56


def test_what_form_measures_too_is_the_same():
    found = measure_musicality(band(4))
    assert (found.struck_again, found.drum_bars) == (struck_again(band(4)), distinct_drum_bars(band(4)))


def test_drums_alone_have_no_other_figures():
    found = measure_musicality(Song((drums(),)))
    assert (found.drum_bars, found.density) == (1 / 4, 0)
    assert np.isnan(found).sum() == len(Musicality._fields) - 2


def test_the_bass_agrees_in_any_octave_where_both_sound():
    source = Song((held(48, 64), held(43, 67, onset=4)))
    assert bass_agreement(source, source) == 1
    assert bass_agreement(source, Song((held(60, 76), held(45, 67, onset=4)))) == 0.5
    assert bass_agreement(source, Song((held(60),))) == 1  # the rest is silent
    assert math.isnan(bass_agreement(source, Song((held(48, onset=12),))))
    assert math.isnan(bass_agreement(source, Song((drums(),))))


@settings(deadline=None)
@given(songs, songs)
def test_any_song_can_be_measured(source, output):
    found = measure_musicality(output)
    shares = (*found[:4], bass_agreement(source, output))
    assert all(math.isnan(share) or 0 <= share <= 1 for share in shares)
    assert found.density >= 0
    assert math.isnan(found.polyphony) or found.polyphony >= 1
    assert math.isnan(found.register) or 0 <= found.register <= 127


def slow_sounding(song: Song) -> set[tuple[int, int]]:
    """The same as `sounding`, note by note, as ticks and pitches."""
    heard = set()
    for track in song.tracks:
        for onset, duration, pitch, _ in [] if track.is_drum else track.rows():
            start = round(onset * TICKS_PER_BEAT)
            heard |= {
                (tick, pitch) for tick in range(start, max(round((onset + duration) * TICKS_PER_BEAT), start + 1))
            }
    return heard


@settings(deadline=None)
@given(songs)
def test_what_sounds_is_found_as_it_is_note_by_note(song):
    assert set(zip(*map(np.ndarray.tolist, np.nonzero(sounding(pitched(song)))), strict=True)) == slow_sounding(song)
