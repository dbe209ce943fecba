"""Well-known tunes, all in the public domain."""

from __future__ import annotations

from vae_music.demo.lead_sheet import Tune, parse_tune
from vae_music.demo.tunes.carols import CAROLS
from vae_music.demo.tunes.classics import CLASSICS
from vae_music.demo.tunes.folk import FOLK
from vae_music.demo.tunes.nursery import NURSERY


def _songbook(*texts: str) -> dict[str, Tune]:
    tunes = [parse_tune(block) for text in texts for block in text.strip().split("\n\n")]
    return {tune.id: tune for tune in tunes}


TUNES = _songbook(NURSERY, FOLK, CAROLS, CLASSICS)
"""All tunes by their id."""
