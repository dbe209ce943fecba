from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.singers import hidden
from benchmarks.tune import LEAST_IN_ROLLS, measure
from tests.songs import SHARED, band, scale, songs
from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import Stretch, find_tune
from vae_music.rolls.tune_names import LEADS, NOTHING, SINGS, rank_of_name
from vae_music.song import Lyric, Song, Track

CONTOUR = (0, 2, 4, 2, 5, 4, 2, 7, 5, 4, 2, 0, -1, 0, 4, 2)


def line(first_bar: int, bars: int, low: int = 67, name: str = "", program: int = 0) -> Track:
    """A melody of four notes a bar that seldom repeats itself, in bars of 4/4."""
    beats = range(4 * first_bar, 4 * (first_bar + bars))
    return Track.of([(b, 0.9, low + CONTOUR[(b * b // 5 + b) % 16], 95) for b in beats], program, name=name)


def chords(bars: int, name: str = "Strings") -> Track:
    rows = [(4 * bar, 4, pitch + (bar % 2), 60) for bar in range(bars) for pitch in (48, 52, 55)]
    return Track.of(rows, 48, name=name)


def low_line(bars: int) -> Track:
    return Track.of([(beat, 1, 36 + 7 * (beat % 4 > 1), 80) for beat in range(4 * bars)], 33, name="Bass")


def rows_of_tune(song: Song, names: bool = True) -> list[tuple[float, int]]:
    notes, tune = song.notes(), find_tune(song, names).notes
    return sorted(zip(notes.onset[tune].tolist(), notes.pitch[tune].tolist(), strict=True))


def rows_of(*tracks: Track) -> list[tuple[float, int]]:
    return sorted((onset, pitch) for track in tracks for onset, _, pitch, _ in track.rows())


def test_a_named_track_wins_over_a_higher_one():
    song = Song((chords(8), line(0, 8, 79, "Flute"), line(0, 8, 60, "Lead Vocals"), low_line(8)))
    assert find_tune(song).stretches == (Stretch(2, 0, 7),)
    assert rows_of_tune(song) == rows_of(song.tracks[2])


@pytest.mark.parametrize("name", ["Lead Vocals", "VOX", "melody", "Melodía", "1: voce", "Gesang\0", "Jerry singing"])
def test_names_that_sing(name):
    assert rank_of_name(name) == SINGS


@pytest.mark.parametrize(
    "name", ["Backing Vocals", "BGV", "voice oohs", "Lead 6 (voice)", "2nd voice", "Vocoder", "Choir"]
)
def test_names_that_sing_along_do_not(name):
    assert rank_of_name(name) == NOTHING


def test_a_lead_says_less_than_a_singer_and_a_lead_guitar_nothing():
    assert [rank_of_name(name) for name in ("Lead", "solo", "lead guitar")] == [LEADS, LEADS, NOTHING]


def test_backing_vocals_are_not_the_tune():
    song = Song((line(0, 8, 64, "Vocals"), line(0, 8, 72, "Backing Vocals"), low_line(8)))
    assert rows_of_tune(song) == rows_of(song.tracks[0])


def test_a_name_that_most_tracks_have_tells_nothing():
    parts = (line(0, 8), chords(8), low_line(8))
    titled = Song(tuple(replace(track, name="My Melody") for track in parts))
    assert rows_of_tune(titled) == rows_of_tune(titled, names=False)


def test_lyrics_decide_which_track_sings():
    syncopated = Track.of([(onset + 0.5, 0.5, pitch, 80) for onset, _, pitch, _ in line(0, 8, 55).rows()], 25)
    song = Song((line(0, 8, 76), syncopated, low_line(8)))
    words = tuple(Lyric(onset, "la ") for onset in syncopated.onset.tolist())
    assert rows_of_tune(replace(song, lyrics=words)) == rows_of(syncopated)
    assert rows_of_tune(replace(song, lyrics=words), names=False) == rows_of_tune(song)


def test_the_tune_moves_to_the_guitar_while_the_singer_rests_and_comes_back():
    verses = Track.of(line(0, 8).rows() + line(16, 8).rows(), 52, name="Vocal")
    song = Song((verses, line(8, 8, 72, "Guitar", 27), chords(24), low_line(24)))
    assert find_tune(song).stretches == (Stretch(0, 0, 7), Stretch(1, 8, 15), Stretch(0, 16, 23))
    programs = song_to_rolls(song, RollSpec())[0].instrument[:, 0].tolist()
    assert programs == [52] * 4 + [27] * 4 + [52] * 4


def test_the_tune_rests_where_only_chords_and_bass_play():
    song = Song((line(8, 8, name="Vocal", program=52), chords(24), low_line(24)))
    assert find_tune(song).stretches == (Stretch(0, 8, 15),)


def test_of_octaves_one_line_is_kept():
    melody = line(0, 8, 64)
    above = [(onset, beats, pitch + 12, velocity) for onset, beats, pitch, velocity in melody.rows()]
    partly = Track.of(melody.rows() + above[8:16], name="Vocal")
    throughout = Track.of(melody.rows() + above, name="Vocal")
    assert rows_of_tune(Song((partly, low_line(8)))) == rows_of(melody)
    assert rows_of_tune(Song((throughout, low_line(8)))) == rows_of(Track.of(above))


def test_two_tracks_in_octaves_give_one_line():
    song = Song((line(0, 16, 60, program=65), line(0, 16, 72, program=73), chords(16), low_line(16)))
    assert rows_of_tune(song) in (rows_of(song.tracks[0]), rows_of(song.tracks[1]))


def test_names_are_not_looked_at_where_they_are_hidden():
    song = Song((chords(8, "Lead Vocal"), line(0, 8, 72), low_line(8)))
    assert rows_of_tune(song, names=False) == rows_of_tune(hidden(song)) == rows_of(song.tracks[1])


def test_the_tune_of_a_lone_track_is_its_upper_line():
    song = Song((Track.of(scale(72) + scale(60)),))
    assert find_tune(song).stretches == (Stretch(0, 0, 0),)
    assert rows_of_tune(song) == rows_of(Track.of(scale(72)))


@pytest.mark.parametrize("song", [Song(()), Song((Track.of(scale(36), is_drum=True),)), Song((Track.of([]),))])
def test_songs_of_drums_and_songs_without_notes_have_no_tune(song):
    tune = find_tune(song)
    assert (tune.notes.sum(), tune.stretches, tune.main_track(song)) == (0, (), -1)


@given(songs)
@settings(max_examples=100, deadline=None)
def test_of_any_song_the_tune_is_one_note_at_a_time_and_its_stretches_do_not_overlap(song):
    tune, notes = find_tune(song), song.notes()
    onset = np.round(notes.onset[tune.notes] * 12)
    assert len(set(onset.tolist())) == len(onset)
    bars = [bar for stretch in tune.stretches for bar in range(stretch.first_bar, stretch.last_bar + 1)]
    assert bars == sorted(set(bars))
    assert not len(bars) or bars[-1] < song.bar_count
    assert {stretch.track for stretch in tune.stretches} >= set(notes.track[tune.notes].tolist())


@given(songs)
@settings(max_examples=50, deadline=None)
def test_of_any_song_voice_0_has_notes_of_the_tune_and_no_others(song):
    notes, tune = song.notes(), find_tune(song).notes
    rolls, _ = song_to_rolls(song, RollSpec())
    voices = [track for track in rolls_to_song(rolls, RollSpec()).tracks if track.name == TUNE_TRACK]
    ours = {(round(onset * 12), pitch % 12) for track in voices for onset, _, pitch, _ in track.rows()}
    theirs = set(zip(np.round(notes.onset[tune] * 12).astype(int), notes.pitch[tune] % 12, strict=True))
    # The same pitch by another track less than a step away is a stroke of the same note.
    assert all(any((tick + near, pitch) in theirs for near in (-2, -1, 0, 1, 2)) for tick, pitch in ours)


def test_the_tune_of_a_band_is_in_voice_0():
    rolls, _ = song_to_rolls(band(), RollSpec())
    melody = next(track for track in rolls_to_song(rolls, RollSpec()).tracks if track.name == TUNE_TRACK)
    assert rows_of(melody) == rows_of(band().tracks[1])


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared MIDI data")
def test_the_tune_is_found_in_arrangements_names_hidden():
    folders = tuple(sorted(path for path in (SHARED / "parallel").iterdir() if path.is_dir())[::15])
    rows, in_rolls = measure(folders)
    assert all(np.mean([found.right for found in row]) > 0.99 for row in rows.values())
    assert min(np.mean(style) for style in in_rolls.values()) > LEAST_IN_ROLLS - 0.08  # of twenty songs a style
