"""The option --sections, by which sections of a song are played in styles of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from vae_music.latent import MAX_STRENGTH

if TYPE_CHECKING:
    from vae_music.inference.model import Model
    from vae_music.inference.sections import PlannedSection

_BARS = re.compile(r"(?P<first>\d+)(?P<open>-(?P<last>\d+)?)?")
_STYLE = re.compile(r"(?P<style>[^=:]+)(:(?P<variant>\d+))?")
_SETTING = re.compile(r"(?P<name>energy|strength)=(?P<value>\d+(\.\d+)?)")


def planned_sections(
    _context: click.Context, parameter: click.Parameter, text: str | None
) -> tuple[PlannedSection, ...]:
    """Option callback: the sections in a text such as "1-8 jazz:2, 9-24 rock energy=2, 25- jazz strength=0.7"."""
    return tuple(_section(part.split(), parameter) for part in text.split(",")) if text is not None else ()


def _section(words: list[str], parameter: click.Parameter) -> PlannedSection:
    """The section that some words describe: bars, then a style if there is one, then settings."""
    from vae_music.inference.sections import PlannedSection
    from vae_music.rolls.energy import MAX_LEVEL

    text = " ".join(words)
    bars = _BARS.fullmatch(words[0]) if words else None
    style = _STYLE.fullmatch(words[1]) if len(words) > 1 else None
    settings = [_SETTING.fullmatch(word) for word in words[2 if style else 1 :]]
    named = {match["name"]: float(match["value"]) for match in settings if match}
    if not bars or len(named) < len(settings):
        why = "is not like 1-8 jazz:2 energy=3 strength=0.7 (bars, style and variant, settings)"
        raise click.BadParameter(f"{text!r} {why}", param=parameter)
    first = int(bars["first"])
    last = int(bars["last"]) if bars["last"] else None if bars["open"] else first
    if not (first >= 1 and (last is None or first <= last)):
        raise click.BadParameter(f"{text!r}: no such bars", param=parameter)
    for name, least, most in (("energy", 1, MAX_LEVEL), ("strength", 0, MAX_STRENGTH)):
        if name in named and not least <= named[name] <= most:
            raise click.BadParameter(f"{text!r}: {name} is {least} to {most}", param=parameter)
    variant = int(style["variant"]) if style and style["variant"] else None
    return PlannedSection(first, last, style["style"] if style else None, variant, **named)


sections_option = click.option(
    "--sections",
    metavar="PLAN",
    callback=planned_sections,
    help='Style, variant, energy and strength of some bars: "1-8 jazz:2, 9-24 rock energy=2, 25- jazz strength=0.7". '
    "Other bars have --style or, without it, stay as they are; the style `source` leaves bars as they are.",
)


@contextmanager
def usage_of_sections(sections: tuple[PlannedSection, ...], model: Model) -> Iterator[None]:
    """Refuse sections that the model cannot play, or that a request made inside refuses, as wrong usage."""
    from vae_music.errors import ModelError
    from vae_music.inference.sections import SOURCE

    try:
        for section in sections:
            if section.style not in (None, SOURCE):
                model.manner(section.style, section.variant)
        yield
    except ModelError as error:
        raise click.BadParameter(str(error), param_hint="--sections") from error
