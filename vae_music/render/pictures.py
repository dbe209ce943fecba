"""Piano rolls: a colour an instrument, velocity as shade, drums in lanes of their own, bars ruled."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import cycle

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from vae_music.bars import bar_beats
from vae_music.describe import instrument_name
from vae_music.drums import LANE_OF_PITCH, LANES
from vae_music.song import Song, Track

_GAP_SEMITONES = 3
_PALEST = 0.25
_SHORTEST_BEATS = 1 / 6
_BLACK = (0.0, 0.0, 0.0)
_COLOURS = tuple(tuple(colormaps["tab20"](index)[:3]) for index in (*range(0, 20, 2), *range(1, 20, 2)))


class Picture(Figure):
    """A figure that notebooks show as it is; `picture.savefig(path)` writes PNG, SVG or PDF, by the suffix."""

    def _repr_png_(self) -> bytes:
        written = BytesIO()
        self.savefig(written, format="png", dpi=80)
        return written.getvalue()


def draw_songs(songs: dict[str, Song], first_bar: int = 0, bars: int | None = None) -> Picture:
    """Piano rolls side by side, one below the other, each under its title, over the same bars and pitches.

    Args:
        songs: title to song.
        first_bar, bars: what is shown; by default all.
    """
    figure = Picture(figsize=(14, 3.6 * len(songs)), layout="constrained")
    axes = figure.subplots(len(songs), 1, squeeze=False)[:, 0]
    borders = bar_beats(max(songs.values(), key=lambda song: song.length_beats))
    last = len(borders) - 1 if bars is None else min(first_bar + bars, len(borders) - 1)
    shown = borders[first_bar : last + 1]
    pieces = {title: _between(song, shown[0], shown[-1]) for title, song in songs.items()}
    programs = sorted({track.program for piece in pieces.values() for track in piece if not track.is_drum})
    colours = dict(zip(programs, cycle(_COLOURS), strict=False))
    for axis, (title, piece) in zip(axes, pieces.items(), strict=True):
        _draw(axis, piece, shown, colours)
        axis.set_title(title, loc="left", fontsize=10)
    _legend(figure, colours)
    return figure


def _between(song: Song, start: float, end: float) -> list[Track]:
    """What of each track sounds in a stretch of beats; silent tracks fall out."""
    cut = []
    for track in song.tracks:
        inside = (track.onset + track.duration > start) & (track.onset < end)
        columns = (track.onset, track.duration, track.pitch, track.velocity)
        if inside.any():
            onset, duration, pitch, velocity = (column[inside] for column in columns)
            cut.append(Track(onset, duration, pitch, velocity, track.program, track.is_drum, track.name))
    return cut


def _draw(axis: Axes, tracks: Sequence[Track], borders: np.ndarray, colours: dict[int, tuple]) -> None:
    """One piano roll between the first and the last of some bar lines (beats)."""
    pitched = [track for track in tracks if not track.is_drum]
    pitches = np.concatenate([track.pitch for track in pitched]) if pitched else np.array([60])
    low, high = int(pitches.min()), int(pitches.max())
    lanes = len(LANES) + _GAP_SEMITONES if len(pitched) < len(tracks) else 0
    for track in tracks:
        lane = low - lanes + np.maximum(LANE_OF_PITCH[track.pitch], 0)
        _draw_notes(axis, track, lane if track.is_drum else track.pitch, colours.get(track.program, _BLACK))
    for number, border in enumerate(borders):
        axis.axvline(border, color="0.75", linewidth=0.6 + 0.6 * (number % 4 == 0), zorder=0)
    axis.set_xlim(borders[0], borders[-1])
    axis.set_ylim(low - lanes - 1, high + 2)
    octaves = [pitch for pitch in range(0, 128, 12) if low - 1 <= pitch <= high + 1]
    axis.set_yticks(octaves, [f"C{pitch // 12 - 1}" for pitch in octaves])
    axis.set_xlabel("beat")


def _draw_notes(axis: Axes, track: Track, height: np.ndarray, colour: tuple) -> None:
    shade = _PALEST + (1 - _PALEST) * track.velocity[:, None] / 127
    length = np.full(len(track), _SHORTEST_BEATS) if track.is_drum else track.duration
    boxes = zip(track.onset, height, length, strict=True)
    patches = [Rectangle((onset, y - 0.4), duration, 0.8) for onset, y, duration in boxes]
    faces = 1 - shade * (1 - np.array(_BLACK if track.is_drum else colour))
    axis.add_collection(PatchCollection(patches, facecolors=faces, edgecolors="white", linewidths=0.3))


def _legend(figure: Figure, colours: dict[int, tuple]) -> None:
    handles = [Rectangle((0, 0), 1, 1, color=colour) for colour in colours.values()]
    names = [instrument_name(program) for program in colours]
    figure.legend(handles, names, fontsize=8, loc="outside right upper", frameon=False)
