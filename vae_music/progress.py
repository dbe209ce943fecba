"""Progress of long work: a bar and the time left on a terminal, a line a minute in a log."""

from __future__ import annotations

import math
import shutil
import sys
import time
from typing import TextIO
from unicodedata import east_asian_width

from vae_music.text import clock, printable

BAR_CHARACTERS = 24
SECONDS_A_LINE = 60.0
"""Where nobody watches, as in a log, a line is written so often; what takes less time is done in silence."""

_SECONDS_A_PICTURE = 0.1


class Meter:
    """Tells how counted work goes on: on a terminal by a bar, elsewhere by a line a minute.

    Call it with the name of a part of the work, how much of the part is done, and of how much. The time left is told by
    how long the part took since its first item, which may have had to load a model. Leaving the `with` takes the bar
    away, whatever has happened.

    Example:
        >>> with Meter() as meter:
        ...     for done, song in enumerate(songs):
        ...         meter("songs", done, len(songs))
    """

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream or sys.stderr
        self._line = Line(self.stream)
        self._part: str | None = None
        self._first = 0

    def __call__(self, part: str, done: int, total: int | None) -> None:
        now, watched = time.monotonic(), self.stream.isatty()
        if part != self._part or done < self._first:
            self._part, self._began, self._first = part, now, done
            self._told = -math.inf if watched else now
        if now - self._told < (_SECONDS_A_PICTURE if watched else SECONDS_A_LINE):
            return
        self._told, counted = now, self._counted(done, total, now)
        if watched:
            self._line.show(f"{part} {counted}" if total is None else f"{part} [{bar(done, total)}] {counted}")
        else:
            self._line.print(f"{part}: {counted}")

    def _counted(self, done: int, total: int | None, now: float) -> str:
        """Such as `2 of 4, 0:20 left`."""
        if total is None:
            return f"{done:,}"
        timed = done - self._first
        left = f", {clock((now - self._began) / timed * (total - done))} left" if timed else ""
        return f"{done:,} of {total:,}{left}"

    def clear(self) -> None:
        """Make room on the terminal for something else; the bar comes back when it is due."""
        self._line.clear()
        if self.stream.isatty():
            self._told = -math.inf

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


class Line:
    """The line at the foot of a terminal, which is replaced and taken away, and never wraps."""

    def __init__(self, stream: TextIO):
        self.stream = stream
        self._wipe = ""  # what takes away the line that stands there

    def show(self, text: str) -> None:
        """Put a text in the place of the one that is shown, cut to the width of the terminal."""
        room = shutil.get_terminal_size().columns - 1  # a line that is wrapped cannot be taken back
        text = printable(text)[:room]
        while _columns(text) > room:
            text = text[:-1]
        self._write(f"{self._wipe}\r{text}")
        self._wipe = f"\r{' ' * _columns(text)}\r"

    def clear(self) -> None:
        """Take the line away."""
        if self._wipe:
            self._write(self._wipe)
            self._wipe = ""

    def print(self, text: str) -> None:
        """Leave a line that stays, in place of the one that is shown."""
        self._write(f"{self._wipe}{printable(text)}\n")
        self._wipe = ""

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _columns(text: str) -> int:
    """The number of columns that a text takes at most; characters of East Asia take two."""
    return len(text) + sum(east_asian_width(character) in "FW" for character in text)


def bar(done: float, total: float) -> str:
    """A bar such as `######..................`; it is full where there is nothing to do."""
    share = min(done / total, 1) if total else 1
    return ("#" * round(share * BAR_CHARACTERS)).ljust(BAR_CHARACTERS, ".")
