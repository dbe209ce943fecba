"""A plan of the sections of a new version: for some bars a style, a variant, a strength and an energy of their own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vae_music.errors import BarError, ModelError
from vae_music.inference.energy import BarsLevel
from vae_music.song import Song

if TYPE_CHECKING:
    from vae_music.inference.request import TransferRequest

SOURCE = "source"
"""Instead of a style: the bars stay as they are in the source."""


class PlannedSection(NamedTuple):
    """The bars `first` to `last`, counted from 1, and how they are to be played.

    last: by default the last bar of the song.
    style: a style, several with their weights, or SOURCE; by default that of the whole transfer.
    variant: by default the one that suits the song's metre for a style that the section names, and otherwise that of
        the whole transfer.
    strength: by default that of the whole transfer.
    energy: the level, 1 (thin and soft) to 4 (everybody, and loud); by default that of the whole transfer.

    Example:
        >>> PlannedSection(1, 8, "jazz", variant=2)[:4]
        (1, 8, 'jazz', 2)
    """

    first: int
    last: int | None = None
    style: str | Mapping[str, float] | None = None
    variant: int | None = None
    strength: float | None = None
    energy: float | None = None


def planned(sections: Iterable[PlannedSection | tuple]) -> tuple[PlannedSection, ...]:
    """Sections, some of which may be written as plain tuples, (1, 8, "jazz")."""
    return tuple(PlannedSection(*section) for section in sections)


class Way(NamedTuple):
    """A way of playing: a style, or None for the manner of an example; its variant; and the strength."""

    style: str | Mapping[str, float] | None
    variant: int | None
    strength: float


class SectionPlan(NamedTuple):
    """The ways in which the bars of a song are played.

    ways: None where bars stay as they are in the source. of_bar: the index of the way of each bar, int (bars,).
    """

    ways: tuple[Way | None, ...]
    of_bar: np.ndarray

    @property
    def stays(self) -> np.ndarray:
        """True for each way in which bars stay as they are in the source."""
        return np.array([way is None for way in self.ways])

    @property
    def bands(self) -> np.ndarray:
        """The band that plays in each way: ways of one style and variant have the same; int (ways,)."""
        named = [way and way[:2] for way in self.ways]
        return np.array([named.index(one) for one in named])


def plan_sections(request: TransferRequest, song: Song) -> SectionPlan:
    """The plan of a transfer in sections. Bars that no section names are played as the whole transfer is.

    If that has neither a style nor an example, they stay as they are in the source. Raises BarError for a bar that the
    song does not have.
    """
    ways = [_way(request, PlannedSection(1))]
    of_bar = np.zeros(song.bar_count, np.int64)
    for section in request.sections:
        for bar in (section.first, section.last or song.bar_count):
            if not 1 <= bar <= song.bar_count:
                raise BarError("the song", f"no bar {bar} in a song of {song.bar_count:,} bars")
        way = _way(request, section)
        ways += [way] * (way not in ways)
        of_bar[section.first - 1 : section.last] = ways.index(way)
    return SectionPlan(tuple(ways), of_bar)


def _way(request: TransferRequest, section: PlannedSection) -> Way | None:
    style, variant = section.style, section.variant
    if style is None:
        style, variant = request.style, section.variant or request.variant
    if style == SOURCE or (style is None and request.like is None):
        return None
    return Way(style, variant, request.strength if section.strength is None else section.strength)


def levels_of_sections(sections: Sequence[PlannedSection]) -> list[BarsLevel]:
    """The levels of energy that sections name."""
    return [BarsLevel(one.first, one.last, one.energy) for one in sections if one.energy is not None]


def check_sections(request: TransferRequest) -> None:
    """Raise ModelError if the sections of a request overlap, or one cannot be played as it asks."""
    end = 0.0
    for one in sorted(request.sections, key=lambda section: section.first):
        last = math.inf if one.last is None else one.last
        bars = f"{one.first}-{one.last or ''}"
        if not 1 <= one.first <= last:
            raise ModelError(f"no such bars: {bars}")
        if one.first <= end:
            raise ModelError(f"bar {one.first} is in two sections")
        if one.strength is not None and not math.isfinite(one.strength):
            raise ModelError(f"no such strength: {one.strength}")
        if one.variant is not None and one.style is None and request.style is None:
            raise ModelError(f"a variant without a style in bars {bars}")
        if _way(request, one) is None and (one.strength, one.energy) != (None, None):
            raise ModelError(f"bars {bars} stay as they are in the source; give them a style")
        end = last
