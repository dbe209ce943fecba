"""The options --energy and --form, by which the band follows the form of a song."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from vae_music.cli.options import finite

if TYPE_CHECKING:
    from vae_music.inference.energy import BarsLevel

_RANGE = re.compile(r"(?P<first>\d+)(?P<open>-(?P<last>\d+)?)?\s*:\s*(?P<level>\d+(\.\d+)?)")


def bars_levels(_context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[BarsLevel, ...] | None:
    """Option callback: the ranges of bars in a text such as "1-8:1, 9-:3.5", each with its level of energy."""
    if text is None:
        return None
    from vae_music.inference.energy import BarsLevel
    from vae_music.rolls.energy import MAX_LEVEL

    found = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if not match:
            raise click.BadParameter(f"{part.strip()!r} is not like 1-8:2 (bars 1 to 8 at level 2)", param=parameter)
        first, level = int(match["first"]), float(match["level"])
        last = int(match["last"]) if match["last"] else None if match["open"] else first
        if not (first >= 1 and (last is None or first <= last)):
            raise click.BadParameter(f"{part.strip()!r}: no such bars", param=parameter)
        if not 1 <= level <= MAX_LEVEL:
            raise click.BadParameter(f"{part.strip()!r}: a level is 1 to {MAX_LEVEL}", param=parameter)
        found.append(BarsLevel(first, last, level))
    return tuple(found)


energy_option = click.option(
    "--energy",
    metavar="BARS:LEVEL,...",
    callback=bars_levels,
    help='Energy of some bars, from 1 (thin, soft) to 4 (everybody, loud): "1-8:1, 9-:4".',
)


def energy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --energy and --form to a command."""
    form_option = click.option(
        "--form",
        default=1.0,
        show_default=True,
        type=click.FloatRange(0, 1),
        callback=finite,
        help="Closeness to the form of INPUT: 1 plays thin and full where it does, 0 is even throughout.",
    )
    return energy_option(form_option(command))
