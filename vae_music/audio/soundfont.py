"""A reader of SoundFont 2.04 files: the sample, tuning and volume envelope with which each note of a program sounds.

The synthesizer of symusic plays every note at the same loudness and never lets plucked strings decay: it ignores
velocity, attenuation, decay and release. Therefore the tables are read here; numpy can load them without conversion.
"""

from __future__ import annotations

import os
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from vae_music.errors import RenderError

DRUM_BANK = 128

_LAYOUTS: dict[bytes, Any] = {
    b"phdr": [("name", "S20"), ("preset", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("unused", "S12")],
    b"pbag": [("generator", "<u2"), ("modulator", "<u2")],
    b"pgen": [("what", "<u2"), ("amount", "<i2")],
    b"inst": [("name", "S20"), ("bag", "<u2")],
    b"ibag": [("generator", "<u2"), ("modulator", "<u2")],
    b"igen": [("what", "<u2"), ("amount", "<i2")],
    b"shdr": [
        *[("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4")],
        *[("rate", "<u4"), ("root", "u1"), ("cents", "i1"), ("link", "<u2"), ("kind", "<u2")],
    ],
    b"smpl": "<i2",
}
"""The record layouts of the chunks (SoundFont 2.04 specification, section 7)."""

# The numbers of the generators (specification, section 8.1.2).
_FILTER, _SWEEP, _PAN, _ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE, _INSTRUMENT = 8, 11, 17, 34, 35, 36, 37, 38, 41
_KEYS, _VELOCITIES, _ATTENUATION, _COARSE, _FINE, _SAMPLE, _LOOPED, _SCALE = 43, 44, 48, 51, 52, 53, 54, 56
_EXCLUSIVE, _ROOT, _DECAY_BY_KEY, _HOLD_BY_KEY = 57, 58, 40, 39
_SHIFTS = {"start": (0, 4), "end": (1, 12), "loop_start": (2, 45), "loop_end": (3, 50)}  # in frames, in 32768 frames

_EVERYTHING = (0, 127)
_DEFAULTS = {_ATTACK: -12000, _HOLD: -12000, _DECAY: -12000, _RELEASE: -12000, _SCALE: 100, _FILTER: 13500}
_TIMECENTS, _BY_KEY = (-12000, 8000), (-1200, 1200)
_RANGES = {_ATTACK: _TIMECENTS, _DECAY: _TIMECENTS, _RELEASE: _TIMECENTS, _HOLD: (-12000, 5000), _SUSTAIN: (0, 1440)}
_RANGES |= {_DECAY_BY_KEY: _BY_KEY, _HOLD_BY_KEY: _BY_KEY, _COARSE: (-120, 120), _FINE: (-99, 99), _SCALE: (0, 1200)}
_RANGES |= {_FILTER: (1500, 13500), _SWEEP: (-12000, 12000), _ATTENUATION: (0, 1440)}
"""The values outside of which a generator is brought back, so that no sound takes hours (specification, 8.1.3)."""

_RATES = (400, 192_000)
_UNPITCHED = 60  # the root of a sample without one
_COMPRESSED = 0x10  # in the kind of a sample: Ogg Vorbis, as in SF3 files
_ATTENUATION_HEARD = 0.4  # of the value in the file, as in the hardware for which soundfonts are made


class Zone(NamedTuple):
    """One sample with the parameters of its playback.

    keys, velocities: lowest and highest MIDI number to which the zone applies.
    start, end, loop_start, loop_end: frames in the samples of the soundfont. looped: True if the loop repeats while the
        note is held.
    rate: frames per second at the key `root`. tuning: semitones. scale: semitones per key.
    cutoff: Hz, the frequency of the low-pass filter at the peak of its sweep, as the sweep itself is not played.
    gain: factor. pan: -0.5 left to 0.5 right.
    attack, hold, decay, release: seconds; decay and release are the times for 100 dB. sustain: dB below the peak.
    decay_by_key, hold_by_key: log2 of the factor per key below 60.
    choke: notes in zones of the same number end each other, as those of a hi-hat do; 0 for none.
    """

    keys: tuple[int, int]
    velocities: tuple[int, int]
    start: int
    end: int
    loop_start: int
    loop_end: int
    looped: bool
    rate: int
    root: int
    tuning: float
    scale: float
    cutoff: float
    gain: float
    pan: float
    attack: float
    hold: float
    decay: float
    sustain: float
    release: float
    decay_by_key: float
    hold_by_key: float
    choke: int


class SoundFont:
    """The samples of a soundfont, int16 (frames,), and its zones by bank and program. `name` is that of the file.

    Raises RenderError where the file cannot be read, is not a soundfont or is damaged.
    """

    def __init__(self, path: str | os.PathLike):
        path = Path(path)
        try:
            self._chunks = _read_chunks(path)
            self.name, self.samples = path.name, self._chunks[b"smpl"]
            self._presets = self._read_presets()
        except OSError as error:
            raise RenderError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from error
        except (IndexError, ValueError) as error:
            raise RenderError(f"{path}: damaged: {error}") from error
        if (self._chunks[b"shdr"]["kind"] & _COMPRESSED).any():
            raise RenderError(f"{path}: its samples are compressed, as in SF3; only SF2 can be played")
        if not any(self._presets.values()):
            raise RenderError(f"{path}: damaged: without a sound")

    def zones(self, bank: int, program: int) -> list[Zone]:
        """The zones of a program, or those of the first one of the bank if the soundfont lacks it."""
        lowest = min((preset for preset in self._presets if preset[0] == bank), default=(bank, 0))
        return self._presets.get((bank, program)) or self._presets.get(lowest, [])

    def _read_presets(self) -> dict[tuple[int, int], list[Zone]]:
        headers, presets = self._chunks[b"phdr"], {}
        for header, following in pairwise(headers):
            zones = []
            for ours in self._bags(b"p", header["bag"], following["bag"]):
                if _INSTRUMENT in ours:
                    zones += [
                        zone for its in self._instrument(ours[_INSTRUMENT] & 0xFFFF) if (zone := self._zone(its, ours))
                    ]
            is_kit = header["bank"] == DRUM_BANK
            presets[int(header["bank"]), int(header["preset"])] = zones if is_kit else _without_gaps(zones)
        return presets

    def _instrument(self, index: int) -> list[dict[int, int]]:
        first, following = self._chunks[b"inst"][index : index + 2]
        return [bag for bag in self._bags(b"i", first["bag"], following["bag"]) if _SAMPLE in bag]

    def _bags(self, level: bytes, first: int, last: int) -> list[dict[int, int]]:
        """The generators of bags; those of the first apply to all if it names neither a sample nor an instrument."""
        borders, rows = self._chunks[level + b"bag"]["generator"][first : last + 1], self._chunks[level + b"gen"]
        bags = [dict(rows[a:b].tolist()) for a, b in pairwise(borders)]
        shared = bags[0] if bags and not {_SAMPLE, _INSTRUMENT} & bags[0].keys() else {}
        return [{**shared, **bag} for bag in bags]

    def _zone(self, its: dict[int, int], ours: dict[int, int]) -> Zone | None:
        """A zone of an instrument with the generators of the preset added; None if their ranges do not overlap."""
        keys, velocities = (_both(its.get(what), ours.get(what)) for what in (_KEYS, _VELOCITIES))
        if keys[0] > keys[1] or velocities[0] > velocities[1]:
            return None
        sample = self._chunks[b"shdr"][its[_SAMPLE] & 0xFFFF]

        def value(what: int) -> int:
            low, high = _RANGES.get(what, (-32768, 32767))
            return min(max(its.get(what, _DEFAULTS.get(what, 0)) + ours.get(what, 0), low), high)

        def seconds(what: int) -> float:
            return 2 ** (value(what) / 1200)

        frames = {
            name: min(max(int(sample[name]) + its.get(fine, 0) + 32768 * its.get(coarse, 0), 0), len(self.samples))
            for name, (fine, coarse) in _SHIFTS.items()
        }
        if frames["end"] < frames["start"] + 2:
            return None
        root = its[_ROOT] if its.get(_ROOT, -1) >= 0 else int(sample["root"])
        return Zone(
            keys,
            velocities,
            **frames,
            looped=bool(value(_LOOPED) & 1) and frames["loop_end"] > frames["loop_start"] + 1,
            rate=min(max(int(sample["rate"]), _RATES[0]), _RATES[1]),
            root=root if 0 <= root <= 127 else _UNPITCHED,
            tuning=value(_COARSE) + (value(_FINE) + int(sample["cents"])) / 100,
            scale=value(_SCALE) / 100,
            cutoff=8.176 * 2 ** (min(value(_FILTER) + max(value(_SWEEP), 0), 13500) / 1200),
            gain=10 ** (-value(_ATTENUATION) * _ATTENUATION_HEARD / 200),
            pan=float(np.clip(value(_PAN) / 1000, -0.5, 0.5)),
            attack=seconds(_ATTACK),
            hold=seconds(_HOLD),
            decay=seconds(_DECAY),
            release=seconds(_RELEASE),
            sustain=value(_SUSTAIN) / 10,
            decay_by_key=value(_DECAY_BY_KEY) / 1200,
            hold_by_key=value(_HOLD_BY_KEY) / 1200,
            choke=value(_EXCLUSIVE),
        )


def _without_gaps(zones: list[Zone]) -> list[Zone]:
    """The zones of an instrument, extended to the next zone and the ends of the keyboard, so that no key is silent."""
    covered = {key for zone in zones for key in range(zone.keys[0], zone.keys[1] + 1)}

    def stretched(zone: Zone) -> Zone:
        low, high = zone.keys
        following = next((key for key in range(high + 1, 128) if key in covered), 128)
        return zone._replace(keys=(0 if low == min(covered) else low, max(high, following - 1)))

    return [stretched(zone) for zone in zones]


def _both(its: int | None, ours: int | None) -> tuple[int, int]:
    """The intersection of two ranges, each a word of two bytes, lowest and highest; None is the full range."""
    words = (word for word in (its, ours) if word is not None)
    low, high = zip(_EVERYTHING, *((word & 0xFF, word >> 8 & 0xFF) for word in words), strict=True)
    return max(low), min(high)


def _read_chunks(path: Path) -> dict[bytes, np.ndarray]:
    """The chunks in `_LAYOUTS`, each as an array of records."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:] != b"sfbk":
            raise RenderError(f"{path}: not a soundfont")
        data = head + file.read()
    found, at = {}, 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"LIST":
            at += 12  # continue inside the list
            continue
        if name in _LAYOUTS:
            kind = np.dtype(_LAYOUTS[name])
            found[name] = np.frombuffer(data, kind, min(size, len(data) - at - 8) // kind.itemsize, at + 8)
        at += 8 + size + size % 2
    if missing := sorted(_LAYOUTS.keys() - found.keys()):
        raise RenderError(f"{path}: damaged: without {missing[0].decode()}")
    return found
