from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from tests.evaluation.bands import arrangement
from tests.songs import songs
from vae_music.measures.features import ASPECTS, describe
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Tempo

SONG = arrangement(3, "jazz")


def changed(aspect: str, song: Song) -> bool:
    return not np.allclose(getattr(describe(SONG), aspect), getattr(describe(song), aspect))


def with_tracks(**fields) -> Song:
    return replace(SONG, tracks=tuple(replace(track, **fields) for track in SONG.tracks))


def test_other_instruments_change_no_description_but_that_of_instruments():
    assert [changed(aspect, with_tracks(program=7)) for aspect in ASPECTS] == [False, False, True, True]


def test_other_velocities_are_heard_in_velocities_alone():
    quiet = replace(SONG, tracks=tuple(replace(t, velocity=t.velocity // 2) for t in SONG.tracks))
    assert [changed(aspect, quiet) for aspect in ASPECTS] == [False, True, False, True]


def test_key_tempo_and_names_of_tracks_are_not_heard():
    other = replace(SONG.transpose(3), tempo=(Tempo(0, 240),))
    other = replace(other, tracks=tuple(replace(track, name="x") for track in other.tracks))
    assert not any(changed(aspect, other) for aspect in ASPECTS)


def test_drums_are_no_notes():
    without = replace(SONG, tracks=tuple(track for track in SONG.tracks if not track.is_drum))
    assert [changed(aspect, without) for aspect in ASPECTS] == [False, False, True, True]


def test_notes_are_heard_whichever_track_holds_them():
    melody, bass, *others = SONG.tracks
    joined = replace(melody, **{
        name: np.concatenate([getattr(melody, name), getattr(bass, name)])
        for name in ("onset", "duration", "pitch", "velocity")
    })  # fmt: skip
    assert not changed("notes", replace(SONG, tracks=(joined, *others)))
    assert changed("notes", replace(SONG, tracks=(melody, *others)))


def test_the_rolls_change_little():
    rolled = rolls_to_song(song_to_rolls(SONG, RollSpec())[0], RollSpec(), SONG)
    near, far = (
        np.linalg.norm(describe(SONG).notes - describe(song).notes) for song in (rolled, arrangement(3, "pop"))
    )
    assert near < 0.1 * far


@given(songs)
def test_any_song_can_be_described(song):
    sizes = [len(vector) for vector in describe(Song(()))]
    assert [len(vector) for vector in describe(song)] == sizes
    assert all(np.isfinite(vector).all() for vector in describe(song))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_styles_lie_apart(aspect):
    def at(style: str, tune: int) -> np.ndarray:
        return getattr(describe(arrangement(tune, style)), aspect)

    within = np.linalg.norm(at("jazz", 1) - at("jazz", 2))
    assert within < np.linalg.norm(at("jazz", 1) - at("pop", 1))
