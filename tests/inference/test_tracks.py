from __future__ import annotations

from dataclasses import replace

import pytest

from tests.songs import band
from vae_music.errors import MidiError
from vae_music.inference.source import read_source
from vae_music.inference.tracks import TrackError, Tracks, find_track, tune_json, tune_text
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import tune_of_track
from vae_music.song import Song, Track

SPEC = RollSpec()
CHORDS, TUNE, LOW, KIT = range(4)
"""The tracks of the band, in its order."""


def rows(song: Song, name: str) -> list[tuple]:
    return [row for track in song.tracks if track.name == name for row in track.rows()]


@pytest.mark.parametrize(("wanted", "index"), [(1, 0), ("2", 1), ("tune", 1), (" KIT ", 3)])
def test_a_track_is_named_by_its_number_or_its_name(wanted, index):
    assert find_track(band(), wanted) == index


@pytest.mark.parametrize("wanted", ["tun", 0, 5, ""])
def test_an_unknown_track_is_refused_with_the_names_there_are(wanted):
    with pytest.raises(TrackError, match=r"no track .*, only 1 Chords, 2 Tune, 3 Low, 4 Kit"):
        find_track(band(), wanted)


def test_a_number_is_a_number_even_if_another_track_is_called_so():
    song = Song((Track.of([], name="2"), Track.of([], name="1")))
    assert [find_track(song, wanted) for wanted in (1, 2, "1", "2")] == [0, 1, 1, 0]


def test_a_track_without_a_name_is_called_by_its_instrument():
    chords, tune, *others = (replace(track, name="") for track in band().tracks)
    song = replace(band(), tracks=(chords, tune, replace(tune, program=0), *others))
    assert (find_track(song, "drums"), find_track(song, "Flute")) == (4, 1)
    with pytest.raises(TrackError, match=r"several tracks are called 'acoustic grand piano'; .* one: 1, 3"):
        find_track(song, "Acoustic Grand Piano")


@pytest.mark.parametrize("tracks", [Tracks(melody="kit"), Tracks(melody="tune", mute=(TUNE + 1,))])
def test_a_melody_of_drums_or_of_a_muted_track_is_refused(tracks):
    with pytest.raises(TrackError, match="no tune in track"):
        read_source(band(), SPEC, tracks)


def test_the_tune_is_told_by_track_and_bars():
    tune = tune_of_track(band(bars=8), TUNE)
    told = tune_json(band(bars=8), tune)
    assert told == [{"track": 2, "name": "Tune", "first_bar": 1, "last_bar": 8}]
    assert (tune_text(told), tune_text([])) == ("Tune (track 2), bars 1-8", "none")


def test_every_transfer_tells_where_the_tune_is(tiny_model):
    assert tiny_model.transfer(band(), "jazz").remarks[0] == "tune: Tune (track 2), bars 1-2"
    assert tiny_model.transfer(band(), "jazz", melody="chords").remarks[0] == "tune: Chords (track 1), bars 1-2"


def test_the_melody_that_is_named_is_the_one_that_is_kept(tiny_model):
    song = tiny_model.transfer(band(), "jazz", melody="low", keep_melody=True)
    assert rows(song, "Tune") == band().tracks[LOW].rows()


def test_a_kept_melody_is_copied_not_put_through_the_rolls(tiny_model):
    shifted = replace(band().tracks[TUNE], onset=band().tracks[TUNE].onset + 0.01)
    source = replace(band(), tracks=(band().tracks[CHORDS], shifted, *band().tracks[LOW:]))
    assert rows(tiny_model.transfer(source, "jazz", keep_melody=True), "Tune") == shifted.rows()


def test_kept_tracks_stay_exactly_as_they_are_and_are_not_played_twice(tiny_model):
    song = tiny_model.transfer(band(bars=4), "jazz", keep=["kit", "low", 2])
    assert [track for track in song.tracks if track.name in ("Kit", "Low", "Tune")] == [
        band(bars=4).tracks[index] for index in (TUNE, LOW, KIT)
    ]
    assert not {"Bass", "Drums"} & {track.name for track in song.tracks}


def test_muted_tracks_are_taken_out_of_the_source():
    source = read_source(band(), SPEC, Tracks(mute=("kit", "tune")))
    assert not source.rolls.pitch[:, :, SPEC.voices :].any()
    assert [len(track) for track in source.song.tracks] == [len(band().tracks[CHORDS]), 0, len(band().tracks[LOW]), 0]


def test_a_song_of_which_all_is_muted_is_refused():
    with pytest.raises(MidiError, match="no notes"):
        read_source(band(), SPEC, Tracks(mute=(1, 2, 3, 4)))
