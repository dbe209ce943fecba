"""Piano rolls: a colour an instrument, velocity as shade, drums in lanes of their own, bars ruled."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from vae_music.general_midi import LANE_OF_PITCH, LANES, instrument_name
from vae_music.render.colours import DRUMS, colours_of
from vae_music.song import Song, Track

MOST_ROWS = 16
"""A long song is not drawn in more rows; its rows get longer instead."""

_GAP_SEMITONES = 2
_LANE_SEMITONES = 1.5
_PALEST = 0.3
_SHORTEST_BEATS = 1 / 6
_BLACK_KEYS = (1, 3, 6, 8, 10)
_SHEET, _KEYS, RULE, INK = "#ffffff", "#f3f4f7", "#d5d9e0", "#475063"


class Picture(Figure):
    """A figure that notebooks show as it is; `picture.savefig(path)` writes PNG, SVG or PDF, by the suffix."""

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png", dpi=80)

    def to_bytes(self, kind: str, dpi: int = 120) -> bytes:
        """A file of kind `png`, `svg` or `pdf`."""
        written = BytesIO()
        with rc_context({"svg.hashsalt": "vae-music"}):  # else its ids differ from one time to the next
            self.savefig(written, format=kind, dpi=dpi, metadata={"Date": None} if kind == "svg" else None)
        return written.getvalue()


class _Frame(NamedTuple):
    """The frame that the rolls of a picture share: lowest and highest pitch, drum lanes in use, colours by program."""

    low: int
    high: int
    lanes: tuple[int, ...]
    colours: dict[int, str]

    @classmethod
    def around(cls, pieces: Sequence[Sequence[Track]]) -> _Frame:
        tracks = [track for piece in pieces for track in piece]
        pitches = np.concatenate([track.pitch for track in tracks if not track.is_drum] or [np.array([60])])
        struck = np.concatenate([LANE_OF_PITCH[track.pitch] for track in tracks if track.is_drum] or [np.zeros(0)])
        lanes = tuple(int(lane) for lane in np.unique(np.maximum(struck, 0)))
        low, high = int(pitches.min()), int(pitches.max())
        return cls(low, high, lanes, colours_of([Song(tuple(piece)) for piece in pieces]))

    def lane_heights(self) -> np.ndarray:
        """The places of the drum lanes on the scale of pitches, below the lowest pitch."""
        return self.low - 1 - _GAP_SEMITONES - _LANE_SEMITONES * np.arange(len(self.lanes))[::-1]

    def heights(self, track: Track) -> np.ndarray:
        if not track.is_drum:
            return track.pitch
        return self.lane_heights()[np.searchsorted(self.lanes, np.maximum(LANE_OF_PITCH[track.pitch], 0))]

    @property
    def bottom(self) -> float:
        return self.lane_heights()[0] - 1 if self.lanes else self.low - 1.5


def draw_songs(songs: dict[str, Song], first_bar: int = 0, bars: int | None = None, bars_a_row: int = 24) -> Picture:
    """Piano rolls of songs, one below the other, each under its title, over the same bars and pitches.

    Args:
        songs: title to song.
        first_bar, bars: what is shown; by default all.
        bars_a_row: where there are more, the rolls go on below, as a score does.
    """
    borders = max(songs.values(), key=lambda song: song.length_beats).downbeats()
    last = len(borders) - 1 if bars is None else min(first_bar + bars, len(borders) - 1)
    shown = borders[first_bar : last + 1]
    pieces = {title: _between(song, shown[0], shown[-1]) for title, song in songs.items()}
    frame = _Frame.around(list(pieces.values()))
    length = max(bars_a_row, -(-(len(shown) - 1) // MOST_ROWS))
    starts = range(0, len(shown) - 1, length)
    height = max(1.6, min(3.4, 0.055 * (frame.high - frame.bottom))) + 0.5
    figure = Picture(figsize=(14, height * len(songs) * len(starts) + 0.3), layout="constrained", facecolor=_SHEET)
    axes = iter(figure.subplots(len(songs) * len(starts), 1, squeeze=False)[:, 0])
    for start in starts:
        row = shown[start : start + length + 1]
        full = row[0] + (shown[length] - shown[0] if len(starts) > 1 else row[-1] - row[0])
        for title, piece in pieces.items():
            axis = next(axes)
            _draw(axis, piece, row, first_bar + start, frame)
            axis.set_xlim(row[0], max(full, row[-1]))
            axis.set_title(plain(title), loc="left", fontsize=10, color=INK, fontweight="bold")
    _legend(figure, frame)
    return figure


def _between(song: Song, start: float, end: float) -> list[Track]:
    """The notes of each track that sound in a stretch of beats; silent tracks are dropped."""
    cut = []
    for track in song.tracks:
        inside = (track.onset + track.duration > start) & (track.onset < end)
        columns = (track.onset, track.duration, track.pitch, track.velocity)
        if inside.any():
            onset, duration, pitch, velocity = (column[inside] for column in columns)
            cut.append(Track(onset, duration, pitch, velocity, track.program, track.is_drum, track.name))
    return cut


def _draw(axis: Axes, tracks: Sequence[Track], borders: np.ndarray, first_bar: int, frame: _Frame) -> None:
    """One piano roll between the first and the last of some bar lines (beats)."""
    for pitch in range(frame.low - 1, frame.high + 2):
        if pitch % 12 in _BLACK_KEYS:
            axis.axhspan(pitch - 0.5, pitch + 0.5, color=_KEYS, linewidth=0, zorder=-1)
    for number, border in enumerate(borders, first_bar):
        axis.axvline(border, color=RULE, linewidth=0.6 + 0.8 * (number % 4 == 0), zorder=0)
    for track in tracks:
        _draw_notes(axis, track, frame, borders)
    every = 1 if len(borders) <= 12 else 4
    numbered = [(beat, number) for number, beat in enumerate(borders[:-1], first_bar) if number % every == 0]
    axis.set_xticks([beat for beat, _ in numbered], [str(number + 1) for _, number in numbered], fontsize=8, color=INK)
    axis.set_ylim(frame.bottom, frame.high + 1.5)
    octaves = [pitch for pitch in range(0, 128, 12) if frame.low - 1 <= pitch <= frame.high + 1]
    named = [*((pitch, f"C{pitch // 12 - 1}") for pitch in octaves)]
    named += [(height, LANES[lane].name) for height, lane in zip(frame.lane_heights(), frame.lanes, strict=True)]
    axis.set_yticks([height for height, _ in named], [name for _, name in named], fontsize=6.5, color=INK)
    axis.tick_params(length=0)
    axis.spines[:].set_visible(False)


def _draw_notes(axis: Axes, track: Track, frame: _Frame, borders: np.ndarray) -> None:
    length = np.full(len(track), _SHORTEST_BEATS) if track.is_drum else track.duration
    end = np.minimum(track.onset + length, borders[-1])
    onset = np.maximum(track.onset, borders[0])
    here = np.flatnonzero(end > onset)
    boxes = zip(onset[here], end[here], frame.heights(track)[here], strict=True)
    patches = [Rectangle((begin, y - 0.45), until - begin, 0.9) for begin, until, y in boxes]
    shade = _PALEST + (1 - _PALEST) * track.velocity[here, None] / 127
    colour = to_rgb(DRUMS if track.is_drum else frame.colours[track.program])
    faces = 1 - shade * (1 - np.array(colour))
    axis.add_collection(PatchCollection(patches, facecolors=faces, edgecolors="white", linewidths=0.3))


def plain(title: str) -> str:
    """A title without what matplotlib would take for mathematics."""
    return "".join(char if char.isprintable() else "?" for char in title).replace("$", r"\$")


def _legend(figure: Figure, frame: _Frame) -> None:
    names = {instrument_name(program): colour for program, colour in frame.colours.items()}
    names |= {"Drums": DRUMS} if frame.lanes else {}
    handles = [Rectangle((0, 0), 1, 1, color=colour) for colour in names.values()]
    legend = figure.legend(handles, list(names), fontsize=8, loc="outside right upper", frameon=False)
    for text in legend.get_texts():
        text.set_color(INK)
