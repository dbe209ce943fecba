from __future__ import annotations

import numpy as np

from vae_music.demo.bands.pop import POP
from vae_music.demo.dynamics import dynamics
from vae_music.demo.form import Form, Harmony, PlannedBar
from vae_music.demo.harmony import Chord, Tonality
from vae_music.demo.line_up import LineUp
from vae_music.demo.players import Stage

BAR = 48
FLAT = next(groove for groove in POP if groove.name == "dance")


def loudness(*levels: int) -> np.ndarray:
    """What is added on the first beat of each bar of sections of four bars."""
    after = [*levels[1:], levels[-1]]
    bars = [
        PlannedBar(BAR * (4 * place + number), "A", number, 4, level, after[place], ((0, Chord(0)),))
        for place, level in enumerate(levels)
        for number in range(4)
    ]
    form = Form(tuple(bars), (0,), BAR)
    stage = Stage(FLAT, LineUp(("", "", "", ""), {}), form, Harmony(form), Tonality(0, minor=False))
    return dynamics(np.arange(len(bars)) * BAR, stage)


def test_each_level_is_louder():
    beginnings = [loudness(level)[0] for level in (1, 2, 3, 4)]
    assert (np.diff(beginnings) >= 6).all()


def test_the_band_grows_into_a_louder_section_and_falls_into_a_softer_one():
    assert loudness(1, 4)[3] > loudness(1, 1)[3] + 4
    assert loudness(4, 1)[3] < loudness(4, 4)[3] - 4
    assert loudness(1, 4)[1] == loudness(1, 1)[1]
