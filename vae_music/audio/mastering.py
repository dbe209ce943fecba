"""Mastering of a dry mix: reverberation of a small hall, a fixed loudness, and a limiter against clipping."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vae_music.audio.sampler import RATE

LOUDNESS_DBFS = -18.0
"""The root mean square of the mix, without its silent parts."""

CEILING_DBFS = -1.0
"""The highest level of any frame."""

_ROOM_SECONDS = 1.2
_ROOM_DB = -13.0
_ROOM_BAND_HZ = (200.0, 6000.0)
_BLOCK = 256  # frames over which the limiter changes its gain
_SILENCE_DB = -40.0  # relative to the loudest tenth of a second


class Master(NamedTuple):
    """A mix with reverberation, at LOUDNESS_DBFS and never above CEILING_DBFS, and the factor of its loudness."""

    frames: np.ndarray
    rate: int
    gain: float


def mastered(mix: np.ndarray) -> Master:
    """Master a dry mix, float32 of shape (frames, 2)."""
    heard = with_room(mix)
    gain = levelling_gain(heard)
    return Master(limited(heard * np.float32(gain)), RATE, gain)


def with_room(mix: np.ndarray) -> np.ndarray:
    """The mix with the reverberation of a small hall, of the same shape."""
    answer, size = _room(), 1 << 16
    transformed = np.fft.rfft(answer.astype(np.float32), 2 * size, axis=0)
    heard = mix.copy(order="K")
    for start in range(0, len(mix), size):
        echo = np.fft.irfft(np.fft.rfft(mix[start : start + size], 2 * size, axis=0) * transformed, axis=0)
        there = heard[start : start + 2 * size]
        there += echo[: len(there)]
    return heard


def _room() -> np.ndarray:
    """The impulse response of a small hall: noise that decays by 60 dB, independent per side; shape (frames, 2)."""
    frames = int(_ROOM_SECONDS * RATE)
    noise = np.random.default_rng(5).standard_normal((frames, 2))
    spectrum = np.fft.rfft(noise * 10 ** (-3 * np.arange(frames) / frames)[:, None], axis=0)
    hertz = np.fft.rfftfreq(frames, 1 / RATE)[:, None]
    low, high = _ROOM_BAND_HZ
    banded = np.fft.irfft(spectrum / np.sqrt(1 + (low / (hertz + 1)) ** 4) / (1 + (hertz / high) ** 2), frames, axis=0)
    return banded * 10 ** (_ROOM_DB / 20) / np.sqrt((banded**2).sum(0))


def levelling_gain(mix: np.ndarray) -> float:
    """The factor that brings a mix to LOUDNESS_DBFS; 1 for silence."""
    size = RATE // 10
    loudness = np.square(mix).sum(1)
    power = np.pad(loudness, (0, -len(mix) % size)).reshape(-1, size).mean(1, dtype=np.float64) / mix.shape[1]
    sounding = power[power > power.max(initial=0) * 10 ** (_SILENCE_DB / 10)]
    return float(10 ** (LOUDNESS_DBFS / 20) / np.sqrt(sounding.mean())) if len(sounding) else 1.0


def limited(mix: np.ndarray) -> np.ndarray:
    """The mix with its peaks limited to CEILING_DBFS; the gain is smooth and falls before the peak that needs it."""
    return mix * limiting_gain(mix)


def limiting_gain(mix: np.ndarray) -> np.ndarray:
    """The factor that `limited` lays on each frame of a mix, float32 of shape (frames, 1)."""
    ceiling = 10 ** (CEILING_DBFS / 20)
    peak = np.abs(mix).max(1, initial=0)
    blocks = np.pad(peak, (0, -len(peak) % _BLOCK)).reshape(-1, _BLOCK).max(1)
    if blocks.max(initial=0) <= ceiling:
        return np.ones((len(mix), 1), np.float32)
    loudest = np.lib.stride_tricks.sliding_window_view(np.pad(blocks, 1), 3).max(1)  # including the neighbouring blocks
    needed = np.pad(np.minimum(1, ceiling / np.maximum(loudest, 1e-9)), 1, mode="edge")
    # The gain of a frame is the mean of what is needed from a block before it to a block behind it.
    first, last = (needed[:-2] + needed[1:-1]) / 2, (needed[1:-1] + needed[2:]) / 2
    gain = first[:, None] + (last - first)[:, None] * (np.arange(_BLOCK) / _BLOCK)
    return gain.astype(np.float32).ravel()[: len(mix), None]
