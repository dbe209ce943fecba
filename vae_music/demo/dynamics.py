"""The dynamics of a song: velocities by level, crescendos into louder sections, swells, accents of the beats."""

from __future__ import annotations

import numpy as np

from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.demo.plan import LOUDEST
from vae_music.demo.players import Stage

CRESCENDO_BARS = 2
"""The bars at the end of a section in which the band moves half the way to the level of the next."""

STEPS_A_LEVEL = 6
"""The velocity that a level adds in a groove without swell; a swelling groove has wider dynamics."""

OFF_BEAT = -3

A_LITTLE = 1e-6
"""Added before rounding, so that the last bit of a sine, which machines disagree about, decides nothing."""


def dynamics(ticks: np.ndarray, stage: Stage) -> np.ndarray:
    """The velocities added at ticks: by the level of the section, the place in it, and the place in the bar."""
    form, groove = stage.form, stage.groove
    of_bars = np.array([(bar.level, bar.next_level, bar.number, bar.of) for bar in form.bars])
    bar, in_bar = np.divmod(ticks, form.bar_ticks)
    level, next_level, number, of = of_bars[bar].T
    beat, off_beat = np.divmod(in_bar, TICKS_PER_BEAT)
    accent = np.where(off_beat, OFF_BEAT, np.array(groove.accents)[beat])
    bars = number + in_bar / form.bar_ticks
    near = np.maximum(0.0, 1 - (of - bars) / CRESCENDO_BARS)
    fullness = level + near * (next_level - level) / 2 - (LOUDEST - 1)
    swell = groove.swell * (np.sin(np.pi * bars / of) - 0.5)
    depth = STEPS_A_LEVEL + groove.swell / 4
    return accent + np.floor(swell + depth * fullness + 0.5 + A_LITTLE).astype(int)
