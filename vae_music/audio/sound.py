"""Songs as sound, played with a soundfont: by default the one of General MIDI that is part of pretty_midi."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.audio.mastering import mastered
from vae_music.audio.mp3 import mp3_of
from vae_music.audio.sampler import RATE, TimedNotes, play
from vae_music.audio.soundfont import DRUM_BANK, SoundFont, Zone
from vae_music.errors import RenderError
from vae_music.song import Song, Track

SOUND_SUFFIXES = (".wav", ".mp3")
MAX_MINUTES = 30

_CREDIT = "Tim Brechbill, under the GNU General Public License, version 2"
_TAIL_SECONDS = 2.0
_SEATS = (-0.15, 0.3, -0.25, 0.35, 0.0, -0.3, 0.15, 0.25, -0.2, 0.1, 0.0, 0.2, 0.0, 0.3, 0.0, 0.0)
"""The stereo position of each of the 16 instrument families of General MIDI, -1 left to 1 right."""

_PIECE = 10 * RATE

Step = Callable[[], None]
"""Called at each step of long work, so that progress can be shown."""


def no_step() -> None:
    """Show no progress."""


class Sound(NamedTuple):
    """Stereo sound: float32 frames in -1..1, shape (frames, 2), at `rate` frames per second.

    gain: the factor that brought it to its loudness.
    """

    frames: np.ndarray
    rate: int = RATE
    gain: float = 1.0

    @property
    def seconds(self) -> float:
        """The duration in seconds."""
        return len(self.frames) / self.rate

    def to_bytes(self, kind: str = "mp3", kbps: int | None = None, step: Step = no_step) -> bytes:
        """The bytes of a file of kind `wav` (16 bits) or `mp3`.

        Args:
            kbps: thousand bits per second of an mp3; by default as many as the music needs, about 130.
            step: called `steps_to_write` times.
        """
        if kind == "mp3":
            return mp3_of(self._samples(step), self.rate, len(self.frames), kbps)
        written = io.BytesIO()
        with wave.open(written, "wb") as file:
            file.setparams((self.frames.shape[1], 2, self.rate, 0, "NONE", ""))
            for samples in self._samples(step):
                file.writeframesraw(samples)
        return written.getvalue()

    def _samples(self, step: Step) -> Iterator[bytes]:
        """Pieces of the sound in integers of 16 bits, left and right in turn."""
        for start in range(0, len(self.frames), _PIECE):
            piece = np.clip(self.frames[start : start + _PIECE], -1, 1)
            yield np.round(piece * 32767).astype("<i2").tobytes()
            step()

    def _repr_html_(self) -> str:
        from vae_music.render.html import data_uri

        return f'<audio controls src="{data_uri("audio/mpeg", self.to_bytes("mp3"))}"></audio>'


def steps_to_play(song: Song) -> int:
    """The number of steps of `song_to_sound`."""
    return len(song.tracks)


def steps_to_write(song: Song) -> int:
    """The number of steps of `Sound.to_bytes` for the sound of a song."""
    return -(-_frames(song) // _PIECE)


def _frames(song: Song) -> int:
    return round(RATE * (song.seconds + _TAIL_SECONDS))


def song_to_sound(song: Song, step: Step = no_step, font: SoundFont | None = None) -> Sound:
    """Play a song; without notes, the sound is silence. Raises RenderError where it is longer than MAX_MINUTES.

    Args:
        step: called `steps_to_play` times.
        font: by default `general_midi`.

    Example:
        >>> song_to_sound(Song((Track.of([(0, 1, 60, 90)]),))).frames.shape
        (110250, 2)
    """
    return Sound(*mastered(dry_mix(song, step, font)))


def dry_mix(song: Song, step: Step = no_step, font: SoundFont | None = None) -> np.ndarray:
    """All tracks without reverberation, float32 of shape (frames, 2); arguments and errors as `song_to_sound`."""
    if song.seconds > 60 * MAX_MINUTES:
        raise RenderError(f"longer than {MAX_MINUTES} minutes")
    tracks, font = sorted(song.tracks, key=len), font or general_midi()
    with ThreadPoolExecutor(2) as threads:  # numpy lets go of the interpreter
        mix, other = threads.map(lambda some: dry(some, song, step, font), (tracks[::2], tracks[1::2]))
    mix += other
    return mix


def dry(tracks: Sequence[Track], song: Song, step: Step, font: SoundFont) -> np.ndarray:
    """Some tracks of a song without reverberation, float32 of shape (frames, 2), as long as the song."""
    mix = np.zeros((_frames(song), 2), np.float32, order="F")
    for track in tracks:
        play(mix, _in_seconds(track, song), zones_of(track, font), font, seat_of(track))
        step()
    return mix


def zones_of(track: Track, font: SoundFont) -> list[Zone]:
    """The zones of a soundfont for the instrument of a track."""
    return font.zones(DRUM_BANK if track.is_drum else 0, track.program)


def seat_of(track: Track) -> float:
    """The place of a player on the stage, -1 left to 1 right."""
    return 0.0 if track.is_drum else _SEATS[track.program // 8]


def _in_seconds(track: Track, song: Song) -> TimedNotes:
    start, end = song.beats_to_seconds(track.onset), song.beats_to_seconds(track.onset + track.duration)
    return TimedNotes(start, end - start, track.pitch, track.velocity)


def general_midi_path() -> Path:
    """The path of the soundfont in the folder of pretty_midi, found without importing it."""
    from importlib.util import find_spec

    spec = find_spec("pretty_midi")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return next(iter(sorted(folder.glob("*.sf2"))), folder / "TimGM6mb.sf2")


@cache
def general_midi() -> SoundFont:
    """The soundfont that is part of pretty_midi. Raises RenderError where it cannot be read."""
    return SoundFont(general_midi_path())


def credit(font: SoundFont) -> str:
    """The name of a soundfont and, of `general_midi`, its author and licence, for all that holds its samples."""
    return f"{font.name}, by {_CREDIT}" if font.name == "TimGM6mb.sf2" else font.name
