"""A song made ready for a model, and the songs made of what a model answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import NamedTuple

import numpy as np

from vae_music.errors import MidiError
from vae_music.inference.tracks import TrackError, Tracks, find_track, silenced, tune_json, tune_text
from vae_music.midi.read import AnySong, as_song
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import Tune, find_tune, tune_of_track
from vae_music.song import Song


class Source(NamedTuple):
    """A song made ready for a model.

    heard: which of its segments sound, bool of shape (segments,). kept: the indices of the tracks that stay.
    """

    song: Song
    rolls: Rolls
    heard: np.ndarray
    tune: Tune
    kept: tuple[int, ...] = ()

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


def read_source(song: AnySong, spec: RollSpec, tracks: Tracks | None = None) -> Source:
    """Read a song and convert it to rolls; its remarks say where the tune is, and which notes do not fit, and why.

    Raises MidiError if it cannot be read, holds no note that the rolls can hold, or lacks a track that is named.
    """
    name = song if isinstance(song, str | PathLike) else "the song"
    song, tracks = as_song(song), tracks or Tracks()
    kept = tuple(find_track(song, track) for track in tracks.keep)
    melody = None if tracks.melody is None else find_track(song, tracks.melody)
    song = silenced(song, [find_track(song, track) for track in tracks.mute])
    if not song.note_count:
        raise MidiError(name, "no notes")
    tune = find_tune(song) if melody is None else tune_of_track(song, melody)
    if melody is not None and not tune.stretches:
        raise TrackError("the song", f"no tune in track {melody + 1}: it is muted or plays drums only")
    rolls, fit = song_to_rolls(song, spec, tune)
    heard = np.any(rolls.pitch > 0, axis=(1, 2))
    if not heard.any():
        raise MidiError(name, "no note that the rolls can hold")
    told = (f"tune: {tune_text(tune_json(song, tune))}", *((str(fit),) if fit.left_out else ()))
    return Source(replace(song, remarks=(*song.remarks, *told)), rolls, heard, tune, kept)


def _scattered(rows: np.ndarray, where: np.ndarray) -> np.ndarray:
    """The rows at the places where that is true, and zeros elsewhere."""
    whole = np.zeros((len(where), *rows.shape[1:]), rows.dtype)
    whole[where] = rows
    return whole
