"""Translators, which turn the manner of a song's segments into one of another style.

Each method is a file of this package, and implements `Translator`; `vae_music.translators.training` trains them on the
latents of a frozen model.
"""

from __future__ import annotations

from vae_music.translators.protocol import Aim, Translator
from vae_music.translators.song_latents import SongLatents

__all__ = ["Aim", "SongLatents", "Translator"]
