from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.songs import band
from vae_music.measures.form import Section
from vae_music.measures.sections import find_sections, marked_sections, novelty, played_sections
from vae_music.song import Marker, Metre, Song, Track


def marked(*markers: tuple[float, str]) -> Song:
    return replace(band(20), markers=tuple(Marker(*marker) for marker in markers))


def verses_and_choruses(*bars: int) -> Song:
    """Sections of so many bars, in turn of a piano alone and of a band that is twice as loud."""
    edges = np.cumsum([0, *bars]) * 4
    thin, full = [], []
    for index, (first, end) in enumerate(pairwise(edges.tolist())):
        thin += [(beat, 1, 60 + beat % 5, 50 + 50 * (index % 2)) for beat in range(first, end)]
        full += [(beat, 0.5, 36, 110) for beat in range(first, end) if index % 2]
    return Song((Track.of(thin), Track.of(full, program=33), Track.of(full, is_drum=True)), length_beats=edges[-1])


def test_marked_sections_go_from_one_marker_that_names_a_part_to_the_next():
    song = marked((0, "© 1996"), (8, "Intro"), (15.9, "Verse 1"), (16, "VERSE"), (40, "solo: sax"), (60, "OUTRO"))
    sections, names = marked_sections(song)
    assert sections == [Section(2, 2), Section(4, 6), Section(10, 5), Section(15, 5)]
    assert names == ["Intro", "Verse 1", "solo: sax", "OUTRO"]


def test_bars_are_those_of_the_metre():
    song = replace(marked((0, "A verse"), (12, "chorus"), (24, "verse"), (36, "coda")), metre=(Metre(0.0, 3, 4),))
    assert [section.first_bar for section in marked_sections(song).sections] == [0, 4, 8, 12]


def test_fewer_than_four_sections_are_none():
    assert marked_sections(marked((0, "intro"), (16, "verse"), (32, "chorus"), (48, "by the band"))).sections == []
    assert marked_sections(band()).sections == []


def test_markers_come_first_and_what_is_before_them_is_a_section_without_a_name():
    found = find_sections(marked((8, "Intro"), (16, "verse"), (32, "chorus"), (48, "coda")))
    assert found.sections == [Section(0, 2), Section(2, 2), Section(4, 4), Section(8, 4), Section(12, 8)]
    assert found.names == ["", "Intro", "verse", "chorus", "coda"]


@pytest.mark.parametrize("bars", [(8, 8, 8), (4, 8, 16, 8), (6, 8, 8), (12, 20)])
def test_without_markers_sections_begin_where_the_music_changes(bars):
    found = find_sections(verses_and_choruses(*bars))
    assert [section.bars for section in found.sections] == list(bars)
    assert found.names == [""] * len(bars)


def test_music_that_does_not_change_is_one_section():
    assert played_sections(band(40)) == [Section(0, 40)]
    assert played_sections(Song(())) == [Section(0, 1)]


def test_novelty_is_highest_where_everything_changes_and_none_where_nothing_does():
    curve = novelty(verses_and_choruses(8, 8))
    assert curve.argmax() == 8
    assert curve[[2, 3, 4, 5, 11, 12, 13]] == pytest.approx(0, abs=1e-9)


def test_sections_cover_a_very_long_song():
    assert played_sections(Song((Track.of([(0, 1, 60, 90)]),), length_beats=40_000)) == [Section(0, 10_000)]
    sections = played_sections(Song((Track.of([(0, 1, 60, 90)]),), length_beats=1_600))
    assert sum(section.bars for section in sections) == 400
