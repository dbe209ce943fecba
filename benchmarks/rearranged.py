"""Rearrangements of songs whose tune is known, in which it is as hard to find as in real songs.

Arrangements by rule have one line and chords beneath it. Here chords become lines, and others sing along, fill gaps and
repeat riffs; the tune rests, moves to another track or sounds an octave lower; programs, loudness and timing vary.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vae_music.song import Song, Track

_FEWEST = 8


def rearranged(song: Song, tunes: list[int], rng: np.random.RandomState, rivals: bool) -> tuple[Song, list[int]]:
    """The song with its parts varied and, on request, with rivals of the tune; and the tracks that have the tune."""
    bars = song.downbeats()
    melody = [song.tracks[index] for index in tunes]
    others = [track for index, track in enumerate(song.tracks) if index not in tunes and not track.is_drum]
    others = [track for track in others if rng.rand() > 0.15] or others[:1]
    if rivals:
        others = [line for track in others for line in (_as_lines(track) if rng.rand() < 0.3 else [track])]
        others += [rival for make in (_harmony, _fills, _riff) if (rival := make(melody[0], bars, rng))]
        melody = _moved(melody, bars, rng) if rng.rand() < 0.3 else melody
        melody = [_with_rests(track, bars, rng) for track in melody] if rng.rand() < 0.3 else melody
    others = [
        _shifted(t, rng.choice([-12, 0, 0, 0, 12, 12, 24])) if t.pitch.mean() > 48 else t for t in others if len(t)
    ]
    lower = rng.choice([-12, -5, 0, 0, 0, 5, -7])
    parts = [(track, False) for track in others] + [(_shifted(track, lower), True) for track in melody]
    looseness = rng.uniform(0, 0.06) if rng.rand() < 0.5 else 0.0
    parts = [(_played(track, looseness, rng), is_tune) for track, is_tune in parts]
    parts = [parts[index] for index in rng.permutation(len(parts))]
    drums = tuple(track for track in song.tracks if track.is_drum)
    where = [index for index, (_, is_tune) in enumerate(parts) if is_tune]
    return replace(song, tracks=tuple(track for track, _ in parts) + drums), where


def _track(like: Track, onset, duration, pitch, velocity, program: int | None = None) -> Track:
    rows = zip(np.maximum(onset, 0), duration, np.clip(pitch, 0, 127), np.clip(velocity, 1, 127), strict=True)
    return Track.of(rows, like.program if program is None else program)


def _some(track: Track, which: np.ndarray, semitones: int = 0, program: int | None = None) -> Track:
    columns = (track.onset[which], track.duration[which], track.pitch[which] + semitones, track.velocity[which])
    return _track(track, *columns, program)


def _shifted(track: Track, semitones: int) -> Track:
    return replace(track, pitch=np.clip(track.pitch + semitones, 0, 127))


def _bar_of(track: Track, bars: np.ndarray) -> np.ndarray:
    return np.clip(np.searchsorted(bars, track.onset + 1e-6, side="right") - 1, 0, len(bars) - 2)


def _as_lines(track: Track) -> list[Track]:
    """Lines of the lowest notes of its chords, of the second lowest, and so on, at most four."""
    new = np.append(True, np.diff(np.round(track.onset * 12)) != 0)
    rank = np.arange(len(new)) - np.maximum.accumulate(np.where(new, np.arange(len(new)), 0))
    return [_some(track, rank == place) for place in range(4) if (rank == place).sum() > _FEWEST]


def _harmony(melody: Track, bars: np.ndarray, rng: np.random.RandomState) -> Track | None:
    """A voice that sings along for some groups of four bars, a little softer, and not always in parallel."""
    along = (rng.rand(len(bars)) < rng.uniform(0.15, 0.6))[_bar_of(melody, bars) // 4]
    if rng.rand() > 0.4 or along.sum() <= _FEWEST:
        return None
    voice = _some(melody, along, rng.choice([-3, -4, -5, -8, -9, 3, 4, -12]), rng.randint(128))
    other = np.where(rng.rand(len(voice)) < 0.12, rng.choice([-1, 1, 2]), 0)
    softer = np.clip(voice.velocity - rng.randint(25), 1, 127)
    return replace(voice, pitch=np.clip(voice.pitch + other, 0, 127), velocity=softer)


def _fills(melody: Track, bars: np.ndarray, rng: np.random.RandomState) -> Track | None:
    """Single bars of the tune that another plays some bars later."""
    some = (rng.rand(len(bars)) < rng.uniform(0.08, 0.25))[_bar_of(melody, bars)]
    late = melody.onset + 4.0 * rng.randint(1, 8) + rng.choice([0, 0.5, 1, 2])
    some &= late < bars[-1] - 1
    if rng.rand() > 0.4 or some.sum() <= _FEWEST:
        return None
    return _some(replace(melody, onset=late), some, rng.choice([-12, -5, 0, 5, 7, 12]), rng.randint(128))


def _riff(melody: Track, bars: np.ndarray, rng: np.random.RandomState) -> Track | None:
    """Two bars of the tune over and over, with pauses."""
    if rng.rand() > 0.3 or len(bars) <= 12:
        return None
    start = rng.randint(len(bars) - 3)
    bar = _bar_of(melody, bars)
    riff = _some(melody, (bar >= start) & (bar < start + 2), rng.choice([-12, 0, 0, 12]), rng.randint(128))
    length = bars[start + 2] - bars[start]
    times = np.arange(0, bars[-1] - length, length)
    times = times[(rng.rand(len(times) // 8 + 1) < 0.6)[np.arange(len(times)) // 8]]
    rows = [(at + onset - bars[start], *rest) for at in times for onset, *rest in riff.rows()]
    return Track.of(rows, riff.program) if len(riff) > 3 and len(times) else None


def _moved(melody: list[Track], bars: np.ndarray, rng: np.random.RandomState) -> list[Track]:
    """The tune in two tracks, of which the second has it for some bars."""
    if len(bars) < 18:
        return melody
    start, length = rng.randint(4, len(bars) - 9), rng.choice([4, 8, 8, 16])
    bar = _bar_of(melody[0], bars)
    solo = (bar >= start) & (bar < start + length)
    if min(solo.sum(), (~solo).sum()) <= _FEWEST:
        return melody
    return [_some(melody[0], ~solo), _some(melody[0], solo, rng.choice([0, 0, 12, -12]), rng.randint(128))]


def _with_rests(track: Track, bars: np.ndarray, rng: np.random.RandomState) -> Track:
    kept = (rng.rand(len(bars)) < 0.8)[_bar_of(track, bars) // 4]
    return _some(track, kept) if kept.sum() > _FEWEST else track


def _played(track: Track, looseness: float, rng: np.random.RandomState) -> Track:
    """The track by another player: program, loudness, length of the notes and timing."""
    onset = track.onset + rng.normal(0, looseness, len(track)) if looseness else track.onset
    program = track.program if rng.rand() < 0.4 else rng.randint(128)
    velocity = track.velocity + int(rng.normal(0, 9))
    return _track(track, onset, track.duration * rng.uniform(0.6, 1.1), track.pitch, velocity, program)
