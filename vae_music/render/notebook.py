"""What a notebook shows of a song, of rolls and of latents: a few lines of HTML that stand on any background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from vae_music.general_midi import LANE_OF_PITCH
from vae_music.info import describe_track
from vae_music.render.colours import DRUMS, PALETTE, colours_of
from vae_music.render.html import Markup, fill

if TYPE_CHECKING:
    from vae_music.inference.model import Posterior
    from vae_music.rolls.rolls import Rolls
    from vae_music.song import Song, Track

_WIDTH, _HEIGHT, _DRUM_HEIGHT = 720, 130, 26
_MOST_NOTES, _MOST_TRACKS = 6000, 24


def song_card(song: Song) -> str:
    """A small piano roll, and a line a track."""
    colours = colours_of([song])
    rows = [
        fill(
            "card_track.html",
            colour=DRUMS if track.is_drum else colours.get(track.program, DRUMS),
            **{key: describe_track(track)[key] for key in ("name", "instrument")},
            notes=f"{len(track):,}",
        )
        for track in song.tracks[:_MOST_TRACKS]
    ]
    metres = ", ".join(dict.fromkeys(f"{m.numerator}/{m.denominator}" for m in song.metre[:4]))
    lead = f"{song.note_count:,} notes, {len(song.downbeats()) - 1:,} bars of {metres}, {song.seconds:,.0f} seconds"
    return fill("card.html", lead=lead, picture=_small_roll(song, colours), rows=Markup("".join(rows)))


def _small_roll(song: Song, colours: Mapping[int, str]) -> Markup:
    if not song.note_count:
        return Markup("")
    pitches = np.concatenate([track.pitch for track in song.tracks if not track.is_drum] or [np.array([60])])
    low, high = int(pitches.min(initial=127)), int(pitches.max(initial=0))
    every = -(-song.note_count // _MOST_NOTES)
    lines = []
    for track in song.tracks:
        colour = DRUMS if track.is_drum else colours.get(track.program, DRUMS)
        scale = _WIDTH / song.length_beats
        length = np.maximum(0 * track.duration if track.is_drum else scale * track.duration, 1.5)
        spans = np.stack([scale * track.onset, _y(track, low, high), length], 1)[::every]
        path = "".join(f"M{x:.1f} {y:.1f}h{across:.1f}" for x, y, across in spans)
        lines.append(f'<path d="{path}" stroke="{colour}"/>')
    return fill("card_roll.html", width=_WIDTH, height=_HEIGHT + _DRUM_HEIGHT, lines=Markup("".join(lines)))


def _y(track: Track, low: int, high: int) -> np.ndarray:
    if track.is_drum:
        return _HEIGHT + _DRUM_HEIGHT - 3 - (_DRUM_HEIGHT - 8) * np.maximum(LANE_OF_PITCH[track.pitch], 0) / 15
    return 4 + (_HEIGHT - 8) * (high - track.pitch) / max(high - low, 1)


def rolls_card(rolls: Rolls) -> str:
    """Shapes, and how much of the rolls sounds."""
    kinds = {name: f"{roll.dtype} {' × '.join(map(str, np.shape(roll)))}" for name, roll in rolls._asdict().items()}
    onsets = np.count_nonzero(rolls.velocity[..., 0])
    lead = f"{len(rolls.steps):,} segments, {int(np.sum(rolls.steps, dtype=int)):,} steps, {onsets:,} onsets"
    rows = "".join(fill("card_pair.html", name=name, value=kind) for name, kind in kinds.items())
    return fill("card.html", lead=lead, picture=_small_rolls(rolls), rows=Markup(rows))


def _small_rolls(rolls: Rolls) -> Markup:
    """Columns over steps: a line wherever a voice sounds or a lane is struck."""
    inside = np.arange(rolls.pitch.shape[1]) < rolls.steps[:, None]
    sounding = rolls.pitch[inside] > 0  # (steps, columns)
    steps, columns = sounding.shape
    if not sounding.any():
        return Markup("")
    lines = []
    for column in range(columns):
        edges = np.flatnonzero(np.diff(sounding[:, column], prepend=False, append=False)).reshape(-1, 2)
        spans = edges[:: -(-len(edges) // 600) or 1] * _WIDTH / steps
        path = "".join(f"M{a:.1f} {4 + 7 * column}h{b - a:.1f}" for a, b in spans)
        lines.append(f'<path d="{path}" stroke="{PALETTE[column % len(PALETTE)]}"/>')
    return fill("card_roll.html", width=_WIDTH, height=7 * columns + 4, lines=Markup("".join(lines)))


def posterior_card(posterior: Posterior) -> str:
    """The sizes of the latents, and the mean probability of each style by its place."""
    segments, latent = np.shape(posterior.z_mean)
    spread = float(np.mean(posterior.z_scale)) if segments else 0.0
    lead = f"{segments:,} segments in {latent} dimensions, mean σ {spread:.2f}"
    shares = np.asarray(posterior.style).mean(0) if segments else []
    rows = "".join(
        fill("card_pair.html", name=f"style {index}", value=f"{share:.0%}") for index, share in enumerate(shares)
    )
    return fill("card.html", lead=lead, picture="", rows=Markup(rows))
