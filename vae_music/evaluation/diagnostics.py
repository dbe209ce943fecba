"""Diagnostics of a model: reconstruction of songs, the information in z, and the effect of the strength dial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vae_music.corpus import CorpusSong
from vae_music.errors import MidiError, ModelError
from vae_music.evaluation.budget import Budget
from vae_music.evaluation.held_out import HeldOut, Task, spread
from vae_music.evaluation.judge import Judge
from vae_music.evaluation.latents import Encoded, Latents, encode_song, measure_latents
from vae_music.evaluation.reconstruction import Reconstructed, manner_size, reconstructed
from vae_music.evaluation.strength import Dial, measure_dial, turn_dial
from vae_music.inference.model import Model
from vae_music.midi.read import read_song

PROBE_SONGS_A_STYLE = 40
TASKS_A_DIAL = 10
"""The dial is measured on one transfer out of this number."""


class SongFigures(NamedTuple):
    """The reconstruction figures of one song."""

    path: str
    work: str
    figures: Reconstructed


def diagnose(
    model: Model, held_out: HeldOut, judge: Judge, most: int | None, budget: Budget
) -> tuple[list[SongFigures], Latents]:
    """The reconstruction figures of the songs tested, and the measures of z.

    Args:
        most: the maximum number of songs; None for no limit.

    Raises ModelError where no song can be encoded.
    """
    songs: list[SongFigures] = []
    tested: list[tuple[CorpusSong, Encoded]] = []
    for song in budget.spend(0.35, "reconstruction", spread(held_out.all)[:most], least=len(judge.styles)):
        path = song.entry.path
        try:
            played = read_song(path)
            encoded, z_mean = encode_song(model, played)
            songs.append(SongFigures(str(path), song.work, reconstructed(model, played, z_mean, seed=len(songs))))
            tested.append((song, encoded))
        except MidiError:  # already reported by the transfers
            continue
    known = _encoded(model, spread(held_out.others), judge, budget)
    if not (tested and known):
        raise ModelError("none of the songs can be encoded")
    moved, styles = manner_size(model), len(model.styles)
    parts = {"z[:k]": slice(0, styles), "z[k:]": slice(styles, None), "z[m:]": slice(moved, None)}
    return songs, measure_latents(
        [encoded for _, encoded in known],
        [judge.styles.index(song.style) for song, _ in known],
        [encoded for _, encoded in tested],
        [judge.styles.index(song.style) for song, _ in tested],
        [song.work for song, _ in tested],
        parts,
    )


def _encoded(
    model: Model, songs: Sequence[CorpusSong], judge: Judge, budget: Budget
) -> list[tuple[CorpusSong, Encoded]]:
    """Encode songs for the probes to learn from; `songs` must come in turn from every style."""
    most = PROBE_SONGS_A_STYLE * len(judge.styles)
    encoded = []
    for song in budget.spend(0.3, "probes", songs[:most], least=4 * len(judge.styles)):
        try:
            encoded.append((song, encode_song(model, read_song(song.entry.path))[0]))
        except MidiError:
            continue
    return encoded


def dial_over_transfers(model: Model, judge: Judge, tasks: Sequence[Task], budget: Budget) -> Dial:
    """Measure the dial on some of the transfers. Raises ModelError where none of them can be made."""
    turned, works = [], []
    for task in budget.spend(1.0, "dial", tasks[: max(len(tasks) // TASKS_A_DIAL, 1)], least=3):
        try:
            turned.append(turn_dial(model, judge, task, read_song(task.song.entry.path)))
            works.append(task.song.work)
        except MidiError:
            continue
    if not turned:
        raise ModelError("none of the songs can be transferred")
    return measure_dial(turned, works)
