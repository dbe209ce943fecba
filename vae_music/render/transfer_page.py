"""The page of a transfer, with a dial over its strength."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vae_music.errors import MidiError
from vae_music.render.page import Take, player_page
from vae_music.song import Song

STATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The strengths at which a page has the song ready, besides the one that was asked for."""


def transfer_page(
    title: str,
    source: Song,
    style: str,
    change: Callable[[float], Song],
    classify: Callable[[Song], dict[str, float]],
    strength: float = 1.0,
    strengths: Sequence[float] = STATIONS,
) -> str:
    """HTML of the page of a transfer, with a dial over its strength.

    Args:
        change: the source transferred at a strength. classify: the probability of each style of a song.
        strength: where the dial stands first; it is among its stations, whether in `strengths` or not.

    Raises RenderError where a song cannot be heard.
    """
    stations = sorted({*strengths, strength})
    takes = [Take("before", source, None, _heard(classify, source))]
    for station in stations:
        song = change(station)
        takes.append(Take(f"after, strength {station:g}", song, station, _heard(classify, song)))
    return player_page(title, takes, style, 1 + stations.index(strength))


def _heard(classify: Callable[[Song], dict[str, float]], song: Song) -> dict[str, float] | None:
    """The styles of a song; none of one without notes, as a transfer far from what a model has learnt may leave it."""
    try:
        return classify(song)
    except MidiError:
        return None
