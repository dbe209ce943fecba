"""The six styles and their grooves."""

from __future__ import annotations

from vae_music.demo.bands.classical import CLASSICAL
from vae_music.demo.bands.country import COUNTRY
from vae_music.demo.bands.jazz import JAZZ
from vae_music.demo.bands.latin import LATIN
from vae_music.demo.bands.pop import POP
from vae_music.demo.bands.rock import ROCK
from vae_music.demo.groove import Groove

BANDS: dict[str, tuple[Groove, ...]] = {
    "jazz": JAZZ,
    "pop": POP,
    "rock": ROCK,
    "latin": LATIN,
    "classical": CLASSICAL,
    "country": COUNTRY,
}

STYLES = tuple(BANDS)


def grooves_for(style: str, beats_per_bar: int) -> list[Groove]:
    """The grooves of a style for bars of this number of beats."""
    return [groove for groove in BANDS[style] if groove.beats_per_bar == beats_per_bar]
