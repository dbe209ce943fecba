"""Ways through the latent space, as arrays: a bridge between two songs, a mixture of them, the form of a new piece."""

from __future__ import annotations

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.seeds import piece_seeds
from vae_music.inference.request import Sampling
from vae_music.latent import between
from vae_music.rolls.segments import segment_steps
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Tempo

MAX_BARS = 1000
PHRASE_BEATS = 16

FORM = (0, 1, 0, 2, 3, 4, 0, 2)
"""The phrases of a chorus of 32 bars, A A' B A'; B is the bridge."""

BRIDGE = 3
"""Phrases from this one on are new in every chorus."""


def bridge_frame(ending: Song, beginning: Song, bars: int) -> Song:
    """An empty song of so many bars, in the metre in which one song ends, and tempi that lead from it to another."""
    metre = ending.metre[-1]._replace(beat=0.0) if ending.metre else Metre(0.0, 4, 4)
    qpm = np.linspace(ending.tempo[-1].qpm, beginning.tempo[0].qpm, _checked(bars) + 2)[1:-1]
    tempo = tuple(Tempo(bar * metre.bar_beats, float(value)) for bar, value in enumerate(qpm))
    return Song((), tempo, (metre,), length_beats=bars * metre.bar_beats)


def bridge(ending: np.ndarray, beginning: np.ndarray, segments: int) -> np.ndarray:
    """Latents on the way from the last of one song to the first of another, neither of them included.

    Input shape: both (segments of the song, latent). Output shape: (segments, latent).
    """
    weight = np.arange(1, segments + 1, dtype=np.float32) / (segments + 1)
    return between(np.repeat(ending[-1:], segments, 0), np.repeat(beginning[:1], segments, 0), weight)


def mixture(one: np.ndarray, other: np.ndarray, weight: float) -> np.ndarray:
    """Latents between those of two songs; the other begins anew where it is shorter. Raises ModelError for the weight.

    Input shape: both (segments of the song, latent). Output shape: that of `one`.
    """
    if not 0 <= weight <= 1:
        raise ModelError(f"no such weight: {weight}")
    partners = other[np.arange(len(one)) % len(other)]
    return between(one, partners, np.full(len(one), weight, np.float32))


def piece_frame(bars: int, qpm: float) -> Song:
    """An empty song of so many bars of 4/4. Raises ModelError for no bars, or too many."""
    metre = Metre(0.0, 4, 4)
    return Song((), (Tempo(0.0, qpm),), (metre,), length_beats=_checked(bars) * metre.bar_beats)


def new_piece(frame: Song, spec: RollSpec, sampling: Sampling) -> dict[str, np.ndarray]:
    """The inputs `steps`, `temperature` and `seed` of a new piece, a row a segment: equal seeds are the same music."""
    steps = frame_steps(frame, spec)
    music = phrases(len(steps), max(PHRASE_BEATS * spec.steps_per_beat // spec.segment_steps, 1))
    piece, *seeds = sampling.inputs(int(music.max()) + 2)["seed"]
    return {"steps": steps, **sampling.inputs(len(steps)), "seed": piece_seeds(piece, np.array(seeds)[music])}


def frame_steps(frame: Song, spec: RollSpec) -> np.ndarray:
    """Steps of music of each segment of an empty song, uint8."""
    _, steps = segment_steps(frame, spec)
    return steps.astype(np.uint8)


def phrases(segments: int, a_phrase: int) -> np.ndarray:
    """The number of the music that each segment has; equal numbers are the same music. Output shape: (segments,).

    Args:
        a_phrase: segments of a phrase.

    Example:
        >>> phrases(9, 1).tolist()
        [0, 1, 0, 2, 3, 4, 0, 2, 0]
    """
    phrase, within = np.divmod(np.arange(segments), a_phrase)
    chorus, place = np.divmod(phrase, len(FORM))
    kind = np.array(FORM)[place]
    kind += np.where(kind >= BRIDGE, chorus * (max(FORM) + 1 - BRIDGE), 0)
    return kind * a_phrase + within


def _checked(bars: int) -> int:
    if not 1 <= bars <= MAX_BARS:
        raise ModelError(f"bars must be 1 to {MAX_BARS:,}, not {bars}")
    return bars
