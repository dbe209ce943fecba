"""Short texts for people: what any terminal can show, lengths of time, and the name that was probably meant."""

from __future__ import annotations

import math
from collections.abc import Iterable
from difflib import get_close_matches

_READ_CHARACTERS, _SHOWN_CHARACTERS = 1000, 200


def printable(text: object) -> str:
    """The text with a question mark for each character that a terminal should not be given.

    Example:
        >>> printable("a\\x1b[31m song")
        'a?[31m song'
    """
    return "".join(character if character.isprintable() else "?" for character in str(text))


def one_line(text: object) -> str:
    """The beginning of a text of unknown origin, such as a server's answer, as one printable line."""
    return printable(" ".join(str(text)[:_READ_CHARACTERS].split()))[:_SHOWN_CHARACTERS]


def clock(seconds: float) -> str:
    """Seconds, rounded up, as h:mm:ss or m:ss.

    Example:
        >>> clock(3725)
        '1:02:05'
    """
    minutes, rest = divmod(max(math.ceil(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that refuses a name: the known name nearest to it, or nothing where none is near.

    Example:
        >>> did_you_mean("jaz", ["jazz", "pop"])
        "; did you mean 'jazz'?"
    """
    close = get_close_matches(str(name).lower(), list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
