"""Stems: the sound of each track of a song by itself, which together are the sound of the song."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vae_music.audio.mastering import levelling_gain, limiting_gain, with_room
from vae_music.audio.sampler import RATE
from vae_music.audio.sound import Sound, Step, dry, dry_mix, general_midi, no_step
from vae_music.audio.soundfont import SoundFont
from vae_music.song import Song


def song_to_stems(song: Song, step: Step = no_step, font: SoundFont | None = None) -> Iterator[Sound]:
    """Play each track of a song by itself, in their order; the frames of all sum to those of `song_to_sound`.

    That is so since every stem gets the gain of the mix: its loudness, and what its limiter does from moment to moment.
    A stem has the reverberation of its own track, and is as long as the song.

    Args:
        step: called twice for each track.
        font: by default `general_midi`.

    Raises RenderError as `song_to_sound`.
    """
    font = font or general_midi()
    heard = with_room(dry_mix(song, step, font))
    level = np.float32(levelling_gain(heard))
    gain = level * limiting_gain(heard * level)
    del heard
    for track in song.tracks:
        yield Sound(with_room(dry([track], song, step, font)) * gain, RATE)
