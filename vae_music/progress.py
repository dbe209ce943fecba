"""How far long work has come, and how much time is left."""

from __future__ import annotations

import math
import shutil
import sys
import time
from typing import TextIO

from vae_music.text import clock

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
        self._part: str | None = None
        self._shown = 0  # characters of the bar that stands on the terminal

    def __call__(self, part: str, done: int, total: int) -> None:
        now, watched = time.monotonic(), self.stream.isatty()
        if part != self._part:
            self._part, self._began, self._first = part, now, done
            self._told = -math.inf if watched else now
        if now - self._told >= (_SECONDS_A_PICTURE if watched else SECONDS_A_LINE):
            self._told = now
            self._tell(part, done, total, now)

    def _tell(self, part: str, done: int, total: int, now: float) -> None:
        timed = done - self._first
        left = f", {clock((now - self._began) / timed * (total - done))} left" if timed else ""
        counted = f"{done:,} of {total:,}{left}"
        if self.stream.isatty():
            self._show(f"{part} [{bar(done / total if total else 1.0)}] {counted}")
        else:
            self._write(f"{part}: {counted}\n")

    def _show(self, line: str) -> None:
        line = line[: shutil.get_terminal_size().columns - 1]  # one that is wrapped cannot be taken back
        self._write(f"\r{line.ljust(self._shown)}")
        self._shown = len(line)

    def clear(self) -> None:
        """Make room on the terminal for something else; the bar comes back when it is due."""
        if self._shown:
            self._write(f"\r{' ' * self._shown}\r")
            self._shown, self._told = 0, -math.inf

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


def bar(share: float) -> str:
    """Such as `######..................`."""
    return ("#" * round(share * BAR_CHARACTERS)).ljust(BAR_CHARACTERS, ".")
