"""A SoundFont 2.04 file as tables: which sample a note sounds with, how it is tuned, and how it swells and dies.

symusic's own synthesizer plays every note at one loudness, and lets plucked strings ring on for ever: it reads neither
velocity nor attenuation nor the decay and release of a soundfont. So the tables are read here; all of them are arrays
already, and numpy takes them as they stand.
"""

from __future__ import annotations

import os
import struct
from functools import cached_property
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
"""Record layouts of the chunks, section 7 of the SoundFont 2.04 specification."""

# Generators by number, section 8.1.2 of the specification.
_FILTER, _SWEEP, _PAN, _ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE, _INSTRUMENT = 8, 11, 17, 34, 35, 36, 37, 38, 41
_KEYS, _VELOCITIES, _ATTENUATION, _COARSE, _FINE, _SAMPLE, _LOOPED, _SCALE = 43, 44, 48, 51, 52, 53, 54, 56
_EXCLUSIVE, _ROOT, _DECAY_BY_KEY, _HOLD_BY_KEY = 57, 58, 40, 39
_SHIFTS = {"start": (0, 4), "end": (1, 12), "loop_start": (2, 45), "loop_end": (3, 50)}  # in frames, in 32768 frames

_EVERYTHING = (0, 127)
_DEFAULTS = {_ATTACK: -12000, _HOLD: -12000, _DECAY: -12000, _RELEASE: -12000, _SCALE: 100, _FILTER: 13500}
_ATTENUATION_HEARD = 0.4  # of what is written, as the hardware that soundfonts are made for has it


class Zone(NamedTuple):
    """One sample and how it is played.

    start, end, loop_start, loop_end: frames in the samples of the soundfont. looped: whether the loop goes on while
        the note is held.
    rate: frames a second, at the key `root`. tuning: semitones. scale: semitones a key.
    cutoff: Hz, above which the sound is dulled; that of the sweep's peak, as the sweep itself is not played.
    gain: factor. pan: -0.5 left to 0.5 right.
    attack, hold, decay, release: seconds; those of decay and release are what 100 dB take. sustain: dB below the peak.
    decay_by_key, hold_by_key: log2 of the factor a key below 60.
    choke: notes of one such number end each other, as hi-hats do; 0 for none.
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
    """The samples of a soundfont, int16 (frames,), and its zones by bank and program. Raises RenderError, OSError."""

    def __init__(self, path: str | os.PathLike):
        self._chunks = _read_chunks(Path(path))
        self.samples = self._chunks[b"smpl"]

    def zones(self, bank: int, program: int) -> list[Zone]:
        """How a program sounds; with the program 0 of the bank where the soundfont lacks it."""
        return self._presets.get((bank, program)) or self._presets.get((bank, 0), [])

    @cached_property
    def _presets(self) -> dict[tuple[int, int], list[Zone]]:
        headers, presets = self._chunks[b"phdr"], {}
        for header, following in pairwise(headers):
            zones = []
            for ours in self._bags(b"p", header["bag"], following["bag"]):
                if _INSTRUMENT in ours:
                    zones += [zone for its in self._instrument(ours[_INSTRUMENT]) if (zone := self._zone(its, ours))]
            is_kit = header["bank"] == DRUM_BANK
            presets[int(header["bank"]), int(header["preset"])] = zones if is_kit else _without_gaps(zones)
        return presets

    def _instrument(self, index: int) -> list[dict[int, int]]:
        first, following = self._chunks[b"inst"][index : index + 2]
        return [bag for bag in self._bags(b"i", first["bag"], following["bag"]) if _SAMPLE in bag]

    def _bags(self, level: bytes, first: int, last: int) -> list[dict[int, int]]:
        """The generators of some bags; those of the first hold for all if it names neither sample nor instrument."""
        borders, rows = self._chunks[level + b"bag"]["generator"][first : last + 1], self._chunks[level + b"gen"]
        bags = [dict(rows[a:b].tolist()) for a, b in pairwise(borders)]
        shared = bags[0] if bags and not {_SAMPLE, _INSTRUMENT} & bags[0].keys() else {}
        return [{**shared, **bag} for bag in bags]

    def _zone(self, its: dict[int, int], ours: dict[int, int]) -> Zone | None:
        """A zone of an instrument, to which the preset's generators are added; None where the two never meet."""
        keys, velocities = (_both(its.get(what), ours.get(what)) for what in (_KEYS, _VELOCITIES))
        if keys[0] > keys[1] or velocities[0] > velocities[1]:
            return None
        sample = self._chunks[b"shdr"][its[_SAMPLE]]

        def value(what: int) -> int:
            return its.get(what, _DEFAULTS.get(what, 0)) + ours.get(what, 0)

        def seconds(what: int) -> float:
            return 2 ** (value(what) / 1200)

        frames = {
            name: int(sample[name]) + its.get(fine, 0) + 32768 * its.get(coarse, 0)
            for name, (fine, coarse) in _SHIFTS.items()
        }
        return Zone(
            keys,
            velocities,
            **frames,
            looped=bool(value(_LOOPED) & 1) and frames["loop_end"] > frames["loop_start"] + 1,
            rate=int(sample["rate"]),
            root=its[_ROOT] if its.get(_ROOT, -1) >= 0 else int(sample["root"]),
            tuning=value(_COARSE) + (value(_FINE) + int(sample["cents"])) / 100,
            scale=value(_SCALE) / 100,
            cutoff=8.176 * 2 ** (min(value(_FILTER) + max(value(_SWEEP), 0), 13500) / 1200),
            gain=10 ** (-max(value(_ATTENUATION), 0) * _ATTENUATION_HEARD / 200),
            pan=float(np.clip(value(_PAN) / 1000, -0.5, 0.5)),
            attack=seconds(_ATTACK),
            hold=seconds(_HOLD),
            decay=seconds(_DECAY),
            release=seconds(_RELEASE),
            sustain=max(value(_SUSTAIN), 0) / 10,
            decay_by_key=value(_DECAY_BY_KEY) / 1200,
            hold_by_key=value(_HOLD_BY_KEY) / 1200,
            choke=value(_EXCLUSIVE),
        )


def _without_gaps(zones: list[Zone]) -> list[Zone]:
    """The zones of an instrument, reaching up to the next and to the ends of the keyboard: no key is silent."""
    covered = {key for zone in zones for key in range(zone.keys[0], zone.keys[1] + 1)}

    def stretched(zone: Zone) -> Zone:
        low, high = zone.keys
        following = next((key for key in range(high + 1, 128) if key in covered), 128)
        return zone._replace(keys=(0 if low == min(covered) else low, max(high, following - 1)))

    return [stretched(zone) for zone in zones]


def _both(its: int | None, ours: int | None) -> tuple[int, int]:
    """What two ranges have in common; one is a word of two bytes, lowest and highest."""
    words = (word for word in (its, ours) if word is not None)
    low, high = zip(_EVERYTHING, *((word & 0xFF, word >> 8 & 0xFF) for word in words), strict=True)
    return max(low), min(high)


def _read_chunks(path: Path) -> dict[bytes, np.ndarray]:
    """The chunks that are needed, each as an array of records."""
    data, found = path.read_bytes(), {}
    if data[:4] != b"RIFF" or data[8:12] != b"sfbk":
        raise RenderError(f"{path}: not a soundfont")
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"LIST":
            at += 12  # step into it
            continue
        if name in _LAYOUTS:
            kind = np.dtype(_LAYOUTS[name])
            found[name] = np.frombuffer(data, kind, min(size, len(data) - at - 8) // kind.itemsize, at + 8)
        at += 8 + size + size % 2
    if missing := sorted(_LAYOUTS.keys() - found.keys()):
        raise RenderError(f"{path}: damaged: without {missing[0].decode()}")
    return found
