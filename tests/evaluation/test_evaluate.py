from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from tests.evaluation.conftest import TRANSFERS, asked
from vae_music.errors import CorpusError, MidiError, ModelError
from vae_music.evaluation.baselines import ANOTHER, COPY, SWAPPED, TRUTH, TRUTH_ROLLED
from vae_music.evaluation.evaluate import evaluate
from vae_music.evaluation.judged import OWN, by_target, rows, targets, within_ranges
from vae_music.evaluation.report.json import record
from vae_music.evaluation.report.plot import plot_evaluation
from vae_music.evaluation.report.text import report_text
from vae_music.export.trained_on import TrainedOn


def test_every_system_has_a_row(found, tiny):
    table = rows(found.judged)
    assert list(table) == [COPY, SWAPPED, ANOTHER, tiny.name, f"{tiny.name}, melody kept", TRUTH_ROLLED, TRUTH]
    assert {row.transfers for row in table.values()} == {TRANSFERS}


def test_the_baselines_stand_where_they_must(found):
    table = rows(found.judged)
    assert table[COPY].figures["chroma"].value == pytest.approx(1)
    assert table[COPY].figures["right_notes"].value == table[SWAPPED].figures["right_notes"].value == 0
    assert table[SWAPPED].figures["right_instruments"].value == 1
    assert table[TRUTH].figures["right_all"].value == table[ANOTHER].figures["right_all"].value == 1
    assert table[TRUTH].figures["chroma"].value > table[ANOTHER].figures["chroma"].value


def test_a_copy_and_the_true_arrangement_follow_the_form(found):
    table = rows(found.judged)
    for system in (COPY, TRUTH):  # the chords rest at the end
        assert table[system].figures["follow_notes"].value == pytest.approx(1)
        assert table[system].figures["explained_notes"].value == pytest.approx(1)
    drum_bars = [one.form.drum_bars for one in found.judged if one.system == TRUTH and one.target != "classical"]
    assert drum_bars == [1 / 8] * len(drum_bars)


def test_true_arrangements_lie_within_the_ranges_of_their_style_and_swapped_instruments_do_not(found):
    table = within_ranges(found.judged, found.judge)
    assert list(table) == [OWN, *rows(found.judged)]
    for system in (OWN, TRUTH, ANOTHER):
        assert table[system]["density"].value == table[system]["drum_bars"].value == 1
    assert table[SWAPPED]["density"].value == 0
    assert table[TRUTH]["within_range"].value > table[COPY]["within_range"].value


def test_the_bass_is_compared_with_that_of_the_source(found):
    table = rows(found.judged)
    assert table[COPY].figures["bass"].value == table[SWAPPED].figures["bass"].value == 1
    assert table[TRUTH].figures["bass"].value > table[ANOTHER].figures["bass"].value


def test_each_target_style_has_its_own_ranges(found):
    for target in targets(found.judged):
        table = within_ranges(found.judged, found.judge, target)
        assert table[OWN]["density"].value == table[TRUTH]["density"].value == 1
    assert found.judge.ranges.of(found.styles.index("classical"))["drum_bars"] == (-1, -1)


def test_each_target_style_has_its_own_figure(found):
    assert {target: figure.value for target, figure in by_target(found.judged)[TRUTH].items()} == dict.fromkeys(
        {one.target for one in found.judged}, 1.0
    )


def test_the_model_is_looked_into(found):
    assert found.reconstruction["rolls_recall"].value > 0.9
    assert set(found.latents.probes) == {"chance", "z[:k]", "z[k:]", "z[m:]"}
    assert found.dial.transfers == 1
    assert len(found.dial.curves["target_notes"]) == len(found.dial.strengths) >= 11


def test_the_report_names_all_of_it(found, tiny):
    text = report_text(found)
    for words in (
        COPY,
        TRUTH,
        tiny.name,
        "harmonic",
        "notes struck again",
        "sections explain",
        "within the usual range",
        OWN,
        "rolls alone",
        "KL",
        "dial",
        "does not list what it was trained on",
    ):
        assert words in text


def test_json_holds_every_transfer_and_nothing_but_json(found):
    told = json.loads(json.dumps(record(found, {"corpora": ["x"]}), allow_nan=False))
    assert told["about"]["corpora"] == ["x"]
    assert len(told["transfers"]) == 7 * TRANSFERS
    figure = told["systems"]["all"][COPY]["figures"]["chroma"]
    assert figure == {"value": pytest.approx(1), "low": pytest.approx(1), "high": pytest.approx(1)}
    assert told["transfers"][0]["scores"]["right_notes"] in (0, 1)
    assert told["transfers"][0]["form"]["follow_notes"] == pytest.approx(1)
    assert told["systems"]["all"][COPY]["figures"]["explained_notes"]["value"] == pytest.approx(1)
    music = told["musicality"]
    low, high = music["ranges"]["jazz"]["polyphony"]
    assert 1 < low <= high
    assert music["within_ranges"][TRUTH]["density"]["value"] == 1
    assert set(music["within_ranges_into"]) == set(targets(found.judged))
    assert told["transfers"][0]["musicality"]["polyphony"] > 1
    assert told["transfers"][0]["bass"] == 1


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_plot_is_drawn(found, tmp_path, suffix):
    plot_evaluation(found, tmp_path / f"plot.{suffix}")
    start = (tmp_path / f"plot.{suffix}").read_bytes()[:5]
    assert start == {"png": b"\x89PNG\r", "svg": b"<?xml"}[suffix]


def test_figures_are_the_same_every_time(found, tiny, parallel_folder, cache):
    again = evaluate([tiny], asked(parallel_folder, cache))
    assert report_text(again) == report_text(found)


def test_a_song_that_a_model_cannot_take_is_told(tiny, parallel_folder, cache, monkeypatch):
    transfer, refused = type(tiny.model).transfer, []

    def refusing(self, song, *arguments, **options):
        if not refused:
            refused.append(song)
            raise MidiError("the song", "no notes")
        return transfer(self, song, *arguments, **options)

    monkeypatch.setattr(type(tiny.model), "transfer", refusing)
    found = evaluate([tiny], asked(parallel_folder, cache))
    assert [(one.system, one.reason) for one in found.failed] == [(tiny.name, "no notes")]
    assert rows(found.judged)[tiny.name].transfers == TRANSFERS - 1
    assert "1 transfer could not be made" in report_text(found)


def test_works_that_a_model_was_trained_on_are_not_tested(tiny, parallel_folder, corpus, cache):
    all_but_one = frozenset({song.work for song in corpus.songs} - {corpus.songs[0].work})
    known = replace(tiny, trained_on=TrainedOn(frozenset(), all_but_one, parallel_folder))
    with pytest.raises(CorpusError, match="trained on all songs held out"):
        evaluate([known], asked(parallel_folder, cache, transfers=None))


def test_a_model_of_other_styles_is_refused(tiny, parallel_folder, cache):
    renamed = {"classical": "polka", "jazz": "waltz", "pop": "march"}
    with pytest.raises(ModelError, match="the model knows classical, jazz, pop; the corpus has march, polka, waltz"):
        evaluate([tiny], asked(parallel_folder, cache, style_map=renamed))


def test_nothing_in_the_report_is_not_a_number_but_where_it_says_so(found):
    assert not math.isnan(found.latents.kl.value)
    assert "nan" not in report_text(found).split()
