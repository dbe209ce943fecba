"""Translators, which turn the manner of a song's segments into one of another style.

Each method is a file of this package, and implements `Translator`; `vae_music.translators.training` trains them on the
latents of a frozen model.
"""
