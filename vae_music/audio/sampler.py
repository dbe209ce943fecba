"""Notes played from a soundfont: a sample brought to its pitch, looped, shaped, and laid into the mix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.audio.soundfont import SoundFont, Zone

RATE = 44_100
"""Frames a second of all that is played."""

LONGEST_NOTE_SECONDS = 30.0
_INAUDIBLE_DB = 60.0
_DULLED_BELOW_HZ = 15_000.0
_CHOKED_SECONDS = 0.15  # what 100 dB take when another stroke ends this one


class Strokes(NamedTuple):
    """Notes in seconds, as columns of shape (notes,)."""

    start: np.ndarray
    length: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray

    def take(self, which: np.ndarray) -> Strokes:
        return Strokes(*(column[which] for column in self))


def play(mix: np.ndarray, strokes: Strokes, zones: list[Zone], font: SoundFont, seat: float = 0.0) -> None:
    """Add notes to a mix, float32 of shape (frames, 2); what would sound behind its end is cut.

    Args:
        seat: where the player sits, -1 left to 1 right.
    """
    balance = np.array([min(1, 1 - seat), min(1, 1 + seat)], np.float32)
    for zone in zones:
        low, high = zone.velocities
        here = (strokes.pitch >= zone.keys[0]) & (strokes.pitch <= zone.keys[1])
        ours = strokes.take(here & (strokes.velocity >= low) & (strokes.velocity <= high))
        choked = _choked(ours, _struck_after(strokes, zones, zone)) if zone.choke else None
        for pitch in np.unique(ours.pitch):
            same = np.flatnonzero(ours.pitch == pitch)
            length = ours.length if choked is None else np.minimum(ours.length, choked)
            _play_pitch(mix, ours._replace(length=length).take(same), zone, font.samples, balance)


def _struck_after(strokes: Strokes, zones: list[Zone], zone: Zone) -> np.ndarray:
    """When the strokes that choke a zone's begin, in order."""
    keys = [key for other in zones if other.choke == zone.choke for key in range(other.keys[0], other.keys[1] + 1)]
    return np.unique(strokes.start[np.isin(strokes.pitch, keys)])


def _choked(strokes: Strokes, chokes: np.ndarray) -> np.ndarray:
    """How long each stroke has until the next one that ends it, in seconds."""
    following = np.append(chokes, np.inf)[np.searchsorted(chokes, strokes.start, side="right")]
    return following - strokes.start


def _play_pitch(mix: np.ndarray, notes: Strokes, zone: Zone, samples: np.ndarray, balance: np.ndarray) -> None:
    """Add notes of one pitch: the sound is made once, as long as the longest takes, and cut for the others."""
    release = min(zone.release, _CHOKED_SECONDS) if zone.choke else zone.release
    tail = np.arange(int(RATE * release * _INAUDIBLE_DB / 100)) / RATE
    fade = (10 ** (-5 * tail / release)).astype(np.float32)[:, None]
    held = (RATE * np.minimum(notes.length, LONGEST_NOTE_SECONDS)).astype(int)
    sound = sound_of(zone, int(notes.pitch[0]), int(held.max()) + len(fade), samples) * balance
    loudness = ((notes.velocity / 127) ** 2).astype(np.float32)
    for start, frames, gain in zip((RATE * notes.start).astype(int), held, loudness, strict=True):
        there = mix[start : start + frames + len(fade)]
        ours = sound[: len(there)]
        there[: min(frames, len(ours))] += gain * ours[:frames]
        there[frames : len(ours)] += gain * ours[frames:] * fade[: max(len(ours) - frames, 0)]


def sound_of(zone: Zone, pitch: int, frames: int, samples: np.ndarray) -> np.ndarray:
    """A held note at full velocity, float32 of shape (at most `frames`, 2): shorter where its sample ends."""
    step = zone.rate / RATE * 2 ** (((pitch - zone.root) * zone.scale + zone.tuning) / 12)
    at = zone.start + step * np.arange(frames)
    if zone.looped:
        over = at >= zone.loop_end
        at[over] = zone.loop_start + (at[over] - zone.loop_start) % (zone.loop_end - zone.loop_start)
    else:
        at = at[at < zone.end - 1]
    angle = np.pi / 2 * (zone.pan + 0.5)
    sides = np.array([np.cos(angle), np.sin(angle)], np.float32)
    bare = _dulled(_between_samples(samples, at), zone.cutoff)
    return (bare * _shape(zone, pitch, len(at)))[:, None] * sides


def _between_samples(samples: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Samples as float32 in -1..1 at places between them, by a cubic through the four around (Catmull and Rom)."""
    whole = np.floor(at).astype(np.int64)
    x = (at - whole).astype(np.float32)
    a, b, c, d = (samples[np.clip(whole + shift, 0, len(samples) - 1)].astype(np.float32) for shift in (-1, 0, 1, 2))
    cubic = b + x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a))) / 2
    return cubic / 32768


def _dulled(sound: np.ndarray, cutoff: float) -> np.ndarray:
    """The sound, shape (frames,), less what lies above a frequency in Hz: by 12 dB an octave."""
    if cutoff > _DULLED_BELOW_HZ or not len(sound):
        return sound
    size = 1 << len(sound).bit_length()
    passed = 1 / np.sqrt(1 + (np.fft.rfftfreq(size, 1 / RATE) / cutoff) ** 4)
    return np.fft.irfft(np.fft.rfft(sound, size) * passed, size)[: len(sound)].astype(np.float32)


def _shape(zone: Zone, pitch: int, frames: int) -> np.ndarray:
    """The volume envelope of a held note: a straight attack, a hold, then decibels straight down to the sustain."""
    seconds = np.arange(frames) / RATE
    hold = zone.hold * 2 ** ((60 - pitch) * zone.hold_by_key)
    decay = zone.decay * 2 ** ((60 - pitch) * zone.decay_by_key)
    fallen = np.clip(100 * (seconds - zone.attack - hold) / decay, 0, zone.sustain)
    return (zone.gain * np.minimum(seconds / zone.attack, 1) * 10 ** (-fallen / 20)).astype(np.float32)
