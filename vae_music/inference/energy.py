"""The energy that a song is to have in its new version: that of the source, levelled out, or set by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.errors import BarError, ModelError
from vae_music.rolls.energy import MAX_LEVEL, bars_of_beats, energy_of_levels
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


class BarsLevel(NamedTuple):
    """The level of energy, 1 to 4, of the bars `first` to `last`, counted from 1; the last of the song by default."""

    first: int
    last: int | None
    level: float


Energy = Sequence[float | None] | Sequence[BarsLevel]
"""One level a bar, 1 to 4, None where the source's is kept; or the levels of some ranges of bars."""


def energy_of_source(rolls: Rolls, heard: np.ndarray, form: float) -> np.ndarray:
    """The energy of a source whose differences from its mean are multiplied by `form`: 0 makes it flat.

    Input shape: heard bool (segments,), the segments that count. Output shape: that of `rolls.energy`, uint8.
    """
    mean = rolls.energy[heard].mean((0, 1))
    return np.clip(np.round(mean + form * (rolls.energy - mean)), 0, 255).astype(np.uint8)


def set_energy(energy: np.ndarray, wanted: Energy, song: Song, spec: RollSpec) -> np.ndarray:
    """The energy of a song's segments with the levels wanted; where none is wanted, it stays.

    Input shape and output shape: uint8 (segments, beats, figures).

    Raises BarError for bars that the song does not have, ModelError for a level that there is not.
    """
    levels = _levels(wanted, song.bar_count)
    bars = bars_of_beats(song, spec)
    chosen = energy_of_levels(np.nan_to_num(levels, nan=1.0))[bars]
    return np.where(np.isnan(levels)[bars, None], energy, chosen)


def _levels(wanted: Energy, bars: int) -> np.ndarray:
    """The level of each bar, NaN where none is wanted."""
    levels = np.full(bars, np.nan)
    if len(wanted) and isinstance(wanted[0], BarsLevel):
        for first, last, level in wanted:  # type: ignore[misc]
            if not 1 <= first <= (bars if last is None else last) <= bars:
                asked = f"bar {first}" if last in (None, first) else f"bars {first}-{last}"
                raise BarError("the song", f"no {asked} in a song of {bars:,} bars")
            levels[first - 1 : last] = level
    elif len(wanted) != bars:
        raise ModelError(f"{len(wanted):,} levels of energy for a song of {bars:,} bars")
    else:
        levels[:] = [math.nan if level is None else float(level) for level in wanted]  # type: ignore[arg-type]
    strange = levels[(levels < 1) | (levels > MAX_LEVEL)]
    if len(strange):
        raise ModelError(f"no level {strange[0]:g} of energy, only 1 to {MAX_LEVEL}")
    return levels
