"""Short texts for users: text that is safe on a terminal, durations, and suggestions for mistyped names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import get_close_matches

_READ_CHARACTERS, _SHOWN_CHARACTERS = 1000, 200


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


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of an error message about an unknown name: the closest known name, or an empty text if none is close.

    Example:
        >>> did_you_mean("jaz", ["jazz", "pop"])
        "; did you mean 'jazz'?"
    """
    close = get_close_matches(str(name).lower(), list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
