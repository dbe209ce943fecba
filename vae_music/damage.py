"""The one damage that must be found before symusic reads a file: 0.5 writes outside its memory when it meets it."""

from __future__ import annotations

import numpy as np

_META, _SYSEX, _ESCAPE, _PROGRAM, _PRESSURE = 0xFF, 0xF0, 0xF7, 0xC, 0xD
_HEADER = 8


def has_program_above_127(data: bytes) -> bool:
    """Whether the bytes of a MIDI file hold a program change above 127, or are too damaged to tell."""
    return _may_have_one(data) and any(_track_has_one(data, *span) for span in _track_spans(data))


def _may_have_one(data: bytes) -> bool:
    """A quick look that rules nearly every good file out: the bytes of such an event stand nowhere."""
    column = np.frombuffer(data, np.uint8)
    found = np.flatnonzero((column[:-2] < 0x80) & (column[1:-1] & 0xF0 == 0xC0) & (column[2:] > 127)) + 1
    return any(b"\xff\x51\x03" not in data[at - 5 : at] and b"MTrk" not in data[at - 8 : at] for at in found.tolist())


def _track_spans(data: bytes) -> list[tuple[int, int]]:
    """Where the events of each track begin and end."""
    spans, at = [], data.find(b"MTrk")
    while at >= 0:
        end = at + _HEADER + int.from_bytes(data[at + 4 : at + _HEADER], "big")
        spans.append((at + _HEADER, min(end, len(data))))
        at = data.find(b"MTrk", end)
    return spans


def _track_has_one(data: bytes, at: int, end: int) -> bool:
    status = 0
    try:
        while at < end:
            _, at = _variable_length(data, at)
            if data[at] & 0x80:
                status, at = data[at], at + 1
            if status in (_META, _SYSEX, _ESCAPE):
                length, at = _variable_length(data, at + (status == _META))
                status, at = 0, at + length
            elif not 0x80 <= status < 0xF0 or (status >> 4 == _PROGRAM and data[at] > 127):
                return True
            else:
                at += 1 if status >> 4 in (_PROGRAM, _PRESSURE) else 2
    except IndexError:  # cut off: no such event before that
        return False
    return False


def _variable_length(data: bytes, at: int) -> tuple[int, int]:
    """The number of variable length at a place, and where it ends."""
    number = 0
    while data[at] & 0x80:
        number, at = number << 7 | data[at] & 0x7F, at + 1
    return number << 7 | data[at], at + 1
