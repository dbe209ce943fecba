"""The tune as it is heard in transfers of real songs: `python -m benchmarks.tune DIR... --transfers`.

Songs in which one track is known to sing, spread over the folders, are transferred to two styles each. Of that track's
notes, *heard* are those whose pitch class begins within a sixth of a beat in the output; *at pitch* those heard at
their own pitch, where whole phrases may be shifted by octaves; *on top* those heard with nothing above them. *Louder*
is the mean velocity of the tune less that of the other pitched notes. Lost are the songs of which less than half is
heard.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from benchmarks.singers import hidden, singer_of, songs_in
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.song import Notes, Song, Track

NEAR = 1 / 6 + 1e-6
"""The distance of onsets, in beats, up to which a note counts as heard; swing moves notes by just a sixth of a beat."""

PHRASE_GAP = 1.0
"""The least number of beats between two phrases, from the end of a note to the next onset."""

OCTAVES = (0, 12, -12, 24, -24)


class Heard(NamedTuple):
    """Shares of the notes of a tune: heard, at their own pitch, and on top; and the velocity steps it is louder by."""

    heard: float
    at_pitch: float
    on_top: float
    louder: float


def heard(tune: Track, output: Song) -> Heard:
    """The figures of `tune` in a song with the same beats."""
    notes = replace(output, tracks=tuple(track for track in output.tracks if not track.is_drum)).notes()
    found = np.array([_of_note(onset, pitch, notes) for onset, _, pitch, _ in tune.rows()])
    shifts, on_top = found[:, : len(OCTAVES)], found[:, -1]
    at_pitch = sum(shifts[phrase].sum(0).max() for phrase in phrases(tune))
    return Heard(float(shifts.any(1).mean()), float(at_pitch / len(found)), float(on_top.mean()), _louder(tune, output))


def phrases(tune: Track) -> list[np.ndarray]:
    """The indices of the notes of each phrase, which ends where nothing follows for a while."""
    gap = tune.onset[1:] - (tune.onset + tune.duration)[:-1]
    return np.split(np.arange(len(tune)), np.flatnonzero(gap >= PHRASE_GAP) + 1)


def _of_note(onset: float, pitch: int, notes: Notes) -> list[bool]:
    """True for each octave in which a note is heard and, last, if it is heard with nothing above it."""
    near = np.abs(notes.onset - onset) <= NEAR
    same = near & (notes.pitch % 12 == pitch % 12)
    sounding = (notes.onset <= onset + NEAR) & (notes.onset + notes.duration > onset + NEAR)
    on_top = same.any() and notes.pitch[same].max() >= notes.pitch[sounding].max(initial=0)
    return [bool((near & (notes.pitch == pitch + octave)).any()) for octave in OCTAVES] + [bool(on_top)]


def _louder(tune: Track, output: Song) -> float:
    """The velocity steps by which the tune, the track of that name if there is one, is louder than the band."""
    named = [track for track in output.tracks if track.name == TUNE_TRACK] or [tune]
    sung = np.concatenate([track.velocity for track in named])
    others = [track.velocity for track in output.tracks if not track.is_drum and track not in named]
    return float(sung.mean() - np.concatenate(others).mean()) if others and len(sung) else float("nan")


def tell_transfers(folders: tuple[Path, ...], songs: int, path: Path | None, as_json: bool) -> None:
    """Print the figures of the songs themselves, and of their transfers in several ways."""
    model = load_model(path)
    known = [(song, song.tracks[where]) for _, song in songs_in(folders) if (where := singer_of(song)) is not None]
    known = known[:: max(1, len(known) // songs)][:songs]
    rows = {"source": [heard(tune, song) for song, tune in known]}
    ways: dict[str, Callable[[Song, str], Song]] = {
        "names seen": model.transfer,
        "names hidden": lambda song, style: model.transfer(hidden(song), style),
        "names seen, tune kept": lambda song, style: model.transfer(song, style, keep_melody=True),
    }
    for name, way in ways.items():
        rows[name] = [heard(tune, way(song, style)) for song, tune, style in _tasks(known, model)]
    table = {
        name: {
            "transfers": len(figures),
            **dict(zip(Heard._fields, np.nanmean(figures, axis=0).tolist(), strict=True)),
            "lost": float(np.mean([figure.heard < 0.5 for figure in figures])),
        }
        for name, figures in rows.items()
    }
    if as_json:
        click.echo(json.dumps(table))
        return
    click.echo("| | transfers | heard | at pitch | on top | louder | lost |\n|---|---|---|---|---|---|---|")
    for name, row in table.items():
        cells = " | ".join(f"{row[figure]:.2f}" for figure in (*Heard._fields, "lost"))
        click.echo(f"| {name} | {row['transfers']} | {cells} |")


def _tasks(known: list[tuple[Song, Track]], model: Model) -> Iterator[tuple[Song, Track, str]]:
    """Each song with its tune and, in turn, two of the styles."""
    for index, (song, tune) in enumerate(known):
        for step in (0, len(model.styles) // 2):
            yield song, tune, model.styles[(index + step) % len(model.styles)]
