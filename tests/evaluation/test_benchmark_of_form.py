from __future__ import annotations

from types import SimpleNamespace

from benchmarks.form import Case, names_sections, outputs
from tests.songs import band


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
