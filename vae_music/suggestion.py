"""What a name that is not known may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that refuses a name: the known one nearest to it, or nothing where none is near.

    Example:
        >>> did_you_mean("jaz", ["jazz", "pop"])
        "; did you mean 'jazz'?"
    """
    close = get_close_matches(str(name).lower(), list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
