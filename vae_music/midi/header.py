"""The bytes of MIDI files and their header: regular files only, with or without a wrapper around the MIDI data."""

from __future__ import annotations

import stat
import struct
from pathlib import Path

from vae_music.errors import MidiError
from vae_music.midi.limits import MAX_BYTES


def file_bytes(path: Path) -> bytes:
    """All bytes of a regular file. Raises MidiError where it cannot be read or is larger than MAX_BYTES.

    Nothing else is opened, since reading a pipe can block and a device may have no end.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise MidiError(path, "a folder, not a file" if stat.S_ISDIR(mode) else "not a regular file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise MidiError(path, (getattr(error, "strerror", None) or str(error)).lower()) from error
    return within_size(data, path)


def within_size(data: bytes, name: object) -> bytes:
    """Return the bytes of a file if they are at most MAX_BYTES. Raises MidiError, which calls it `name`, otherwise."""
    if len(data) > MAX_BYTES:
        raise MidiError(name, f"larger than {MAX_BYTES / 1e6:.0f} MB")
    return data


def plain_midi(data: bytes, name: object) -> tuple[bytes, tuple[str, ...]]:
    """The MIDI file inside `data`, with a header that every reader accepts, and remarks on what was repaired.

    Raises MidiError where there is none, where its header is truncated, or where it has no ticks per beat.
    """
    start = _header_at(data)
    if start is None:
        raise MidiError(name, _what_it_is(data))
    remarks: tuple[str, ...] = (f"skipped {start} bytes before the MIDI header",) if start else ()
    data = data[start:]
    if len(data) < 14:
        raise MidiError(name, "cut off inside the header")
    length, _, _, division = struct.unpack(">IHHH", data[4:14])
    if division == 0:
        raise MidiError(name, "zero ticks a beat")
    if division & 0x8000:
        raise MidiError(name, "counts time in SMPTE frames, so it has no beats")
    if length != 6:
        remarks += (f"header of {length} bytes instead of 6",)
        data = data[:4] + struct.pack(">I", 6) + data[8:14] + data[8 + max(length, 6) :]
    return data, remarks


def _header_at(data: bytes) -> int | None:
    """The offset of the MIDI header, at the start, after a MacBinary header or in a RIFF chunk; None if missing."""
    if data.startswith(b"RIFF"):
        start = data.find(b"MThd", 0, 1024)
        return start if start > 0 else None
    return next((start for start in (0, 128) if data.startswith(b"MThd", start)), None)


def _what_it_is(data: bytes) -> str:
    if not data:
        return "an empty file"
    if data.startswith(b"\x1f\x8b"):
        return "not a MIDI file but compressed with gzip"
    if data.startswith(b"version https://git-lfs"):
        return "not a MIDI file but a git-lfs pointer to one"
    return "not a MIDI file: it has no MThd header"
