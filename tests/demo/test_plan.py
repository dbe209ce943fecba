from __future__ import annotations

from random import Random

from vae_music.demo.lead_sheet import parse_tune
from vae_music.demo.plan import BREAK, ENDING, INTRO, plan_song, usual_choruses
from vae_music.demo.tunes import TUNES

PLANS = {tune: plan_song(TUNES[tune], usual_choruses(TUNES[tune]), Random(tune)) for tune in TUNES}


def test_every_plan_has_three_sections_of_the_tune_and_ends_loud():
    for plan in PLANS.values():
        of_tune = [section for section in plan if section.name not in (INTRO, BREAK, ENDING)]
        assert len(of_tune) >= 3
        assert of_tune[-1].level == max(section.level for section in plan)
        assert plan[-1].name == ENDING


def test_levels_change_within_every_song_and_all_are_used():
    assert all(len({section.level for section in plan}) > 1 for plan in PLANS.values())
    assert {section.level for plan in PLANS.values() for section in plan} == {1, 2, 3, 4}


def test_plans_differ_among_tunes():
    levels = {tuple((section.name, len(section.bars), section.level) for section in plan) for plan in PLANS.values()}
    assert len(levels) > 0.9 * len(PLANS)


def test_all_bars_of_the_tune_are_there_as_often_as_it_is_played():
    for name, plan in PLANS.items():
        tune, choruses = TUNES[name], usual_choruses(TUNES[name])
        bars = sum(len(section.bars) for section in plan if section.name not in (INTRO, BREAK, ENDING))
        upbeats_shared = tune.has_upbeat * (choruses - (plan[0].name != INTRO))
        assert bars == choruses * len(tune.bars) - upbeats_shared


def test_long_sections_are_divided_after_eight_bars():
    bars = " | ".join(["C"] * 16), " | ".join(["c4"] * 16)
    tune = parse_tune("id; T; o; C; 4/4; 100-100\n[A]\n" + "\n".join(bars))
    plan = plan_song(tune, 2, Random(0))
    assert [len(section.bars) for section in plan if section.name == "A"] == [8, 8, 8, 8]


def test_a_short_tune_is_played_more_often():
    assert usual_choruses(TUNES["frere_jacques"]) == 3
    assert usual_choruses(TUNES["jingle_bells"]) == 1
