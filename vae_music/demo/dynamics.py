"""The dynamics of a song: velocities by level, crescendos into louder sections, swells, accents of the beats."""

from __future__ import annotations

import math

from vae_music.demo.form import PlannedBar
from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.demo.plan import LOUDEST
from vae_music.demo.players import Stage

CRESCENDO_BARS = 2
"""The bars at the end of a section in which the band moves half the way to the level of the next."""

STEPS_A_LEVEL = 6
"""The velocity that a level adds in a groove without swell; a swelling groove has wider dynamics."""


def dynamics(tick: int, stage: Stage) -> int:
    """The velocity added at a tick: by the level of the section, the place in it, and the place in the bar."""
    form, groove = stage.form, stage.groove
    beat, off_beat = divmod(tick % form.bar_ticks, TICKS_PER_BEAT)
    accent = -3 if off_beat else groove.accents[beat]
    bar = form.bar_at(tick)
    bars = bar.number + (tick - bar.start) / form.bar_ticks
    swell = groove.swell * (math.sin(math.pi * bars / bar.of) - 0.5)
    depth = STEPS_A_LEVEL + groove.swell / 4
    return accent + round(swell + depth * (_level(bars, bar) - (LOUDEST - 1)))


def _level(bars: float, bar: PlannedBar) -> float:
    """The level after a number of bars of a section, between its own and that of the next as the next comes near."""
    near = max(0.0, 1 - (bar.of - bars) / CRESCENDO_BARS)
    return bar.level + near * (bar.next_level - bar.level) / 2
