from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band
from vae_music.errors import MidiError
from vae_music.inference.source import read_source
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track

SPEC = RollSpec()


def with_a_silent_middle() -> Song:
    return Song((Track.of([(0, 1, 60, 90), (20, 1, 64, 90)]),), length_beats=24)


def test_only_segments_that_sound_go_through_a_model():
    source = read_source(with_a_silent_middle(), SPEC)
    assert source.heard.tolist() == [True, False, True]
    assert {len(roll) for roll in source.sounding.values()} == {2}
    assert source.sounding_steps.tolist() == [32, 32]


def test_an_answer_comes_back_to_its_place_and_silence_stays():
    source = read_source(with_a_silent_middle(), SPEC)
    whole = source.in_place({"pitch": np.array([[1], [2]], np.uint8), "steps": np.array([9, 9], np.uint8)})
    assert whole["pitch"].tolist() == [[1], [0], [2]]
    assert whole["steps"].tolist() == [32, 32, 32]


def test_notes_that_do_not_fit_are_reported_in_the_remarks():
    crowd = Song((Track.of([(0, 1, pitch, 90) for pitch in range(40, 70)]),))
    assert read_source(crowd, SPEC).song.remarks[1:] == ("20 of 30 notes left out (20 with no voice free)",)
    assert read_source(band(), SPEC).song.remarks == ("tune: Tune (track 2), bars 1-2",)


@pytest.mark.parametrize("song", [Song(()), Song((Track.of([(0, 1, 3, 90)], is_drum=True),))])
def test_a_song_without_a_note_for_the_rolls_is_refused(song):
    with pytest.raises(MidiError, match="the song: no note"):
        read_source(song, SPEC)


def test_a_refusal_names_the_file(tmp_path):
    replace(band(), tracks=()).write(tmp_path / "empty.mid")
    with pytest.raises(MidiError, match=r"empty\.mid: no notes"):
        read_source(tmp_path / "empty.mid", SPEC)
