from __future__ import annotations

from dataclasses import replace

import pytest

from tests.evaluation.bands import arrangement
from vae_music.config import preset
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import ModelError
from vae_music.evaluation.compared_models import distinctly_named, open_compared
from vae_music.evaluation.held_out import Task
from vae_music.run_folder import Begun, RunFolder


def test_a_run_tells_by_which_seed_its_songs_were_split(tiny_export, tmp_path):
    RunFolder(tmp_path / "run").begin(Begun(preset("tiny"), CorpusRequest(), seed=5))
    (tmp_path / "run" / "export").symlink_to(tiny_export)
    assert open_compared(tmp_path / "run").split_seed == 5
    assert open_compared(tiny_export).split_seed is None


def test_a_model_is_named_after_its_folder_and_preset(tiny_export):
    assert open_compared(tiny_export).name == "tiny (tiny)"


def test_names_are_told_apart(tiny_export):
    one = open_compared(tiny_export)
    names = [each.name for each in distinctly_named([one, one, one])]
    assert names == ["tiny (tiny)", "tiny (tiny) #2", "tiny (tiny) #3"]


def test_a_model_makes_nothing_of_a_style_that_it_does_not_know(tiny_export, held_out):
    song = arrangement(1, "pop", bars=2)
    for system in open_compared(tiny_export).systems().values():
        assert system(Task(held_out.all[0], "polka", None), song) is None
        assert system(Task(held_out.all[0], "jazz", None), song).length_beats == song.length_beats


def test_a_model_that_can_keep_the_melody_does_it_both_ways(tiny_export, held_out):
    compared, asked = open_compared(tiny_export), []

    class Keeping:
        styles = ("jazz",)

        def transfer(self, song, style, keep_melody=False):
            asked.append(keep_melody)
            return song

    systems = replace(compared, model=Keeping()).systems()
    for system in systems.values():
        system(Task(held_out.all[0], "jazz", None), arrangement(1, "pop", bars=2))
    assert dict(zip(systems, asked, strict=True)) == {"tiny (tiny)": False, "tiny (tiny), melody kept": True}


def test_where_there_is_no_model_it_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no model here"):
        open_compared(tmp_path)
