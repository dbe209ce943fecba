"""The plan of a new version as the page edits it, checked before anything is done with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from vae_music.app.errors import Refusal
from vae_music.inference.request import TransferRequest
from vae_music.inference.sections import SOURCE, PlannedSection
from vae_music.inference.tracks import Tracks
from vae_music.latent import MAX_STRENGTH
from vae_music.rolls.energy import MAX_LEVEL

MAX_SEED = 2**31 - 1


@dataclass(frozen=True)
class Section:
    """The bars `start` to `end`, counted from 1; without a style they stay as they are in the source."""

    start: int
    end: int
    style: str | None = None
    variant: int | None = None
    strength: float = 1.0
    seed: int = 0

    @property
    def planned(self) -> PlannedSection:
        """The section as the model takes it; its seed is not in it."""
        if self.style is None:
            return PlannedSection(self.start, self.end, SOURCE)
        return PlannedSection(self.start, self.end, self.style, self.variant, self.strength)


@dataclass(frozen=True)
class Plan:
    """The way in which each bar of a song is to be played. Tracks are named by their index, from 0.

    sections: one after the other, from the first bar to the last. energy: a level for each bar, None where that of the
    source is kept.
    """

    sections: tuple[Section, ...]
    energy: tuple[float | None, ...] | None = None
    melody: int | None = None
    keep: tuple[int, ...] = ()
    mute: tuple[int, ...] = ()
    keep_melody: bool = False

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the sections that have a style, each once, that of the most sections first."""
        seeds = [section.seed for section in self.sections if section.style is not None]
        return tuple(sorted(set(seeds), key=lambda seed: (-seeds.count(seed), seed))) or (0,)

    @property
    def request(self) -> TransferRequest:
        """The whole plan as the model takes it; the seeds are not in it."""
        return TransferRequest(
            keep_melody=self.keep_melody,
            tracks=Tracks(
                None if self.melody is None else self.melody + 1,
                tuple(index + 1 for index in self.keep),
                tuple(index + 1 for index in self.mute),
            ),
            energy=self.energy,
            sections=tuple(section.planned for section in self.sections),
        )

    def only(self, chosen: int, made: Plan) -> Plan:
        """The plan of a version that was `made`, with one section as it is planned here."""
        section = self.sections[chosen]
        before = [replace(one, end=min(one.end, section.start - 1)) for one in made.sections]
        after = [replace(one, start=max(one.start, section.end + 1)) for one in made.sections]
        sections = [one for one in before if one.start <= one.end]
        sections += [section, *(one for one in after if one.start <= one.end)]
        energy = None
        if self.energy or made.energy:
            bars = self.sections[-1].end
            ours, theirs = (list(plan.energy or [None] * bars) for plan in (self, made))
            theirs[section.start - 1 : section.end] = ours[section.start - 1 : section.end]
            energy = tuple(theirs) if any(level is not None for level in theirs) else None
        return replace(self, sections=tuple(sections), energy=energy)

    def to_json(self) -> dict[str, Any]:
        """The plan as the page has it."""
        return asdict(self)


def read_plan(told: object, bars: int, tracks: int, variants: Mapping[str, int]) -> Plan:
    """The plan in what the page says, for a song of so many bars and tracks. Raises Refusal.

    Args:
        variants: the number of variants of each style.
    """
    plan = _object(told, "a plan")
    sections = [_section(one, variants) for one in _list(plan.get("sections"), "sections", bars)]
    if not sections or sections[0].start != 1 or sections[-1].end != bars:
        raise Refusal(400, f"The sections do not go from bar 1 to bar {bars:,}.")
    if any(one.end + 1 != following.start for one, following in pairwise(sections)):
        raise Refusal(400, "The sections do not follow one on the other.")
    energy = plan.get("energy")
    if energy is not None:
        energy = tuple(_level(level) for level in _list(energy, "energy", bars))
        if len(energy) != bars:
            raise Refusal(400, f"The energy has {len(energy):,} bars and the song {bars:,}.")
    melody = plan.get("melody")
    return Plan(
        tuple(sections),
        energy,
        None if melody is None else _integer(melody, 0, tracks - 1, "melody"),
        _tracks(plan, "keep", tracks),
        _tracks(plan, "mute", tracks),
        _truth(plan.get("keep_melody", False), "keep_melody"),
    )


def _tracks(plan: dict[str, Any], name: str, tracks: int) -> tuple[int, ...]:
    return tuple(sorted({_integer(one, 0, tracks - 1, name) for one in _list(plan.get(name, []), name, tracks)}))


def _section(told: object, variants: Mapping[str, int]) -> Section:
    section = _object(told, "a section")
    start = _integer(section.get("start"), 1, MAX_SEED, "start")
    end = _integer(section.get("end"), start, MAX_SEED, "end")
    seed = _integer(section.get("seed", 0), 0, MAX_SEED, "seed")
    strength = _number(section.get("strength", 1.0), 0, MAX_STRENGTH, "strength")
    style, variant = section.get("style"), section.get("variant")
    if style is None:
        return Section(start, end, None, None, strength, seed)
    if not isinstance(style, str) or style not in variants:
        raise Refusal(400, f"There is no style {str(style)[:50]!r} in this model.")
    if variant is not None:
        variant = _integer(variant, 1, variants[style], "variant")
    return Section(start, end, style, variant, strength, seed)


def _level(told: object) -> float | None:
    return None if told is None else _number(told, 1, MAX_LEVEL, "energy")


def _object(told: object, what: str) -> dict[str, Any]:
    return _of(told, dict, f"What should be {what} is none.")


def _list(told: object, what: str, most: int) -> Sequence[object]:
    found = _of(told, list, f"{what} is no list.")
    if len(found) > most:
        raise Refusal(400, f"{what} has {len(found):,} entries, more than {most:,}.")
    return found


def _of(told: object, kind: type, sentence: str) -> Any:
    if not isinstance(told, kind):
        raise Refusal(400, sentence)
    return told


def _truth(told: object, what: str) -> bool:
    return _of(told, bool, f"{what} is neither true nor false.")


def _integer(told: object, low: int, high: int, what: str) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not low <= told <= high:
        raise Refusal(400, f"{what} is not a whole number from {low} to {high:,}.")
    return told


def _number(told: object, low: float, high: float, what: str) -> float:
    if not isinstance(told, int | float) or isinstance(told, bool) or not (math.isfinite(told) and low <= told <= high):
        raise Refusal(400, f"{what} is not a number from {low} to {high}.")
    return float(told)
