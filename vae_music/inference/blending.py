"""Ways through the latent space, as arrays: a bridge between two songs, a mixture of them; and frames of new songs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from vae_music.errors import BarError, ModelError
from vae_music.inference.source import Source
from vae_music.latent import between
from vae_music.rolls.segments import segment_steps
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Tempo

MAX_BARS = 1000

USUAL_SHARE = 0.5
"""A segment whose notes have less than this share of the loudness of the song's median segment is passed over."""


class Place(NamedTuple):
    """A place in a song: a row among its segments that sound, and the beat at which this segment begins."""

    row: int
    beat: float


def last_place(source: Source, spec: RollSpec, bar: int | None = None) -> Place:
    """The segment of a bar or, without one, the last segment in which the song plays as it usually does.

    If the segment of the bar is silent, the one before that sounds is taken. Raises BarError.
    """
    rows, beats = _candidates(source, spec)
    if bar is None:
        return Place(int(rows[-1]), float(beats[rows[-1]]))
    row = max(int(np.searchsorted(beats, _downbeat(source.song, bar), side="right")) - 1, 0)
    return Place(row, float(beats[row]))


def first_place(source: Source, spec: RollSpec, bar: int | None = None) -> Place:
    """The segment of a bar or, without one, the first segment in which the song plays as it usually does.

    If the segment of the bar is silent, the next one that sounds is taken. Raises BarError.
    """
    rows, beats = _candidates(source, spec)
    if bar is None:
        return Place(int(rows[0]), float(beats[rows[0]]))
    downbeat, segments = _downbeat(source.song, bar), segment_steps(source.song, spec)[0] / spec.steps_per_beat
    begin = segments[max(int(np.searchsorted(segments, downbeat, side="right")) - 1, 0)]
    row = min(int(np.searchsorted(beats, begin)), len(beats) - 1)
    return Place(row, float(beats[row]))


def _candidates(source: Source, spec: RollSpec) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the segments that are no fade and no mere rest of a note, and the beats at which sounding ones begin."""
    struck = source.sounding["velocity"][..., 0].sum((1, 2), dtype=np.int64)  # loudness and number of onsets in one
    starts, _ = segment_steps(source.song, spec)
    full = np.flatnonzero(struck >= USUAL_SHARE * np.median(struck))
    return full, starts[source.heard] / spec.steps_per_beat


def _downbeat(song: Song, bar: int) -> float:
    if not 1 <= bar <= song.bar_count:
        raise BarError("the song", f"no bar {bar} in a song of {song.bar_count:,} bars")
    return float(song.downbeats()[bar - 1])


def bridge_frame(one: Song, leave: Place, other: Song, arrive: Place, bars: int) -> Song:
    """An empty song of N bars, in the metre of one place, with tempi that lead from it to those of another."""
    metre = _in_force(one.metre, leave.beat)._replace(beat=0.0) if one.metre else Metre(0.0, 4, 4)
    ends = _in_force(one.tempo, leave.beat).qpm, _in_force(other.tempo, arrive.beat).qpm
    qpm = np.linspace(*ends, _checked(bars) + 2)[1:-1]
    tempo = tuple(Tempo(bar * metre.bar_beats, float(value)) for bar, value in enumerate(qpm))
    return Song((), tempo, (metre,), length_beats=bars * metre.bar_beats)


def frame_after(song: Song, place: Place, bars: int) -> Song:
    """An empty song of N bars, in the metre and tempo of a place in a song. Raises ModelError as `piece_frame` does."""
    metre = _in_force(song.metre, place.beat) if song.metre else Metre(0.0, 4, 4)
    tempo = _in_force(song.tempo, place.beat)
    length = _checked(bars) * metre.bar_beats
    return Song((), (tempo._replace(beat=0.0),), (metre._replace(beat=0.0),), length_beats=length)


def _in_force(changes: Sequence[Any], beat: float) -> Any:
    """The last change up to a beat, or the first one."""
    return [changes[0], *(change for change in changes if change.beat <= beat)][-1]


def bridge(one: np.ndarray, other: np.ndarray, segments: int, learnt: int) -> np.ndarray:
    """Latents on the way from one segment to another, neither of them included.

    learnt: the number of dimensions that lie on the way; the others, those of energy and rhythm, change evenly.

    Input shape: both (latent,). Output shape: (segments, latent).
    """
    weight = np.arange(1, segments + 1, dtype=np.float32) / (segments + 1)
    return _between(np.repeat(one[None], segments, 0), np.repeat(other[None], segments, 0), weight, learnt)


def mixture(one: np.ndarray, other: np.ndarray, weight: float, learnt: int) -> np.ndarray:
    """Latents between those of two songs; the other begins anew where it is shorter. Raises ModelError for the weight.

    Input shape: both (segments of the song, latent). Output shape: that of `one`.
    """
    if not 0 <= weight <= 1:
        raise ModelError(f"no such weight: {weight}")
    partners = other[np.arange(len(one)) % len(other)]
    return _between(one, partners, np.full(len(one), weight, np.float32), learnt)


def _between(one: np.ndarray, other: np.ndarray, weight: np.ndarray, learnt: int) -> np.ndarray:
    """Latents between two, energy and rhythm on a straight line."""
    given = one[:, learnt:] + weight[:, None] * (other - one)[:, learnt:]
    return np.concatenate([between(one[:, :learnt], other[:, :learnt], weight), given], axis=1)


def piece_frame(bars: int, qpm: float) -> Song:
    """An empty song of so many bars of 4/4. Raises ModelError for no bars, or too many."""
    metre = Metre(0.0, 4, 4)
    return Song((), (Tempo(0.0, qpm),), (metre,), length_beats=_checked(bars) * metre.bar_beats)


def frame_steps(frame: Song, spec: RollSpec) -> np.ndarray:
    """Steps of music of each segment of an empty song, uint8."""
    _, steps = segment_steps(frame, spec)
    return steps.astype(np.uint8)


def _checked(bars: int) -> int:
    if not 1 <= bars <= MAX_BARS:
        raise ModelError(f"bars must be 1 to {MAX_BARS:,}, not {bars}")
    return bars
