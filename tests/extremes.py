"""MIDI files at and beyond what the reader takes, as bytes."""

from __future__ import annotations

import struct

LONGEST_GAP = 2**28 - 1
END_OF_TRACK = b"\0\xff\x2f\0"


def number(value: int) -> bytes:
    """A number of variable length."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def note(gap: int = 0, pitch: int = 60, ticks: int = 240) -> bytes:
    """A note that begins `gap` ticks after what stands before it."""
    return number(gap) + bytes([0x90, pitch, 90]) + number(ticks) + bytes([0x80, pitch, 0])


def meta(kind: int, data: bytes, gap: int = 0) -> bytes:
    return number(gap) + bytes([0xFF, kind]) + number(len(data)) + data


def file(*tracks: bytes, ticks_per_beat: int = 480, format: int = 1) -> bytes:
    """A MIDI file of tracks that lack only their end."""
    header = b"MThd" + struct.pack(">IHHH", 6, format, len(tracks), ticks_per_beat)
    whole = (track + END_OF_TRACK for track in tracks)
    return header + b"".join(b"MTrk" + struct.pack(">I", len(track)) + track for track in whole)


BARS = b"".join(note(240, 60 + index % 12) for index in range(64))
"""Sixteen bars of a scale."""

TEMPO = meta(0x51, b"\x07\xa1\x20", gap=1)
METRE = meta(0x58, bytes([3, 2, 24, 8]), gap=1)
KEY = meta(0x59, bytes([1, 0]), gap=1)
MARKER = meta(0x06, b"a", gap=1)
LYRIC = meta(0x05, b"la", gap=1)


def gaps(event: bytes, times: int) -> bytes:
    """An event, so many times the longest gap apart."""
    return (number(LONGEST_GAP) + event[1:]) * times


REFUSED = {
    "ticks: a gap of a billion": (file(BARS + gaps(note(), 4)), "beats long, more than 100,000"),
    "ticks: notes where 32 bits end": (file(BARS + gaps(note(), 9)), "longer than 2,147,483,647 ticks"),
    "ticks: tempi where 32 bits end": (file(BARS + gaps(TEMPO, 9)), "longer than 2,147,483,647 ticks"),
    "ticks: metres where 32 bits end": (file(BARS + gaps(METRE, 9)), "longer than 2,147,483,647 ticks"),
    "ticks: markers where 32 bits end": (file(BARS + gaps(MARKER, 9)), "longer than 2,147,483,647 ticks"),
    "duration: a note of two days": (file(note(0, 60, 480 * 86_400 * 4)), "beats long, more than 100,000"),
    "duration: a slow week": (
        file(meta(0x51, b"\xff\xff\xff") + BARS + note(480 * 80_000)), "seconds long, more than 86,400"
    ),
    "notes": (file(note(1, 60, 1) * 500_001, ticks_per_beat=32_767), "500,001 notes, more than 500,000"),
    "tracks": (file(*[note()] * 4_097), "4,097 tracks, more than 4,096"),
    "tempi": (file(TEMPO * 50_001 + BARS), "50,001 changes of tempo, more than 50,000"),
    "metres": (file(METRE * 50_001 + BARS), "50,001 changes of metre, more than 50,000"),
    "keys": (file(KEY * 50_001 + BARS), "50,001 changes of key, more than 50,000"),
    "markers": (file(MARKER * 50_001 + BARS), "50,001 markers, more than 50,000"),
    "lyrics": (file(LYRIC * 50_001 + BARS), "50,001 lyrics, more than 50,000"),
    "file size": (file(b"\0\xff\x01" + number(20_000_000) + b"x" * 20_000_000), "larger than 20 MB"),
    "file size for pretty_midi": (file(note(1, 60, 1) * 130_000, format=7), "damaged: Invaild midi format (7)"),
}  # fmt: skip
"""Files beyond each bound, and a part of the reason for which they are refused."""

TAKEN = {
    "a note of a day": file(meta(0x51, b"\x0f\x42\x40") + note(0, 60, 480 * (86_400 - 96)) + BARS),
    "99,000 beats, all sounding": file(note(240, 60, 240) * 99_000),
    "half a million notes": file(note(1, 60, 1) * 499_000),
    "half a million notes, dense": file(b"".join(note(0, index % 128, 1) for index in range(499_000))),
    "4,096 tracks": file(*[note(index % 100) + BARS for index in range(4_096)]),
    "as many changes as there may be": file((TEMPO + METRE + KEY + MARKER) * 49_000 + BARS),
    "the fastest tempo": file(meta(0x51, b"\0\0\1") + BARS),
    "the slowest tempo": file(meta(0x51, b"\xff\xff\xff") + BARS),
    "bars of 1,020 beats": file(meta(0x58, bytes([255, 0, 24, 8])) + BARS + note(480 * 2_000)),
    "400,000 bars": file(meta(0x58, bytes([1, 4, 24, 8])) + BARS + note(480 * 90_000)),
    "one tick a beat": file(b"".join(note(90, 60, 90) for _ in range(500)), ticks_per_beat=1),
    "20 MB of controllers": file(bytes([1, 0xB0, 7, 9]) * 4_900_000 + BARS),
    "20 MB of programs": file(bytes([1, 0xC0, 9]) * 6_500_000 + BARS),
    "20 MB that look like damage": file(b"\1\xff\x01\x03\0\xc0\xff" * 2_800_000 + BARS),
    "20 MB of a name": file(meta(0x03, b"x" * 19_000_000) + BARS),
    "as much as pretty_midi is given": file(note(1, 60, 1) * 110_000, format=7),
}
"""Files within every bound that take long or much memory."""
