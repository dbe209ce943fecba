from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.corpus.test_split import parallel
from vae_music.corpus import split
from vae_music.errors import CorpusError
from vae_music.evaluation.held_out import choose_songs, choose_tasks
from vae_music.export.trained_on import TrainedOn

NOTHING = TrainedOn(frozenset(), frozenset(), None)
SONGS = parallel(60)


def test_no_work_is_both_tested_and_learnt_from():
    chosen = choose_songs(SONGS, 0, NOTHING)
    assert not {song.work for song in chosen.all} & {song.work for song in chosen.others}
    assert sorted(chosen.all + chosen.others) == sorted(SONGS)


def test_unseen_songs_have_a_groove_that_was_not_trained_on():
    chosen, training = choose_songs(SONGS, 0, NOTHING), split(SONGS, seed=0).training
    grooves = {song.entry.groove for song in training}
    assert chosen.unseen
    assert not {song.entry.groove for song in chosen.unseen} & grooves
    assert {song.entry.groove for song in chosen.known_groove} <= grooves


def test_a_groove_that_a_model_was_trained_on_is_known_though_the_split_holds_it_out():
    first, *_ = choose_songs(SONGS, 0, NOTHING).unseen
    trained = next(song for song in SONGS if song.entry.groove == first.entry.groove and song.work != first.work)
    chosen = choose_songs(
        SONGS, 0, TrainedOn(frozenset({trained.sha256}), frozenset({trained.work}), Path("songs.csv"))
    )
    assert first in chosen.known_groove
    assert first not in chosen.unseen


def test_known_grooves_are_tested_only_where_others_are_few():
    assert choose_songs(SONGS, 0, NOTHING, enough=1).known_groove == ()


def test_what_a_model_was_trained_on_is_not_tested():
    first, *_ = choose_songs(SONGS, 0, NOTHING).all
    seen = TrainedOn(frozenset({first.sha256}), frozenset(), Path("songs.csv"))
    assert first not in choose_songs(SONGS, 0, seen).all
    all_works = TrainedOn(frozenset(), frozenset(song.work for song in SONGS), Path("songs.csv"))
    with pytest.raises(CorpusError, match="was trained on all songs held out"):
        choose_songs(SONGS, 0, all_works)


def test_without_a_second_work_nothing_is_held_out():
    with pytest.raises(CorpusError, match="no work can be held out"):
        choose_songs(parallel(1), 0, NOTHING)


def test_every_song_goes_into_every_other_style_with_its_truth_beside_it():
    chosen = choose_songs(SONGS, 0, NOTHING)
    tasks = choose_tasks(chosen, SONGS, ("jazz", "pop", "rock"))
    assert len(tasks) == len({(task.song, task.target) for task in tasks}) == 2 * len(chosen.all)
    for song, target, truth in tasks:
        assert target != song.style
        assert (truth.work, truth.style) == (song.work, target)


@pytest.mark.parametrize("first", [12, 18])
def test_the_first_tasks_are_spread_evenly(first):
    chosen = choose_songs(SONGS, 0, NOTHING)
    tasks = choose_tasks(chosen, SONGS, ("jazz", "pop", "rock"))[:first]
    pairs = Counter((task.song.style, task.target) for task in tasks)
    assert len(pairs) == 6
    assert max(pairs.values()) - min(pairs.values()) <= 1


def test_without_groups_there_is_no_truth():
    alone = [song._replace(entry=song.entry._replace(group=None)) for song in SONGS]
    tasks = choose_tasks(choose_songs(alone, 0, NOTHING), alone, ("jazz", "pop", "rock"))
    assert {task.truth for task in tasks} == {None}
