"""The sounds of several songs at once, one on each core, with the progress of all together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import NamedTuple

from vae_music.audio.sound import song_to_sound, steps_to_play, steps_to_write
from vae_music.audio.soundfont import SoundFont
from vae_music.song import Song

SOUND_BYTES = 13_000_000
"""The size of the sounds of a page, in base64; only very long songs need more."""


class Recording(NamedTuple):
    """The bytes of a sound file, and the factor that brought the sound to its loudness."""

    content: bytes
    gain: float


Progress = Callable[[int, int], None]
"""Called with the steps done and their number."""

_VARIABLE_KBPS = 150
_KBPS = (128, 112, 96, 80, 64, 56, 48)


def sounds_of(
    songs: Sequence[Song], progress: Progress | None = None, kind: str = "mp3", font: SoundFont | None = None
) -> list[Recording]:
    """The sound of each song as a file; MP3 files together keep to SOUND_BYTES where that is possible.

    Args:
        kind: `mp3` or `wav`.
        font: by default `general_midi`.

    Raises RenderError where a song cannot be heard.
    """
    total, kbps, lock, done = sum(steps_to_play(song) + steps_to_write(song) for song in songs), _kbps(songs), Lock(), 0

    def step() -> None:
        nonlocal done
        with lock:
            done += 1
            if progress:
                progress(done, total)

    def record(song: Song) -> Recording:
        sound = song_to_sound(song, step, font)
        return Recording(sound.to_bytes(kind, kbps, step), sound.gain)

    if progress:
        progress(0, total)
    with ThreadPoolExecutor() as threads:  # numpy and the encoder let go of the interpreter
        return list(threads.map(record, songs))


def _kbps(songs: Sequence[Song]) -> int | None:
    """Thousand bits per second, as many as the room allows, None for a variable rate; base64 takes 4 bytes for 3."""
    room = SOUND_BYTES * 3 / 4 * 8 / 1000 / sum(song.seconds + 2 for song in songs)
    return None if room >= _VARIABLE_KBPS else next((kbps for kbps in _KBPS if kbps <= room), _KBPS[-1])
