"""Songs played in sections by a small model with weights at random, with borders inside its segments of two bars."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.songs import band
from vae_music.errors import ModelError
from vae_music.inference.energy import BarsLevel
from vae_music.inference.sections import SOURCE, PlannedSection
from vae_music.midi.write import song_to_bytes
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.song import Metre, Song, Track

PLAN = (
    PlannedSection(1, 3, "jazz"),
    PlannedSection(4, 8, "pop", variant=2),
    PlannedSection(9, 9, "classical", strength=0.5),
    PlannedSection(10, None, "jazz", variant=2),
)
TICK, STEP = 1 / 12, 1 / 4


def onsets(song: Song, first: float, end: float) -> set[tuple]:
    """The notes that begin between two beats, whatever plays them."""
    return {
        (round(onset / TICK), pitch, track.is_drum)
        for track in song.tracks
        for onset, _, pitch, _ in track.rows()
        if first - 1e-6 <= onset < end - 1e-6
    }


def sounding(song: Song, beat: float) -> set[int]:
    """The pitches that sound at a beat."""
    return {
        pitch
        for track in song.tracks
        if not track.is_drum
        for onset, duration, pitch, _ in track.rows()
        if onset <= beat + 1e-6 < onset + duration
    }


def held_over(song: Song, beat: float) -> set[int]:
    """The pitches of notes that begin before a beat and last for a step after it, which legato lines may reach."""
    return {
        pitch
        for track in song.tracks
        if not track.is_drum
        for onset, duration, pitch, _ in track.rows()
        if onset < beat - 1e-6 and onset + duration > beat + STEP + 1e-6
    }


def beats_of(section: PlannedSection, song: Song) -> tuple[float, float]:
    bars = song.downbeats()
    return bars[section.first - 1], bars[section.last or -1]


def wholes(model, song: Song) -> list[Song]:
    """The transfers of the whole song in the ways of the sections of the plan."""
    ways = [(one.style, 1.0 if one.strength is None else one.strength, one.variant or 1) for one in PLAN]
    return [model.transfer(song, style, strength, variant=variant) for style, strength, variant in ways]


@pytest.mark.parametrize("metre", [Metre(0.0, 4, 4), Metre(0.0, 3, 4)])
def test_every_section_begins_the_notes_that_the_whole_song_has_there(tiny_model, metre):
    song = replace(band(12), metre=(metre,))
    new = tiny_model.transfer(song, sections=PLAN)
    for section, whole in zip(PLAN, wholes(tiny_model, song), strict=True):
        first, end = beats_of(section, song)
        expected = onsets(whole, first, end)
        more = onsets(new, first, end) - expected
        assert expected <= onsets(new, first, end)
        assert {tick for tick, _, _ in more} <= {round(first / TICK)}  # what is held over the border is begun anew
        assert {pitch for _, pitch, _ in more} <= sounding(whole, first)


def test_no_note_of_a_section_hangs_over_into_the_next(tiny_model):
    new = tiny_model.transfer(band(12), sections=PLAN)
    versions, could_hang = wholes(tiny_model, band(12)), set()
    for section, before, after in zip(PLAN[1:], versions, versions[1:], strict=False):
        border = beats_of(section, band(12))[0]
        assert held_over(new, border) <= sounding(after, border + STEP)
        assert held_over(after, border) <= sounding(new, border + STEP)
        could_hang |= held_over(before, border) - sounding(after, border + STEP)
    assert could_hang


def test_no_bar_is_silent_and_the_frame_is_that_of_the_source(tiny_model):
    new = tiny_model.transfer(band(12), sections=PLAN)
    bars = band(12).downbeats()
    assert new.downbeats().tolist() == bars.tolist()
    assert all(onsets(new, first, end) for first, end in pairwise(bars))


def test_one_section_of_all_bars_is_a_plain_transfer(tiny_model):
    for asked in ({"style": "jazz"}, {"style": "pop", "variant": 2}):
        plain = tiny_model.transfer(band(6), **asked)
        assert tiny_model.transfer(band(6), sections=[PlannedSection(1, **asked)]) == plain
        assert tiny_model.transfer(band(6), **asked, sections=[PlannedSection(2, 3)]) == plain


def test_a_section_may_be_written_as_a_tuple(tiny_model):
    by_name = tiny_model.transfer(band(4), sections=[PlannedSection(1, 2, "pop", 2), PlannedSection(3, 4, "jazz")])
    assert tiny_model.transfer(band(4), sections=[(1, 2, "pop", 2), (3, 4, "jazz")]) == by_name


def test_bars_that_no_section_names_are_played_as_the_whole_transfer(tiny_model):
    some = tiny_model.transfer(band(8), "jazz", sections=[PlannedSection(4, 5, "pop")])
    every = [PlannedSection(1, 3, "jazz"), PlannedSection(4, 5, "pop"), PlannedSection(6, 8, "jazz")]
    assert some == tiny_model.transfer(band(8), sections=every)
    alike = tiny_model.transfer(band(8), like=band(3), sections=[PlannedSection(4, 5, "pop")])
    whole = tiny_model.transfer(band(8), like=band(3))
    assert onsets(alike, 0, 12) == onsets(whole, 0, 12)


def test_the_energy_of_a_section_is_that_of_the_option_for_its_bars(tiny_model):
    by_option = tiny_model.transfer(band(8), "jazz", energy=[BarsLevel(3, 6, 4.0)])
    assert tiny_model.transfer(band(8), "jazz", sections=[PlannedSection(3, 6, energy=4.0)]) == by_option
    assert by_option != tiny_model.transfer(band(8), "jazz")


def test_another_style_of_one_section_leaves_the_others_as_they_were(tiny_model):
    def sampled(style: str) -> Song:
        plan = [PlannedSection(1, 3, style), PlannedSection(4, 8, "pop")]
        return tiny_model.transfer(band(8), temperature=0.8, seed=3, sections=plan)

    one, other = sampled("jazz"), sampled("classical")
    assert onsets(one, 0, 12) != onsets(other, 0, 12)
    assert onsets(one, 12.1, 32) == onsets(other, 12.1, 32)
    assert song_to_bytes(one) == song_to_bytes(sampled("jazz"))


def test_other_bars_stay_as_they_are_if_no_style_is_given(tiny_model):
    song = tiny_model.transfer(band(8), sections=[PlannedSection(3, 5, "jazz")])
    for track in band(8).tracks:
        stays = [row for row in track.rows() if not 8 <= row[0] < 20]
        assert [one.rows() for one in song.tracks if one.name == track.name and one.rows() == stays] == [stays]
    assert onsets(song, 8, 20) == onsets(tiny_model.transfer(band(8), "jazz"), 8, 20) | onsets(song, 8, 8.1)
    by_word = tiny_model.transfer(
        band(8), "jazz", sections=[PlannedSection(1, 2, SOURCE), PlannedSection(6, None, SOURCE)]
    )
    assert by_word == song


def test_notes_that_anticipate_a_border_belong_to_the_bar_after_it(tiny_model):
    early = Track.of([(0, 1, 60, 90), (3.95, 1, 62, 90), (7.95, 1, 64, 90)], program=24, name="Guitar")
    song = replace(band(4), tracks=(*band(4).tracks, early))
    new = tiny_model.transfer(song, sections=[PlannedSection(1, 1, "jazz"), PlannedSection(3, 4, "jazz")])
    assert [track.rows() for track in new.tracks if track.name == "Guitar"] == [[(3.95, 1.0, 62, 90)]]


def test_notes_held_over_a_border_are_cut_and_struck_again_but_not_those_that_only_overlap(tiny_model):
    pad = Track.of([(2, 8, 60, 70), (3, 1.2, 64, 70), (6, 4, 67, 70)], program=89, name="Pad")
    song = replace(band(4), tracks=(*band(4).tracks, pad))
    new = tiny_model.transfer(song, sections=[PlannedSection(1, 1, "jazz"), PlannedSection(3, 4, "jazz")])
    assert [track.rows() for track in new.tracks if track.name == "Pad"] == [[(4.0, 4.0, 60, 70), (6.0, 2.0, 67, 70)]]


def test_a_kept_melody_goes_on_over_the_borders_on_the_instruments_of_the_sections(tiny_model):
    new = tiny_model.transfer(band(12), keep_melody=True, sections=PLAN)
    tunes = [track for track in new.tracks if track.name == TUNE_TRACK]
    assert sorted(row for track in tunes for row in track.rows()) == band(12).tracks[1].rows()
    some = tiny_model.transfer(band(8), keep_melody=True, sections=[PlannedSection(3, 5, "jazz")])
    tunes = [track for track in some.tracks if track.name == TUNE_TRACK]
    assert sorted(row for track in tunes for row in track.rows()) == band(8).tracks[1].rows()


def test_kept_tracks_are_there_once_and_whole(tiny_model):
    new = tiny_model.transfer(band(8), keep=["low"], sections=[PlannedSection(3, 5, "jazz")])
    assert [track for track in new.tracks if track.program == 33 and track.name == "Low"] == [band(8).tracks[2]]


def test_a_rest_and_bars_of_drums_alone_stay_so(tiny_model):
    kit = Track.of([(beat, 0.25, 36, 110) for beat in range(16, 32)], is_drum=True, name="Kit")
    song = Song((band(2).tracks[1], kit), length_beats=32)
    new = tiny_model.transfer(song, sections=[PlannedSection(1, 3, "jazz"), PlannedSection(4, None, "pop")])
    assert not onsets(new, 8, 16)
    assert all(is_drum for _, _, is_drum in onsets(new, 16, 32))


def test_a_plan_that_leaves_everything_as_it_is_gives_the_source(tiny_model):
    assert tiny_model.transfer(band(), "jazz", sections=[PlannedSection(1, None, SOURCE)]) == band()


@pytest.mark.parametrize(
    ("sections", "why"),
    [
        ([PlannedSection(1, 4, "jazz"), PlannedSection(4, 5, "pop")], "bar 4 is in two sections"),
        ([PlannedSection(1, None, "jazz"), PlannedSection(4, 5, "pop")], "bar 4 is in two sections"),
        ([PlannedSection(3, 2, "jazz")], "no such bars: 3-2"),
        ([PlannedSection(0, 2, "jazz")], "no such bars: 0-2"),
        ([PlannedSection(1, 2, energy=2)], "bars 1-2 stay as they are"),
        ([PlannedSection(1, 2, SOURCE, strength=0.5)], "bars 1-2 stay as they are"),
        ([PlannedSection(1, 2, variant=2)], "a variant without a style"),
        ([PlannedSection(1, 2, "jazz", strength=np.nan)], "no such strength"),
        ([PlannedSection(1, 2, "polka")], "no style 'polka'"),
        ([PlannedSection(1, 2, "jazz", variant=99)], "no variant 99"),
        ([PlannedSection(1, 2, "jazz", energy=9)], "no level 9"),
        ([], "needs a style"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused(tiny_model, sections, why):
    with pytest.raises(ModelError, match=why):
        tiny_model.transfer(band(8), sections=sections)


def test_a_bar_that_the_song_does_not_have_is_refused(tiny_model):
    from vae_music.errors import BarError

    with pytest.raises(BarError, match="no bar 3 in a song of 2 bars"):
        tiny_model.transfer(band(2), sections=[PlannedSection(3, None, "jazz")])
