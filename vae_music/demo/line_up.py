"""The line-ups of the styles: the players at each level.

A line-up lists the players at the levels 1 to 4, thin and soft to everybody and loud. `B` is the bass, `1` the first
and `2` the other accompanying parts, `d` light drums, `D` drums, `H` a second voice. The melody plays at all levels, in
the sections that have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from vae_music.demo.plan import LOUDEST

LINE_UPS = {
    "jazz": ("1 B1d B1D B12DH", "B Bd B1D B12DH", "1d B1d B12D B12DH", "B1 B1d B1D B12DH"),
    "pop": ("1 B1d B1D B12DH", "B1 B1d B1D B12DH", "12 12d B12D B12DH", "1d B1d B12D B12DH"),
    "rock": ("1 B1d B1D B12DH", "Bd B1d B1D B12DH", "1 1d B1D B12DH", "B1 B1D B1D B12DH"),
    "latin": ("1 B1d B1D B12DH", "1d B1d B1D B12DH", "B1 B1d B12D B12DH", "Bd B1d B1D B12DH"),
    "classical": ("1 B1 B12 B12H", "B1 B1 B12 B12H", "12 B12 B12 B12H", "2 B2 B12 B12H"),
    "country": ("1 B1 B1D B12DH", "B1 B1d B12D B12DH", "12 B12d B12D B12DH", "B2 B2d B12D B12DH"),
}
"""The line-ups of each style, of which one is drawn for a song."""

PERCUSSION = {
    "jazz": {"ride": "Xx"},
    "pop": {"tambourine": "gX"},
    "rock": {"open hi-hat": "X."},
    "latin": {"cowbell": "Xx"},
    "country": {"tambourine": "gx"},
}
"""What joins the drums of a style at level 4: a lane, and what it plays in each beat."""


class LineUp(NamedTuple):
    """The players at each level, and the percussion of level 4 as a drum pattern by lane."""

    players: tuple[str, ...]
    percussion: Mapping[str, str]

    def plays(self, player: str, level: int) -> bool:
        """True if a player, named by its letter or number, plays at a level."""
        return player in self.players[level - 1]

    def drums_at(self, level: int) -> bool:
        """True if drums play at a level, light or not."""
        return self.plays("d", level) or self.plays("D", level)


def draw_line_up(style: str, beats_per_bar: int, rng: Random) -> LineUp:
    """One of the line-ups of a style."""
    players = tuple(rng.choice(LINE_UPS[style]).split())
    assert len(players) == LOUDEST
    return LineUp(players, {lane: beat * beats_per_bar for lane, beat in PERCUSSION.get(style, {}).items()})
