"""Cards that notebooks show for a song, for rolls and for latents: a few lines of HTML that fit any background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH, instrument_name
from vae_music.render.colours import DRUMS, PALETTE, colours_of
from vae_music.render.html import render
from vae_music.text import duration

if TYPE_CHECKING:
    from vae_music.song import Song, Track

_WIDTH, _HEIGHT, _DRUM_HEIGHT = 720, 130, 26
_MOST_NOTES, _MOST_TRACKS = 6000, 24


def song_card(song: Song) -> str:
    """A small piano roll, and a line for each track."""
    colours = colours_of([song])
    tracks = [
        {
            "name": track.name,
            "instrument": "Drums" if track.is_drum else instrument_name(track.program),
            "colour": _colour(track, colours),
            "notes": f"{len(track):,}",
        }
        for track in song.tracks[:_MOST_TRACKS]
    ]
    metres = ", ".join(dict.fromkeys(f"{m.numerator}/{m.denominator}" for m in song.metre[:4]))
    lead = f"{song.note_count:,} notes, {song.bar_count:,} bars of {metres}, {duration(song.seconds)}"
    return render("card.html", lead=lead, roll=_small_roll(song, colours), tracks=tracks, pairs=[])


def _colour(track: Track, colours: Mapping[int, str]) -> str:
    return DRUMS if track.is_drum else colours.get(track.program, DRUMS)


def _small_roll(song: Song, colours: Mapping[int, str]) -> dict[str, Any] | None:
    """A line for each track: the `d` of an SVG path, with a stroke for each note, and its colour."""
    if not song.note_count:
        return None
    pitches = np.concatenate([track.pitch for track in song.tracks if not track.is_drum] or [np.array([60])])
    low, high = int(pitches.min(initial=127)), int(pitches.max(initial=0))
    every = -(-song.note_count // _MOST_NOTES)
    scale = _WIDTH / song.length_beats
    lines = []
    for track in song.tracks:
        length = np.maximum(0 * track.duration if track.is_drum else scale * track.duration, 1.5)
        spans = np.stack([scale * track.onset, _y(track, low, high), length], 1)[::every]
        path = "".join(f"M{x:.1f} {y:.1f}h{across:.1f}" for x, y, across in spans)
        lines.append((path, _colour(track, colours)))
    return {"width": _WIDTH, "height": _HEIGHT + _DRUM_HEIGHT, "lines": lines}


def _y(track: Track, low: int, high: int) -> np.ndarray:
    if track.is_drum:
        return _HEIGHT + _DRUM_HEIGHT - 3 - (_DRUM_HEIGHT - 8) * np.maximum(LANE_OF_PITCH[track.pitch], 0) / 15
    return 4 + (_HEIGHT - 8) * (high - track.pitch) / max(high - low, 1)


def rolls_card(rolls: Mapping[str, np.ndarray]) -> str:
    """The shapes of the rolls, how much of them sounds, and a picture: a line for each voice and drum lane."""
    kinds = {name: f"{roll.dtype} {' × '.join(map(str, np.shape(roll)))}" for name, roll in rolls.items()}
    steps, onsets = int(np.sum(rolls["steps"], dtype=int)), np.count_nonzero(rolls["velocity"][..., 0])
    lead = f"{len(rolls['steps']):,} segments, {steps:,} steps, {onsets:,} onsets"
    return render("card.html", lead=lead, roll=_small_rolls(rolls), tracks=[], pairs=kinds.items())


def _small_rolls(rolls: Mapping[str, np.ndarray]) -> dict[str, Any] | None:
    """Columns over steps: a line wherever a voice sounds or a lane is struck."""
    inside = np.arange(rolls["pitch"].shape[1]) < rolls["steps"][:, None]
    sounding = rolls["pitch"][inside] > 0  # (steps, columns)
    steps, columns = sounding.shape
    if not sounding.any():
        return None
    lines = []
    for column in range(columns):
        edges = np.flatnonzero(np.diff(sounding[:, column], prepend=False, append=False)).reshape(-1, 2)
        spans = edges[:: -(-len(edges) // 600) or 1] * _WIDTH / steps
        path = "".join(f"M{a:.1f} {4 + 7 * column}h{b - a:.1f}" for a, b in spans)
        lines.append((path, PALETTE[column % len(PALETTE)]))
    return {"width": _WIDTH, "height": 7 * columns + 4, "lines": lines}


def posterior_card(z_mean: np.ndarray, z_scale: np.ndarray, style: np.ndarray) -> str:
    """The sizes of the latents, and the mean probability of each style by its place.

    Input shape: z_mean and z_scale (segments, latent), style (segments, styles).
    """
    segments, latent = np.shape(z_mean)
    spread = float(np.mean(z_scale)) if segments else 0.0
    lead = f"{segments:,} segments in {latent} dimensions, mean σ {spread:.2f}"
    shares = np.asarray(style).mean(0) if segments else []
    pairs = [(f"style {index}", f"{share:.0%}") for index, share in enumerate(shares)]
    return render("card.html", lead=lead, roll=None, tracks=[], pairs=pairs)
