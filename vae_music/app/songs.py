"""A song as it arrives: read in a process of its own, as it may be anything, and described for the page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import numpy as np

from vae_music.app.errors import Refusal
from vae_music.errors import MidiError
from vae_music.info import describe_sections, describe_track
from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import song_from_bytes
from vae_music.midi.workers import KeptWorker, Lost
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.energy import bars_of_beats, levels_of_energy
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Song
from vae_music.text import printable

_NAME_CHARACTERS = 100


class Opened(NamedTuple):
    """A song, and what the page is told of it."""

    song: Song
    told: dict[str, Any]


class _Asked(NamedTuple):
    """Bytes for the worker to read, and the rolls that they are to fit into."""

    data: bytes
    name: str
    spec: RollSpec


class Reader:
    """Reads songs in a worker, which is kept, as it takes longer to begin than to read a song."""

    def __init__(self, spec: RollSpec):
        self.spec, self._worker = spec, KeptWorker()

    def open(self, data: bytes, name: str) -> Opened:
        """Read the bytes of a MIDI file. Raises Refusal with the reason where they cannot be read."""
        opened = self._worker.run(_open, _Asked(data, name, self.spec))
        if isinstance(opened, Lost | str):
            reason = opened.reason if isinstance(opened, Lost) else opened
            raise Refusal(400, f"{name} cannot be opened: {printable(reason)}.")
        return opened

    def end(self) -> None:
        """End the worker."""
        self._worker.end()


def _open(asked: _Asked) -> Opened | str:
    try:
        song = song_from_bytes(asked.data, asked.name)
        return Opened(song, _told(song, asked)) if song.note_count else "it has no notes"
    except MidiError as error:
        return error.reason
    except Exception as error:  # whatever a malformed file triggers in the readers
        return f"{type(error).__name__}: {error}"


def _told(song: Song, asked: _Asked) -> dict[str, Any]:
    tune = find_tune(song)
    rolls, fit = song_to_rolls(song, asked.spec, tune)
    if not np.any(rolls.pitch):
        raise MidiError(asked.name, "it has no note that the model can hold")
    tune_tracks = {stretch.track for stretch in tune.stretches}
    tracks = [
        {"index": index, **describe_track(track), "name": printable(track.name.strip()), "tune": index in tune_tracks}
        for index, track in enumerate(song.tracks)
    ]
    return {
        "name": asked.name,
        "bars": song.bar_count,
        "seconds": round(song.seconds, 3),
        "beats": np.diff(song.downbeats()).round(4).tolist(),
        "tracks": tracks,
        "sections": [
            {"start": one["first_bar"], "end": one["last_bar"], "name": printable(one["name"])}
            for one in describe_sections(song)
        ],
        "energy": _levels(song, rolls.energy, asked.spec),
        "warnings": [printable(one) for one in (*song.remarks, *((str(fit),) if fit.left_out else ()))],
    }


def _levels(song: Song, energy: np.ndarray, spec: RollSpec) -> list[float]:
    """The level of each bar, that of the bar before it where a bar has no beat of its own."""
    bars, first = np.unique(bars_of_beats(song, spec), return_index=True)
    levels = levels_of_energy(energy.reshape(-1, energy.shape[-1])[first])
    return levels[np.searchsorted(bars, np.arange(song.bar_count), side="right") - 1].tolist()


def song_name(text: str) -> str:
    """The name of a song from that of its file: no folders, no suffix, nothing that cannot be printed."""
    name = PurePosixPath(re.sub(r"[\\:]", "/", printable(text))).name.strip()
    if is_midi_name(name):
        name = name.rpartition(".")[0]
    return name[:_NAME_CHARACTERS].strip(" .") or "song"
