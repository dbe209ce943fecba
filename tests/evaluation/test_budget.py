from __future__ import annotations

from vae_music.evaluation.budget import Budget


def test_without_minutes_everything_is_done():
    assert list(Budget(None).spend(0.1, "work", range(5))) == [0, 1, 2, 3, 4]


def test_when_time_is_up_only_the_least_is_done():
    assert list(Budget(1e-9).spend(0.5, "work", range(5), least=2)) == [0, 1]


def test_it_tells_how_far_the_work_has_come():
    told = []
    list(Budget(None, lambda *line: told.append(line)).spend(1.0, "work", "ab"))
    assert told == [("work", 1, 2), ("work", 2, 2)]
