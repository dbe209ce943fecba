"""The MIDI file in a file: what is opened at all, and what a MIDI file may be wrapped in or mistaken for."""

from __future__ import annotations

import stat
import struct
from pathlib import Path

from vae_music.errors import MidiError
from vae_music.midi.limits import MAX_BYTES


def file_bytes(path: Path) -> bytes:
    """All bytes of a regular file: nothing else is opened, since a pipe would be waited for and a device has no end."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise MidiError(path, "a folder, not a file" if stat.S_ISDIR(mode) else "not a regular file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MidiError(path, (getattr(error, "strerror", None) or str(error)).lower()) from error
    if len(data) > MAX_BYTES:
        raise MidiError(path, f"larger than {MAX_BYTES / 1e6:.0f} MB")
    return data


def plain_midi(data: bytes, name: object) -> tuple[bytes, tuple[str, ...]]:
    """The MIDI file inside `data`, with a header that every reader takes, and remarks on what was mended."""
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
    """Where the MIDI header stands: at the start, behind a MacBinary header, or inside a RIFF chunk."""
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
