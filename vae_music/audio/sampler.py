"""Notes played from a soundfont: a sample brought to its pitch, looped, shaped, and laid into the mix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.audio.soundfont import SoundFont, Zone

RATE = 44_100
"""Frames a second of all that is played."""

LONGEST_NOTE_SECONDS = 30.0
_SHORTEST_NOTE_SECONDS = 0.01  # as in FluidSynth: one let go within its attack would be released from silence
_INAUDIBLE_DB = 60.0
_DULLED_BELOW_HZ = 15_000.0
_HIGHEST_SEMITONES = 120.0  # above its root: more is for nobody's ears, and too far for the arithmetic of places
_CHOKED_SECONDS = 0.15  # what 100 dB take when another stroke ends this one


class TimedNotes(NamedTuple):
    """Notes in seconds, as columns of shape (notes,)."""

    start: np.ndarray
    length: np.ndarray
    pitch: np.ndarray
    velocity: np.ndarray

    def take(self, which: np.ndarray) -> TimedNotes:
        """Some of the notes."""
        return TimedNotes(*(column[which] for column in self))


def play(mix: np.ndarray, notes: TimedNotes, zones: list[Zone], font: SoundFont, seat: float = 0.0) -> None:
    """Add notes to a mix, float32 of shape (frames, 2); what would sound behind its end is cut.

    Args:
        mix: fastest in Fortran's order, in which each side lies in one piece.
        seat: where the player sits, -1 left to 1 right.
    """
    balance = np.array([min(1, 1 - seat), min(1, 1 + seat)], np.float32)
    for zone in zones:
        sides = balance * _sides(zone)
        low, high = zone.velocities
        here = (notes.pitch >= zone.keys[0]) & (notes.pitch <= zone.keys[1])
        ours = notes.take(here & (notes.velocity >= low) & (notes.velocity <= high))
        choked = _choked(ours, notes, zones, zone)
        for pitch in np.unique(ours.pitch):
            same = ours.pitch == pitch
            _play_pitch(mix, ours.take(same), choked[same], zone, font.samples, sides)


def _choked(ours: TimedNotes, notes: TimedNotes, zones: list[Zone], zone: Zone) -> np.ndarray:
    """Seconds from the start of each note of a zone to that of the next one that ends it; infinite where none does."""
    if not zone.choke:
        return np.full(len(ours.start), np.inf)
    keys = [key for other in zones if other.choke == zone.choke for key in range(other.keys[0], other.keys[1] + 1)]
    ends = np.append(np.unique(notes.start[np.isin(notes.pitch, keys)]), np.inf)
    return ends[np.searchsorted(ends, ours.start, side="right")] - ours.start


def _play_pitch(
    mix: np.ndarray, notes: TimedNotes, choked: np.ndarray, zone: Zone, samples: np.ndarray, sides: np.ndarray
) -> None:
    """Add notes of one pitch: the sound is made once, as long as the longest takes, and cut for the others.

    A note sounds with the envelope until it is let go, and fades from the level that it has reached by then.

    Args:
        sides: the share of it on each side, float32 (2,).
    """
    let_go = np.clip(notes.length, _SHORTEST_NOTE_SECONDS, LONGEST_NOTE_SECONDS)
    held = (RATE * np.minimum(let_go, choked)).astype(int)
    release, choke = _fade(zone.release), _fade(min(zone.release, _CHOKED_SECONDS))
    released = np.minimum(RATE * choked - held, len(release)).astype(int)  # frames of the release that are heard
    pitch, longest = int(notes.pitch[0]), int(held.max())
    sound = sound_of(zone, pitch, longest + len(release), samples)
    shape = _shape(zone, pitch, longest + 1)
    shaped = sound[: len(shape)] * shape[: len(sound)]
    loudness = ((notes.velocity / 127) ** 2).astype(np.float32)
    for start, end, tail, gain in zip((RATE * notes.start).astype(int), held, released, loudness, strict=True):
        fade = release if tail == len(release) else np.append(release[:tail], release[tail] * choke)
        heard = max(min(end + len(fade), len(sound), len(mix) - start), 0)
        note = np.empty(heard, np.float32)
        np.multiply(shaped[:end][:heard], gain, out=note[:end])
        behind = note[end:]
        np.multiply(sound[end:heard], fade[: len(behind)], out=behind)
        behind *= gain * shape[end]
        for side, share in zip(mix[start : start + heard].T, sides, strict=True):
            side += share * note


def _fade(seconds: float) -> np.ndarray:
    """Decibels straight down, 100 in so many seconds, until nothing is heard: a factor, shape (frames,)."""
    frames = np.arange(int(RATE * seconds * _INAUDIBLE_DB / 100), dtype=np.float32)
    return _decibels(frames * np.float32(-100 / (RATE * seconds)))


def _decibels(decibels: np.ndarray) -> np.ndarray:
    """The factors of some decibels, float32."""
    return np.exp(decibels * np.float32(np.log(10) / 20))


def _sides(zone: Zone) -> np.ndarray:
    """The share of a zone's sound on the left and on the right, float32 (2,)."""
    angle = np.pi / 2 * (zone.pan + 0.5)
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def sound_of(zone: Zone, pitch: int, frames: int, samples: np.ndarray) -> np.ndarray:
    """A note without its envelope, float32 of shape (at most `frames`,): shorter where its sample ends."""
    step = zone.rate / RATE * 2 ** (min((pitch - zone.root) * zone.scale + zone.tuning, _HIGHEST_SEMITONES) / 12)
    at = zone.start + step * np.arange(frames)
    if zone.looped:
        loop = zone.loop_end - zone.loop_start
        over = at[max(int(np.ceil((zone.loop_end - zone.start) / step)), 0) :]
        over -= loop * np.floor((over - zone.loop_start) * (1 / loop))
    else:
        at = at[at < zone.end - 1]
    return _dulled(_between_samples(samples, at), zone.cutoff)


def _between_samples(samples: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Samples as float32 in -1..1 at places between them, by a cubic through the four around (Catmull and Rom)."""
    if not len(at):
        return np.zeros(0, np.float32)
    whole = at.astype(np.intp)  # places are not negative, so this is the floor
    x = (at - whole).astype(np.float32)
    first, last = int(whole.min()) - 1, int(whole.max()) + 2
    around = samples[np.clip(np.arange(first, last + 1), 0, len(samples) - 1)].astype(np.float32) / 65536
    whole -= first
    a, b, c, d = (around[shift:].take(whole - 1) for shift in range(4))
    cubic = 3 * (b - c)
    cubic += d
    cubic -= a
    cubic *= x
    cubic += 2 * a - 5 * b + 4 * c - d
    cubic *= x
    cubic += c - a
    cubic *= x
    return cubic + 2 * b


def _dulled(sound: np.ndarray, cutoff: float) -> np.ndarray:
    """The sound, shape (frames,), less what lies above a frequency in Hz: by 12 dB an octave."""
    if cutoff > _DULLED_BELOW_HZ or not len(sound):
        return sound
    step = max(1 << len(sound).bit_length() - 4, 2)
    size = (len(sound) // step + 1) * step  # a size that is fast to transform
    passed = 1 / np.sqrt(1 + (np.fft.rfftfreq(size, 1 / RATE) / cutoff) ** 4)
    return np.fft.irfft(np.fft.rfft(sound, size) * passed.astype(np.float32), size)[: len(sound)]


def _shape(zone: Zone, pitch: int, frames: int) -> np.ndarray:
    """The volume envelope of a held note: a straight attack, a hold, then decibels straight down to the sustain."""
    seconds = np.arange(frames, dtype=np.float32) / np.float32(RATE)
    hold = zone.hold * 2 ** ((60 - pitch) * zone.hold_by_key)
    decay = zone.decay * 2 ** ((60 - pitch) * zone.decay_by_key)
    fallen = np.clip((seconds - np.float32(zone.attack + hold)) * np.float32(100 / decay), 0, np.float32(zone.sustain))
    return np.minimum(seconds * np.float32(zone.gain / zone.attack), np.float32(zone.gain)) * _decibels(-fallen)
