"""A tiny soundfont built in code, for tests: one program that plays a sine."""

from __future__ import annotations

import struct

import numpy as np

RATE, PERIOD = 22_050, 50


def tiny_font(kind: int = 1, rate: int = RATE, end: int = 2000, generators: tuple[tuple[int, int], ...] = ()) -> bytes:
    """The bytes of an SF2 file. Arguments are those of its one sample, and generators of its instrument."""
    samples = (20_000 * np.sin(2 * np.pi * np.arange(2000) / PERIOD)).astype("<i2").tobytes() + bytes(92)
    igen = [(54, 1), (53, 0), *generators]  # looped
    tables = {
        b"phdr": struct.pack("<20sHHH12s", b"Sine", 0, 0, 0, b"") + struct.pack("<20sHHH12s", b"EOP", 0, 0, 1, b""),
        b"pbag": struct.pack("<4H", 0, 0, 1, 0),
        b"pgen": struct.pack("<4H", 41, 0, 0, 0),
        b"inst": struct.pack("<20sH", b"Sine", 0) + struct.pack("<20sH", b"EOI", 1),
        b"ibag": struct.pack("<4H", 0, 0, len(igen), 0),
        b"igen": b"".join(struct.pack("<Hh", *generator) for generator in [*igen, (0, 0)]),
        b"shdr": struct.pack("<20s5IBbHH", b"Sine", 0, end, 500, 1500, rate, 69, 0, 0, kind) + bytes(46),
    }
    body = b"sfbk" + _list(b"sdta", {b"smpl": samples}) + _list(b"pdta", tables)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _list(name: bytes, chunks: dict[bytes, bytes]) -> bytes:
    body = name + b"".join(chunk + struct.pack("<I", len(data)) + data for chunk, data in chunks.items())
    return b"LIST" + struct.pack("<I", len(body)) + body
