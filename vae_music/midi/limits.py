"""Limits on the size of a MIDI file; a larger file is refused in one line that names the limit.

Within these limits any file is read and converted to rolls in less than `READING_SECONDS` and `READING_BYTES`.
"""

from __future__ import annotations

from vae_music.errors import MidiError
from vae_music.song import Song

MAX_BYTES = 20_000_000
MAX_BYTES_SECOND_READER = 1_000_000
"""The limit for pretty_midi, which is slower and is tried where symusic refuses a file."""

MAX_TRACKS = 4_096
"""The limit on parts with notes; every channel and every program of a track makes a part of its own."""

MAX_NOTES = 500_000
MAX_CHANGES = 50_000
"""The limit on changes of tempo, on those of metre, on those of key, on markers, and on lyrics, each for itself."""

MAX_TICKS = 2**31 - 1
"""The last tick that symusic can count; a single gap between events is at most 2**28 - 1 ticks."""

MAX_BEATS = 100_000
MAX_SECONDS = 86_400
"""Tempi are not limited: a file can hold 3.58 to 60,000,000 quarter notes per minute."""

MAX_TEXT = 1_000
"""The most characters of the name of a track, of a marker and of a lyric; longer texts are cut, not refused."""

READING_SECONDS = 10.0
READING_BYTES = 2 << 30
"""The time and the memory that a worker process may take for one file; a file that needs more is refused."""


def beyond(count: float, most: int, what: str) -> str | None:
    """The reason to refuse a file because a count is above its limit, or None.

    Example:
        >>> beyond(5_000, MAX_TRACKS, "tracks")
        '5,000 tracks, more than 4,096'
    """
    return f"{count:,.0f} {what}, more than {most:,}" if count > most else None


def within_limits(song: Song, name: object) -> Song:
    """Return the song if it is within the limits. Raises MidiError, which calls the song `name`, otherwise."""
    reason = (
        beyond(song.note_count, MAX_NOTES, "notes")
        or beyond(len(song.tempo), MAX_CHANGES, "changes of tempo")
        or beyond(song.length_beats, MAX_BEATS, "beats long")
        or beyond(song.seconds, MAX_SECONDS, "seconds long")
    )
    if reason:
        raise MidiError(name, reason)
    return song
