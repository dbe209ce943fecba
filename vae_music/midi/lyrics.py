"""Lyrics of MIDI files: lyric events, or the text events in which karaoke files (.kar) keep their words."""

from __future__ import annotations

from collections.abc import Iterator

import symusic

from vae_music.midi.limits import MAX_CHANGES, MAX_TEXT
from vae_music.midi.repair import track_texts
from vae_music.song import Lyric

_TEXT, _LYRIC = 1, 5
_KARAOKE_HEAD, _KARAOKE_SIGNS = "@", "@\\/"
_UNREADABLE = "\ufffd"
_FEWEST_WORDS = 8
# The most bytes of a track that is read event by event for its texts; the words of a song are some tens of thousands.
_MAX_TRACK_BYTES = 400_000


def lyrics_of(score: symusic.Score, data: bytes) -> tuple[Lyric, ...]:
    """The lyrics of a file in order of beat, each at most MAX_TEXT characters, from its score and its bytes.

    Without lyric events they are the texts of the track with the words of a karaoke file, without its title and so on.
    """
    ticks = score.ticks_per_quarter
    rows = [(lyric.time, lyric.text) for track in score.tracks for lyric in track.lyrics]
    if any(_UNREADABLE in text for _, text in rows):  # symusic knows UTF-8 alone
        rows = [row for texts in _texts(data, _LYRIC, 1) for row in texts] or rows
    if not rows and _may_be_karaoke(data):
        rows = max(filter(_is_words, _texts(data, _TEXT, _FEWEST_WORDS)), key=len, default=[])
        rows = [(tick, text) for tick, text in rows if not text.startswith(_KARAOKE_HEAD)]
    rows.sort(key=lambda row: row[0])
    return tuple(Lyric(tick / ticks, text[:MAX_TEXT]) for tick, text in rows[:MAX_CHANGES])


def decoded(text: bytes) -> str:
    """The text of bytes that are UTF-8 or, as in most files of the nineties, Latin-1.

    Example:
        >>> decoded(b"coraz\xf3n") == decoded("corazón".encode())
        True
    """
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def _texts(data: bytes, kind: int, fewest: int) -> Iterator[list[tuple[int, str]]]:
    """For each track, the ticks and texts of its meta events of a kind."""
    for texts in track_texts(data, kind, fewest, _MAX_TRACK_BYTES):
        yield [(tick, decoded(text)) for tick, text in texts if text]


def _may_be_karaoke(data: bytes) -> bool:
    """True if at least one track may have words as texts; a fast check, which lets few other files pass."""
    return data.count(b"\xff\x01") >= _FEWEST_WORDS


def _is_words(texts: list[tuple[int, str]]) -> bool:
    """True if the texts of a track are the words of a song: some begin with the signs of karaoke files."""
    return len(texts) >= _FEWEST_WORDS and any(text[0] in _KARAOKE_SIGNS for _, text in texts)
