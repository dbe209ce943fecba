"""Musicality: what a listener notices in any song, and whether its bass agrees with that of its source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.measures.form import BLOCK_BARS, distinct_drum_bars, struck_again
from vae_music.measures.notes import TICKS_PER_BEAT, Pitched, nearest_tick, pitched
from vae_music.song import Song

CLASHING = (1, 11, 13)
"""The intervals in semitones that clash: the semitone, the major seventh and the minor ninth."""

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_SCALES = np.array([np.isin((np.arange(12) - root) % 12, _MAJOR) for root in range(12)], np.int64)
_HALF_BEAT = TICKS_PER_BEAT // 2


class Musicality(NamedTuple):
    """The figures of one song; those of pitched notes are NaN where there are none.

    clashes: the share of the pairs of pitches sounding at half beats that are a semitone, a major seventh or a minor
    ninth apart; NaN where no two sound at once. outside_scale: the share of notes outside the major or natural minor
    scale that holds most notes of their four bars. struck_again, drum_bars: see `vae_music.measures.form`. density:
    notes a beat. polyphony: the mean number of pitches that sound, over the time in which any does. register: the mean
    pitch of notes, a MIDI number.
    """

    clashes: float
    outside_scale: float
    struck_again: float
    drum_bars: float
    density: float
    polyphony: float
    register: float


def measure_musicality(song: Song) -> Musicality:
    """The figures of a song."""
    notes, bars = pitched(song), song.downbeats()
    if not len(notes.onset):
        nan = float("nan")
        return Musicality(nan, nan, nan, distinct_drum_bars(song), 0.0, nan, nan)
    sounds = sounding(notes)
    return Musicality(
        clashes=clashes(sounds[::_HALF_BEAT]),
        outside_scale=outside_scale(notes, bars),
        struck_again=struck_again(song),
        drum_bars=distinct_drum_bars(song),
        density=float(len(notes.onset) / bars[-1]),
        polyphony=float(sounds.sum() / sounds.any(1).sum()),
        register=float(notes.pitch.mean()),
    )


def sounding(notes: Pitched) -> np.ndarray:
    """True where a pitch sounds at a tick, bool of shape (ticks, 128).

    The ends of notes are rounded to ticks like their onsets, so that a note played into the next one does not sound
    with it. A note sounds for at least one tick.
    """
    start = notes.tick
    end = np.maximum(nearest_tick(notes.onset + notes.duration), start + 1)
    change = np.zeros((int(end.max(initial=0)) + 1, 128), np.int16)
    np.add.at(change, (start, notes.pitch), 1)
    np.add.at(change, (end, notes.pitch), -1)
    return np.cumsum(change, axis=0, dtype=np.int16)[:-1] > 0


def clashes(sounds: np.ndarray) -> float:
    """The share of the pairs of pitches sounding at once that clash; NaN where no two do.

    Args:
        sounds: True where a pitch sounds, shape (times, 128).
    """
    together = sounds.sum(1)
    pairs = (together * (together - 1) // 2).sum()
    clashing = sum((sounds[:, :-interval] & sounds[:, interval:]).sum() for interval in CLASHING)
    return float(clashing / pairs) if pairs else float("nan")


def outside_scale(notes: Pitched, bars: np.ndarray) -> float:
    """The share of notes outside the best scale of their four bars, for each four bars one of twelve.

    Args:
        bars: the beats at which bars begin, ascending.
    """
    block = (np.searchsorted(nearest_tick(bars), notes.tick, side="right") - 1) // BLOCK_BARS
    counts = np.zeros((block.max() + 1, 12), np.int64)
    np.add.at(counts, (block, notes.pitch % 12), 1)
    return float(1 - (counts @ _SCALES.T).max(1).sum() / len(block))


def bass_agreement(source: Song, output: Song) -> float:
    """The share of half beats at which the lowest notes of both have the same pitch class; NaN where there are none.

    Only the half beats at which both sound count.
    """
    mine, theirs = (sounding(pitched(song))[::_HALF_BEAT] for song in (source, output))
    shorter = min(len(mine), len(theirs))
    mine, theirs = mine[:shorter], theirs[:shorter]
    both = mine.any(1) & theirs.any(1)
    lowest, other = (sounds[both].argmax(1) for sounds in (mine, theirs))
    return float((lowest % 12 == other % 12).mean()) if both.any() else float("nan")
