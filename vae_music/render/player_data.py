"""A song as it was and as it became, as numbers that a page draws and plays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from vae_music.audio.sound import seat_of
from vae_music.audio.soundfont import SoundFont
from vae_music.general_midi import LANE_OF_PITCH, instrument_name
from vae_music.render.changes import changes_between
from vae_music.render.colours import DRUMS, colours_of
from vae_music.render.instruments import instrument_key, instruments_of
from vae_music.song import Song, Track

CHANGES = {
    "kept": "kept as they were",
    "handed_over": "kept, by another instrument",
    "new": "new",
    "gone": "of the source, gone",
}
"""The fields of Changes and what a reader is told of them."""

_PIXELS_A_BAR = 130
_PIXELS_A_SECOND = (25, 160)


class Take(NamedTuple):
    """A song as it sounds before a transfer, or at one strength of it.

    label: such as `after, strength 0.5`. styles: the probability of each style, where a model was asked.
    """

    label: str
    song: Song
    strength: float | None = None
    styles: dict[str, float] | None = None


class _Frame(NamedTuple):
    """The frame that all takes share: drum lanes in use, colours by program, names of the styles."""

    lanes: list[int]
    colours: dict[int, str]
    styles: list[str]


def seconds_of(takes: Sequence[Take]) -> float:
    """The length of the longest, never nothing."""
    return max(0.1, *(take.song.seconds for take in takes))


def drawn(takes: Sequence[Take], start: int, gains: Sequence[float], font: SoundFont) -> dict[str, Any]:
    """The data that the scripts of the page read: times in seconds, those of notes in milliseconds.

    Args:
        start: index of the take that is shown and heard first.
        gains: for each take, the factor that brings it to its loudness.
        font: has the samples of the instruments.
    """
    tracks = [track for take in takes for track in take.song.tracks if len(track)]
    pitches = np.concatenate([track.pitch for track in tracks if not track.is_drum] or [np.array([60])])
    struck = np.concatenate([LANE_OF_PITCH[track.pitch] for track in tracks if track.is_drum] or [np.zeros(0)])
    lanes = np.unique(np.maximum(struck, 0)).astype(int).tolist()
    bar_seconds = np.median(np.diff(_bars(takes[0].song)))
    frame = _Frame(lanes, colours_of([take.song for take in takes]), list(takes[0].styles or ()))
    return {
        "seconds": round(seconds_of(takes), 3),
        "pixelsPerSecond": round(float(np.clip(_PIXELS_A_BAR / bar_seconds, *_PIXELS_A_SECOND)), 1),
        "low": int(pitches.min()) - 1,
        "high": int(pitches.max()) + 1,
        "lanes": len(lanes),
        "start": start,
        "takes": [_take(take, takes[0], frame) | {"gain": gain} for take, gain in zip(takes, gains, strict=True)],
        "instruments": instruments_of((take.song for take in takes), font),
    }


def _take(take: Take, source: Take, frame: _Frame) -> dict[str, Any]:
    song, styles = take.song, take.styles
    tracks = [_track(track, song, frame) for track in song.tracks if len(track)]
    names = ", ".join(dict.fromkeys(track["name"] for track in tracks))
    told: dict[str, Any] = {
        "label": take.label,
        "strength": None if take.strength is None else f"{take.strength:g}",
        "count": f"{song.note_count:,} notes",
        "alt": f"Piano roll, {take.label}: {song.note_count:,} notes by {names or 'nobody'}",
        "styles": None if styles is None else [round(styles.get(name, 0.0), 4) for name in frame.styles],
        "bars": np.round(_bars(song), 3).tolist(),
        "tracks": tracks,
    }
    if take is not source:
        changes = changes_between(source.song, song)._asdict()
        told["changes"] = {name: changes[name] for name in CHANGES}
        told["changesAlt"] = "Notes: " + ", ".join(f"{changes[name]:,} {text}" for name, text in CHANGES.items())
    return told


def _bars(song: Song) -> np.ndarray:
    """Seconds at which bars begin, and at which the last one ends."""
    return song.beats_to_seconds(song.downbeats())


def _track(track: Track, song: Song, frame: _Frame) -> dict[str, Any]:
    """Its notes flat, four numbers a note: onset and length in milliseconds, pitch or row of drums, velocity.

    keys: the pitches of drums.
    """
    start, end = song.beats_to_seconds(track.onset), song.beats_to_seconds(track.onset + track.duration)
    lane = np.searchsorted(frame.lanes, np.maximum(LANE_OF_PITCH[track.pitch], 0))
    columns = (1000 * start, 1000 * (end - start), lane if track.is_drum else track.pitch, track.velocity)
    return {
        "name": "Drums" if track.is_drum else instrument_name(track.program),
        "colour": DRUMS if track.is_drum else frame.colours[track.program],
        "drums": track.is_drum,
        "instrument": instrument_key(track),
        "seat": seat_of(track),
        "keys": track.pitch.tolist() if track.is_drum else None,
        "notes": np.round(np.stack(columns, 1)).astype(int).ravel().tolist(),
    }
