"""Critics of songs whose notes have one feature, which says of which style they are."""

from __future__ import annotations

import numpy as np
import pytest

from vae_music.measures.features import Descriptions
from vae_music.training.critics import DEALS, ENOUGH_GROOVES, Critics, HeardSong, dealt_grooves


def heard(value: float, style: int, groove: str, corpus: str = "") -> HeardSong:
    vector = np.array([value, 1.0])
    return HeardSong(Descriptions(vector, vector, vector, vector), style, groove, corpus)


def songs(corpus: str, sign: float, grooves: int) -> list[HeardSong]:
    """Two songs of each groove, in two styles; `sign` says which end of the feature is style 1."""
    return [
        heard(sign * (2 * style - 1) * (1 + index / 10), style, f"{corpus} {style} {index}", corpus)
        for style in (0, 1)
        for index in range(grooves)
        for _ in range(2)
    ]


def test_critics_are_convinced_by_what_is_like_the_songs_of_a_style():
    critics = Critics(songs("a", 1, 3))
    by = [critics.convinced([heard(value, 1, "").described], 1, "unknown") for value in (2.0, -2.0)]
    assert by[0].notes > 0.9 > 0.1 > by[1].notes
    assert by[0].velocities == pytest.approx(by[0].notes)
    assert [conviction.recognized for conviction in by] == [1, 0]


def test_a_critic_does_not_know_the_groove_that_it_hears(monkeypatch):
    monkeypatch.setattr("vae_music.training.critics.SURE", 1e-9)  # all are trusted
    odd = [heard(5.0, 0, "odd", "a") for _ in range(8)]  # style 0, and like nothing else of it
    critics = Critics([*songs("a", 1, 3), *odd])
    sound = [odd[0].described]
    told, untold = (critics.convinced(sound, 0, groove).notes for groove in ("unknown", "odd"))
    assert critics.convinced(sound, 0, None).notes == told
    assert untold < 0.05 < told


def test_critics_are_trusted_only_as_far_as_they_recognize_songs_that_they_do_not_know():
    random = np.random.default_rng(0)
    by_chance = [heard(float(random.normal()), index % 2, f"{index}") for index in range(24)]
    sound = [heard(-9.0, 1, "").described]
    never_known = Critics(
        [heard(9.0 * (-1) ** (index + style), style, f"{index}") for style in (0, 1) for index in (0, 1)]
    )
    sure, unsure, useless = (
        critics.convinced(sound, 1, "unknown").notes
        for critics in (Critics(songs("a", 1, 9)), Critics(by_chance), never_known)
    )
    assert sure < 0.05
    assert unsure > sure
    assert useless > 0.9


def test_the_critics_of_all_corpora_with_enough_grooves_must_be_convinced():
    both = [*songs("a", 1, ENOUGH_GROOVES), *songs("b", -1, ENOUGH_GROOVES)]  # which contradict each other
    few = [*songs("a", 1, ENOUGH_GROOVES), *songs("b", -1, ENOUGH_GROOVES - 1)]
    sound = [heard(2.0, 1, "").described]
    assert Critics(both).convinced(sound, 1, "unknown").notes < 0.2
    assert Critics(few).convinced(sound, 1, "unknown").notes > 0.9
    for corpora, convinced in (("a",), True), (("b",), False), (("a", "b"), False), (("c",), False):
        assert (Critics(both).convinced(sound, 1, "unknown", corpora).notes > 0.9) == convinced


def test_each_groove_is_in_one_deal_unless_it_is_the_only_one_of_its_style():
    grooves = [(0, f"groove {index}") for index in range(DEALS + 1)] + [(1, "only")]
    dealt = dealt_grooves([*grooves, *grooves])
    assert [dealt.get(groove) for groove in grooves] == [*range(DEALS), 0, None]
