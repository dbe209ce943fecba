"""Damage in the bytes of a MIDI file: detection of what would crash symusic, and repair of truncated files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

_META, _SYSEX, _ESCAPE, _PROGRAM, _PRESSURE = 0xFF, 0xF0, 0xF7, 0xC, 0xD
_LAST_NOTE_OFF, _LAST_NOTE_ON = 0x8F, 0x9F
_HEADER = 8
_TRACKS_AT, _FIRST_CHUNK = 10, 14
END_OF_TRACK = b"\0\xff\x2f\0"


class _Span(NamedTuple):
    """The offsets at which the events of a track begin and, by its declared length, end."""

    start: int
    end: int


class _Event(NamedTuple):
    """An event: its status byte (0 if unknown), and the offsets at which its data begin and end."""

    status: int
    start: int
    end: int

    @property
    def is_unknown(self) -> bool:
        """True if the status byte is that of no event."""
        return self.status not in (_META, _SYSEX, _ESCAPE) and not 0x80 <= self.status < 0xF0


def ends_the_reader(data: bytes) -> str | None:
    """The damage in a MIDI file that makes symusic 0.5 write outside its memory, or None.

    This is a program above 127, or a pitch above 127 in the last channel. Bytes too damaged to tell count as such.
    """
    suspect = _may_hold_one(data)
    return next((why for span in _track_spans(data) if (why := _worst_of(data, span))), None) if suspect else None


def _may_hold_one(data: bytes) -> bool:
    """A fast check that clears nearly every valid file: the bytes of such an event occur nowhere in it."""
    column = np.frombuffer(data, np.uint8)
    status = column[1:-1]
    harmful = (status & 0xF0 == 0xC0) | (status == _LAST_NOTE_ON) | (status == _LAST_NOTE_OFF)
    found = np.flatnonzero((column[:-2] < 0x80) & harmful & (column[2:] > 127)) + 1
    return any(b"\xff\x51\x03" not in data[at - 5 : at] and b"MTrk" not in data[at - 8 : at] for at in found.tolist())


def _worst_of(data: bytes, span: _Span) -> str | None:
    for event in _events(data, span):
        if event.is_unknown:
            return "an event that does not exist"
        if event.status >> 4 == _PROGRAM and data[event.start] > 127:
            return "a program above 127"
        if event.status in (_LAST_NOTE_ON, _LAST_NOTE_OFF) and data[event.start] > 127:
            return "a pitch above 127"
    return None


def mended(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The file without a truncated event at its end, with the true number of tracks in its header, and remarks.

    A file that needs no repair is returned unchanged, without a remark.
    """
    spans, remarks = _track_spans(data), []
    if spans and spans[-1].end > len(data) and (end := _last_whole_event(data, spans[-1])):
        remarks.append("cut off at the end: read up to the last whole event")
        data = data[:end] + END_OF_TRACK
    if spans and spans[-1].end > len(data):
        data = _with_length(data, spans[-1].start)
    announced = int.from_bytes(data[_TRACKS_AT : _TRACKS_AT + 2], "big")
    if announced > len(spans):
        remarks.append(f"announces {announced} tracks and has {len(spans)}")
        data = data[:_TRACKS_AT] + struct.pack(">H", len(spans)) + data[_TRACKS_AT + 2 :]
    return data, tuple(remarks)


def _with_length(data: bytes, start: int) -> bytes:
    """The file with the true length of its last track, whose events begin at `start`, as symusic trusts this length."""
    return data[: start - 4] + struct.pack(">I", len(data) - start) + data[start:]


def _last_whole_event(data: bytes, span: _Span) -> int | None:
    """The offset at which the last whole event of a truncated track ends, or None if it is damaged before that."""
    whole = span.start
    for event in _events(data, span):
        if event.is_unknown:
            return None
        if event.end <= len(data):
            whole = event.end
    return whole


def _track_spans(data: bytes) -> list[_Span]:
    spans, at = [], data.find(b"MTrk", _FIRST_CHUNK)
    while at >= 0:
        end = at + _HEADER + int.from_bytes(data[at + 4 : at + _HEADER], "big")
        spans.append(_Span(at + _HEADER, end))
        at = data.find(b"MTrk", end)
    return spans


def _events(data: bytes, span: _Span) -> Iterator[_Event]:
    """The events of a track. It ends after an unknown event, and before one that is cut off ahead of its data."""
    status, at, end = 0, span.start, min(span.end, len(data))
    try:
        while at < end:
            _, at = _variable_length(data, at)
            if data[at] & 0x80:
                status, at = data[at], at + 1
            if status in (_META, _SYSEX, _ESCAPE):
                length, start = _variable_length(data, at + (status == _META))
                event, status = _Event(status, start, start + length), 0
            else:
                event = _Event(status, at, at + (1 if status >> 4 in (_PROGRAM, _PRESSURE) else 2))
                data[at]  # raises IndexError if there is no data
            yield event
            if event.is_unknown:
                return
            at = event.end
    except IndexError:
        return


def _variable_length(data: bytes, at: int) -> tuple[int, int]:
    """The number in variable-length encoding at an offset, and the offset after it."""
    number = 0
    while data[at] & 0x80:
        number, at = number << 7 | data[at] & 0x7F, at + 1
    return number << 7 | data[at], at + 1


def track_texts(data: bytes, kind: int, fewest: int, most_bytes: int) -> Iterator[list[tuple[int, bytes]]]:
    """The ticks and bytes of the meta events of a kind (1 a text, 5 a lyric), track after track.

    Args:
        fewest: tracks with fewer such events are passed over.
        most_bytes: so are longer tracks, since they are read event by event.
    """
    mark = bytes([_META, kind])
    for span in _track_spans(data):
        if span.end - span.start <= most_bytes and data.count(mark, span.start, span.end) >= fewest:
            yield list(_texts_of(data, span, kind))


def _texts_of(data: bytes, span: _Span, kind: int) -> Iterator[tuple[int, bytes]]:
    tick, at = 0, span.start
    for event in _events(data, span):
        delta, after = _variable_length(data, at)
        tick, at = tick + delta, event.end
        if event.status == _META and data[after + 1] == kind and event.end <= len(data):
            yield tick, data[event.start : event.end]
