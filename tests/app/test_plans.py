from __future__ import annotations

import json

import pytest

from tests.app.conftest import plan_of
from vae_music.app.errors import Refusal
from vae_music.app.plans import Plan, Section, read_plan
from vae_music.inference.sections import SOURCE, PlannedSection

VARIANTS = {"jazz": 3, "pop": 1}
WHOLE = (1, 8, "jazz")


def read(plan: object) -> Plan:
    return read_plan(plan, bars=8, tracks=4, variants=VARIANTS)


def test_a_plan_is_read_and_told_again():
    told = plan_of((1, 4, "jazz"), (5, 8, None), energy=[1, None, 2.5] + [None] * 5, melody=1, keep=[3, 0, 3], mute=[2])
    told["sections"][0] |= {"variant": 2, "strength": 0.5, "seed": 7}
    plan = read(told)
    assert plan.sections == (Section(1, 4, "jazz", 2, 0.5, 7), Section(5, 8, None, None, 1.0, 0))
    assert (plan.energy, plan.melody, plan.keep, plan.mute) == ((1, None, 2.5) + (None,) * 5, 1, (0, 3), (2,))
    assert read(json.loads(json.dumps(plan.to_json()))) == plan


def test_the_model_gets_tracks_by_number_and_sections_without_a_style_as_they_are():
    asked = read(plan_of((1, 4, "jazz"), (5, 8, None), melody=0, keep=[1], keep_melody=True)).request
    assert asked.sections == (PlannedSection(1, 4, "jazz", None, 1.0), PlannedSection(5, 8, SOURCE))
    assert (asked.tracks.melody, asked.tracks.keep, asked.keep_melody) == (1, (2,), True)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (None, "none"),
        ([], "none"),
        ({}, "no list"),
        ({"sections": []}, "from bar 1 to bar 8"),
        (plan_of((1, 7, "jazz")), "from bar 1 to bar 8"),
        (plan_of((2, 8, "jazz")), "from bar 1 to bar 8"),
        (plan_of((1, 4, "jazz"), (6, 8, "pop")), "one on the other"),
        (plan_of((1, 5, "jazz"), (5, 8, "pop")), "one on the other"),
        (plan_of((5, 8, "jazz"), (1, 4, "pop")), "from bar 1 to bar 8"),
        (plan_of(*[(1, 8, None)] * 9), "more than 8"),
        (plan_of((1, 8, "polka")), "no style 'polka'"),
        (plan_of((1, 8, ["jazz"])), "no style"),
        (plan_of(WHOLE, energy=[1] * 7), "7 bars and the song 8"),
        (plan_of(WHOLE, energy=[5] * 8), "energy is not a number from 1 to 4"),
        (plan_of(WHOLE, energy=[float("nan")] * 8), "energy is not a number"),
        (plan_of(WHOLE, melody=4), "melody is not a whole number from 0 to 3"),
        (plan_of(WHOLE, keep=[-1]), "keep is not"),
        (plan_of(WHOLE, mute=["../../etc/passwd"]), "mute is not"),
        (plan_of(WHOLE, keep_melody="yes"), "keep_melody"),
        (plan_of(("1", 8, "jazz")), "start is not"),
        (plan_of((True, 8, "jazz")), "start is not"),
    ],
)
def test_what_is_no_plan_for_the_song_is_refused_with_a_sentence(wrong, why):
    with pytest.raises(Refusal, match=why) as refused:
        read(wrong)
    assert refused.value.status == 400
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(("name", "value"), [("variant", 4), ("strength", 2), ("strength", "1"), ("seed", 2**31)])
def test_settings_of_a_section_are_bounded(name, value):
    plan = plan_of(WHOLE)
    plan["sections"][0][name] = value
    with pytest.raises(Refusal, match=f"{name} is not"):
        read(plan)


def test_the_seed_of_most_sections_comes_first_and_that_of_bars_that_stay_does_not_count():
    sections = [(1, 2, "jazz", 5), (3, 4, "jazz", 0), (5, 6, "pop", 0), (7, 7, None, 9), (8, 8, "pop", 5)]
    plan = Plan(tuple(Section(start, end, style, seed=seed) for start, end, style, seed in sections))
    assert plan.seeds == (0, 5)
    assert Plan((Section(1, 8, None, seed=3),)).seeds == (0,)


def test_a_plan_of_one_section_made_anew_is_that_of_the_version_elsewhere():
    made = Plan((Section(1, 4, "jazz", seed=1), Section(5, 8, "pop")), (1.0,) * 8)
    wanted = Plan((Section(1, 2, "pop"), Section(3, 6, "jazz", 2), Section(7, 8, "jazz")), None)
    both = wanted.only(1, made)
    assert both.sections == (Section(1, 2, "jazz", seed=1), Section(3, 6, "jazz", 2), Section(7, 8, "pop"))
    assert both.energy == (1.0, 1.0, None, None, None, None, 1.0, 1.0)
