from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from benchmarks.form import Case, names_sections, outputs, sections_of
from tests.songs import band
from vae_music.measures.form import Section
from vae_music.song import Marker, Metre, Song


def marked(*markers: tuple[float, str]) -> Song:
    return replace(band(20), markers=tuple(Marker(*marker) for marker in markers))


def test_sections_go_from_one_marker_that_names_a_part_to_the_next():
    song = marked((0, "© 1996"), (8, "Intro"), (15.9, "Verse 1"), (16, "VERSE"), (40, "solo: sax"), (60, "OUTRO"))
    assert sections_of(song) == [Section(2, 2), Section(4, 6), Section(10, 5), Section(15, 5)]


def test_bars_are_those_of_the_metre():
    song = replace(marked((0, "A verse"), (12, "chorus"), (24, "verse"), (36, "coda")), metre=(Metre(0.0, 3, 4),))
    assert [section.first_bar for section in sections_of(song)] == [0, 4, 8, 12]


def test_fewer_than_four_sections_are_none():
    assert sections_of(marked((0, "intro"), (16, "verse"), (32, "chorus"), (48, "by the band"))) == []
    assert sections_of(band()) == []


def test_a_corpus_names_sections_if_its_manifest_does(parallel_folder, tmp_path):
    assert names_sections(parallel_folder)
    assert not names_sections(tmp_path)


def test_the_row_of_constant_energy_is_there_for_a_model_that_takes_energy():
    case, asked = Case(band(8), [], "jazz"), []

    def transfer(song, style, energy=None):
        asked.append(energy)
        return song

    assert [name for name, _ in outputs(SimpleNamespace(transfer=transfer), case)] == [
        "source",
        "model",
        "model, constant energy",
    ]
    assert asked == [None, [2.5] * 8]
    without = SimpleNamespace(transfer=lambda song, style: song)
    rows = [name for name, _ in outputs(without, case._replace(truth=band(8)))]
    assert rows == ["source", "true arrangement", "model"]
