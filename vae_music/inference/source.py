"""A song made ready for a model, and the songs made of what a model answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.midi.read import AnySong, as_song
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


class Source(NamedTuple):
    """A song, its rolls, and which of its segments sound: `heard`, bool of shape (segments,)."""

    song: Song
    rolls: Rolls
    heard: np.ndarray

    @property
    def sounding(self) -> dict[str, np.ndarray]:
        """The rolls of the segments that sound."""
        return {name: roll[self.heard] for name, roll in self.rolls._asdict().items()}

    @property
    def sounding_steps(self) -> np.ndarray:
        """The number of steps of music in each of these segments, uint8."""
        return self.rolls.steps[self.heard]

    def drums_alone(self, spec: RollSpec) -> np.ndarray:
        """The segments, of those that sound, in which nothing but drums does; bool, shape (sounding segments,)."""
        return ~np.any(self.rolls.pitch[self.heard, :, : spec.voices], axis=(1, 2))

    def in_place(self, answer: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """An answer to the segments that sound, at their places among all; the silent ones are zeros."""
        whole = {name: _scattered(rows, self.heard) for name, rows in answer.items()}
        return whole | {"steps": self.rolls.steps}


def read_source(song: AnySong, spec: RollSpec) -> Source:
    """Read a song and lay it into rolls; its remarks say how many notes do not fit, and why.

    Raises MidiError where it cannot be read, or holds no note that the rolls can hold.
    """
    name = song if isinstance(song, str | PathLike) else "the song"
    song = as_song(song)
    if not song.note_count:
        raise MidiError(name, "no notes")
    rolls, fit = song_to_rolls(song, spec)
    heard = np.any(rolls.pitch > 0, axis=(1, 2))
    if not heard.any():
        raise MidiError(name, "no note that the rolls can hold")
    remarks = (str(fit),) if fit.left_out else ()
    return Source(replace(song, remarks=(*song.remarks, *remarks)), rolls, heard)


def _scattered(rows: np.ndarray, where: np.ndarray) -> np.ndarray:
    """The rows at the places where that is true, and zeros elsewhere."""
    whole = np.zeros((len(where), *rows.shape[1:]), rows.dtype)
    whole[where] = rows
    return whole
