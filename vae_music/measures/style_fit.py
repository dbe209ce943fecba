"""Style fit: the similarity of a song's texture to a style's, by two histograms without key and instruments.

Both follow Groove2Groove (Cífka, Şimşekli and Richard, IEEE/ACM TASLP 2020) and cover all pitched notes.
"""

from __future__ import annotations

import numpy as np

from vae_music.measures.notes import Pitched, pitched
from vae_music.song import Song

PAIR_BEATS, PAIR_BINS, WIDEST_INTERVAL = 4, 24, 20
ONSET_BEATS, ONSET_BINS = 4, 24
DURATION_BINS = 8
_EPSILON = 1e-6


def time_pitch_histogram(notes: Pitched) -> np.ndarray:
    """The joint histogram of time between onsets and interval, over ordered pairs of notes less than 4 beats apart.

    A pair that begins together counts in both orders. A pair more than 20 semitones apart is left out.

    Returns:
        shape (24, 41): sixths of a beat, and intervals of -20..20 semitones; sums to 1, or to 0 where there is no pair.
    """
    width = 2 * WIDEST_INTERVAL + 1
    counts = np.zeros(PAIR_BINS * width)
    for lag in range(1, len(notes.onset)):
        apart = notes.onset[lag:] - notes.onset[:-lag]
        near = apart < PAIR_BEATS - _EPSILON
        if not near.any():  # onsets are in order, so a greater lag finds none either
            break
        interval = (notes.pitch[lag:] - notes.pitch[:-lag])[near]
        bins = np.floor(apart[near] * PAIR_BINS / PAIR_BEATS + _EPSILON).astype(np.int64)
        inside = np.abs(interval) <= WIDEST_INTERVAL
        counts += np.bincount((bins * width + interval + WIDEST_INTERVAL)[inside], minlength=counts.size)
        both_ways = inside & (apart[near] < _EPSILON)
        counts += np.bincount((WIDEST_INTERVAL - interval)[both_ways], minlength=counts.size)
    return _shares(counts.reshape(PAIR_BINS, width))


def onset_duration_histogram(notes: Pitched, bars: np.ndarray) -> np.ndarray:
    """The joint histogram of onset within the bar, in sixths of a beat, and duration, to the nearest sixteenth note.

    Finer differences of duration are articulation, which a grid of steps does not keep.

    Args:
        bars: beats at which bars begin, as `Song.downbeats` gives them; a bar longer than 4 beats starts over after
            them.

    Returns:
        shape (24, 8), where the first duration, a sixteenth, includes all shorter ones and the last, 2 beats, all
        longer ones; sums to 1, or to 0 where there are no notes.
    """
    onset = (
        np.floor(place_in_bar(notes.onset, bars) * ONSET_BINS / ONSET_BEATS + _EPSILON).astype(np.int64) % ONSET_BINS
    )
    sixteenths = np.floor(4 * notes.duration + 0.5).astype(np.int64)
    cell = onset * DURATION_BINS + np.clip(sixteenths, 1, DURATION_BINS) - 1
    counts = np.bincount(cell, minlength=ONSET_BINS * DURATION_BINS)
    return _shares(counts.reshape(ONSET_BINS, DURATION_BINS).astype(float))


def place_in_bar(onset: np.ndarray, bars: np.ndarray) -> np.ndarray:
    """The beats from the beginning of the bar to each onset."""
    return onset - bars[np.maximum(np.searchsorted(bars, onset + _EPSILON, side="right") - 1, 0)]


def textures(song: Song) -> tuple[np.ndarray, np.ndarray]:
    """The time-pitch and the onset-duration histogram of a song."""
    notes = pitched(song)
    return time_pitch_histogram(notes), onset_duration_histogram(notes, song.downbeats())


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """The cosine similarity of two histograms, 0 where one of them is empty."""
    lengths = np.linalg.norm(one) * np.linalg.norm(other)
    return float((one * other).sum() / lengths) if lengths else 0.0


def _shares(counts: np.ndarray) -> np.ndarray:
    return counts / max(counts.sum(), 1.0)
