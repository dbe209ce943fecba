from __future__ import annotations

import pytest

from vae_music.evaluation.baselines import ANOTHER, COPY, SWAPPED, TRUTH, TRUTH_ROLLED, baselines, truths
from vae_music.evaluation.held_out import choose_tasks
from vae_music.midi.read import read_song
from vae_music.rolls.spec import RollSpec


@pytest.fixture(scope="module")
def tasks(held_out, corpus):
    return choose_tasks(held_out, corpus.songs, corpus.styles)


def test_what_each_baseline_makes_of_a_song(held_out, corpus, tasks):
    task = next(task for task in tasks if (task.song.style, task.target) == ("pop", "classical"))
    song = read_song(task.song.entry.path)
    made = {name: system(task, song) for name, system in (baselines(held_out, tasks) | truths(RollSpec())).items()}
    truth = read_song(task.truth.entry.path)
    assert made[COPY] == song
    assert [track.program for track in made[SWAPPED].tracks] == [track.program for track in truth.tracks]
    assert made[TRUTH] == truth
    assert made[TRUTH_ROLLED].note_count == truth.note_count
    others = [one for one in corpus.songs if one.style == "classical" and one.work != task.song.work]
    assert made[ANOTHER] in [read_song(one.entry.path) for one in others]


def test_where_there_is_no_truth_nothing_is_made(tasks):
    task = tasks[0]._replace(truth=None)
    assert [system(task, read_song(task.song.entry.path)) for system in truths(RollSpec()).values()] == [None, None]
