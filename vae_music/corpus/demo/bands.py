"""The six styles and their grooves."""

from __future__ import annotations

from vae_music.corpus.demo.band_classical import CLASSICAL
from vae_music.corpus.demo.band_country import COUNTRY
from vae_music.corpus.demo.band_jazz import JAZZ
from vae_music.corpus.demo.band_latin import LATIN
from vae_music.corpus.demo.band_pop import POP
from vae_music.corpus.demo.band_rock import ROCK
from vae_music.corpus.demo.groove import Groove

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
    """The grooves of a style that fit a metre."""
    return [groove for groove in BANDS[style] if groove.beats_per_bar == beats_per_bar]
