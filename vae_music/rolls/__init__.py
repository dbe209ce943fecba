"""Rolls: songs as tensors with a fixed size per segment, and the conversion back to songs."""

from __future__ import annotations

from vae_music.rolls.conversion import rolls_to_song, song_to_rolls
from vae_music.rolls.rolls import Fit, Rolls
from vae_music.rolls.spec import ARTICLE_SPEC, RollSpec

__all__ = ["ARTICLE_SPEC", "Fit", "RollSpec", "Rolls", "rolls_to_song", "song_to_rolls"]
