"""Files that are taken for MIDI and are something else: they are recognised by their first bytes, never by name."""

from __future__ import annotations

import re

_EXPORT = "export it as MIDI from your notation program"
_TRANSCRIBE = "sound has no notes to read, so transcribe it to MIDI first"
_UNPACK = "unpack it and use the MIDI file inside"

_BEGINNINGS = (
    (rb"\x1f\x8b", "a file compressed with gzip", _UNPACK),
    (rb"7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd", "a compressed archive", _UNPACK),
    (rb"RIFF.{4}WAVE|RF64|FORM.{4}AIF[FC]", "a recording (WAV or AIFF)", _TRANSCRIBE),
    (rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "a recording (MP3)", _TRANSCRIBE),
    (rb"OggS", "a recording (Ogg)", _TRANSCRIBE),
    (rb"fLaC", "a recording (FLAC)", _TRANSCRIBE),
    (rb".{4}ftyp|\xff[\xf0\xf1\xf8\xf9]", "a recording or film (M4A, AAC or MP4)", _TRANSCRIBE),
    (rb".?FICHIER GUITAR PRO|BCF[SZ]", "a Guitar Pro file", "export it as MIDI from Guitar Pro or MuseScore"),
    (rb"%PDF", "a PDF", "a page has no notes to read, so ask for the music as MIDI"),
    (rb"version https://git-lfs", "a git-lfs pointer to one", "fetch it with git lfs pull"),
)
"""Patterns of the first bytes, what such a file is, and what to do."""

_IN_TEXT = (
    (rb"<score-(?:part|time)wise", "MusicXML", _EXPORT),
    (rb"<museScore", "a MuseScore file", "export it as MIDI from MuseScore"),
    (rb"(?m)^X:\s*\d[^\0]*^K:", "ABC notation", "convert it to MIDI first, such as with abc2midi"),
    (rb"(?i)<!doctype html|<html", "a web page", "a download may have failed, so download it again"),
    (rb"\\version|\\score\b|\\relative\b", "LilyPond source", r"add \midi { } to its \score and run LilyPond"),
)
"""Patterns that are searched for in the beginning of a text."""

_IN_ZIP = (
    (rb"META-INF/container\.xml", "compressed MusicXML (.mxl)", _EXPORT),
    (rb"\.mscx", "a MuseScore file", "export it as MIDI from MuseScore"),
    (rb"score\.gpif", "a Guitar Pro file", "export it as MIDI from Guitar Pro or MuseScore"),
    (rb"", "a zip archive", _UNPACK),
)
"""Patterns of the names of files in a zip archive; the last fits any."""

_TEXT_BYTES = 8000


def foreign(data: bytes) -> str | None:
    """The end of an error message about a file that is not MIDI: what it is and what to do; None if it is not known.

    Example:
        >>> foreign(b"fLaC...")
        'a recording (FLAC); sound has no notes to read, so transcribe it to MIDI first'
    """
    if data.startswith(b"PK\x03\x04"):
        return _first(_IN_ZIP, data)
    for pattern, what, advice in _BEGINNINGS:
        if re.match(pattern, data, re.DOTALL):
            return f"{what}; {advice}"
    text = data[:_TEXT_BYTES].replace(b"\0", b"").replace(b"\r", b"\n")  # without NUL, UTF-16 is like ASCII
    return _first(_IN_TEXT, text)


def _first(known: tuple[tuple[bytes, str, str], ...], data: bytes) -> str | None:
    return next((f"{what}; {advice}" for pattern, what, advice in known if re.search(pattern, data)), None)
