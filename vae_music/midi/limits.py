"""How large a MIDI file may be. What is larger is refused with one line that names the bound.

Within these bounds any file is read and laid into rolls in less than `READING_SECONDS` and `READING_BYTES`.
"""

from __future__ import annotations

MAX_BYTES = 20_000_000
MAX_BYTES_SECOND_READER = 1_000_000
"""For pretty_midi, which is slower and is tried where symusic refuses a file."""

MAX_TRACKS = 4_096
"""Parts with notes: each channel and each program of a track is one."""

MAX_NOTES = 500_000
MAX_CHANGES = 50_000
"""Of the tempo; as many of the metre, of the key, and as many markers."""

MAX_TICKS = 2**31 - 1
"""From the beginning: symusic counts no further. A single gap may have 2**28 - 1."""

MAX_BEATS = 100_000
MAX_SECONDS = 86_400
"""Tempi may be as fast and as slow as a file can write, 3.58 to 60,000,000 quarter notes a minute."""

MAX_TEXT = 1_000
"""Characters of a track's name and of a marker; what is longer is cut, not refused."""

READING_SECONDS = 10.0
READING_BYTES = 2 << 30
"""What a worker process may take for one file, which is refused when it takes more."""


def beyond(count: float, most: int, what: str) -> str | None:
    """The reason to refuse a file with so many of something, or None.

    Example:
        >>> beyond(5_000, MAX_TRACKS, "tracks")
        '5,000 tracks, more than 4,096'
    """
    return f"{count:,.0f} {what}, more than {most:,}" if count > most else None
