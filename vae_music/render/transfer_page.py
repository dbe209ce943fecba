"""The takes of the page of a transfer: the song before and after, or at each strength of a dial."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from vae_music.errors import MidiError
from vae_music.render.player_data import Take
from vae_music.song import Song

STATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The strengths of a dial, besides the one of the transfer."""


class TransferTakes(NamedTuple):
    """The takes of a page, the source first, and the index of the one that was asked for."""

    takes: list[Take]
    chosen: int


def transfer_takes(
    source: Song,
    change: Callable[[float], Song],
    classify: Callable[[Song], dict[str, float]],
    strength: float = 1.0,
    stations: Sequence[float] = (),
) -> TransferTakes:
    """The source, and what becomes of it at a strength and at other stations of a dial, in their order.

    Args:
        change: the source transferred at a strength. classify: the probability of each style of a song.
    """
    strengths = sorted({*stations, strength})
    takes = [Take("before", source, None, _heard(classify, source))]
    for station in strengths:
        song = change(station)
        takes.append(Take(f"after, strength {station:g}", song, station, _heard(classify, song)))
    return TransferTakes(takes, 1 + strengths.index(strength))


def _heard(classify: Callable[[Song], dict[str, float]], song: Song) -> dict[str, float] | None:
    """The styles of a song; none of one without notes, as a transfer far from what a model has learnt may leave it."""
    try:
        return classify(song)
    except MidiError:
        return None
