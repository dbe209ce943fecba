"""Short texts for users: text that is safe on a terminal, durations, and suggestions for mistyped names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import get_close_matches

_READ_CHARACTERS, _SHOWN_CHARACTERS = 1000, 200
# The least similarity, by difflib, of a name to one that is suggested: one wrong letter in four, so that `reggae` is no
# misspelt `game`.
_NEAR = 0.75


def printable(text: object) -> str:
    """The text with a question mark in place of each character that is not printable, such as a control character.

    Example:
        >>> printable("a\\x1b[31m song")
        'a?[31m song'
    """
    return "".join(character if character.isprintable() else "?" for character in str(text))


def one_line(text: object) -> str:
    """The beginning of a text of unknown origin, such as the response of a server, as one printable line."""
    return printable(" ".join(str(text)[:_READ_CHARACTERS].split()))[:_SHOWN_CHARACTERS]


def clock(seconds: float) -> str:
    """A duration in seconds, rounded up, as h:mm:ss or m:ss.

    Example:
        >>> clock(3725)
        '1:02:05'
    """
    minutes, rest = divmod(max(math.ceil(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """The length of music in seconds, rounded to the nearest, as h:mm:ss or m:ss.

    Example:
        >>> duration(187.4)
        '3:07'
    """
    return clock(round(seconds))


def file_name(text: str) -> str:
    """The text as the name of a file, without a suffix, that any system takes.

    Example:
        >>> file_name("AC/DC: live")
        'AC_DC_ live'
    """
    return "".join(char if char.isalnum() or char in "-_.,() " else "_" for char in text)[:100]


def known_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is meant: the same one, or the only one that differs in upper and lower case; else None.

    Example:
        >>> known_name("Jazz", ["jazz", "pop"])
        'jazz'
    """
    names = list(dict.fromkeys(known))
    if name in names:
        return name
    alike = [one for one in names if one.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of an error message about an unknown name: the known name that is spelt nearly so, or an empty text.

    Example:
        >>> did_you_mean("jaz", ["jazz", "pop"])
        "; did you mean 'jazz'?"
    """
    names = {one.lower(): one for one in known}
    close = get_close_matches(str(name).lower(), list(names), n=1, cutoff=_NEAR)
    return f"; did you mean {names[close[0]]!r}?" if close else ""
