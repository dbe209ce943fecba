"""Exceptions for input that cannot be handled, so that callers can tell bad input from a bug."""

from __future__ import annotations


class VaeMusicError(Exception):
    """Base class: user input that cannot be handled. The message names the input and the reason in one line."""


class MidiError(VaeMusicError):
    """A MIDI file that cannot be read or written; `path` names the file, `reason` says why."""

    def __init__(self, path: object, reason: str):
        self.path, self.reason = str(path), reason
        super().__init__(f"{path!s}: {reason}".replace("\n", " "))

    def __reduce__(self):  # keeps both arguments when it is pickled between processes
        return type(self), (self.path, self.reason)


class BarError(MidiError):
    """Bars that a song does not have."""


class CorpusError(VaeMusicError):
    """A corpus that cannot be laid out, read or split."""


class ModelError(VaeMusicError):
    """A model that is missing or damaged, or that lacks what is asked of it."""


class RenderError(VaeMusicError):
    """A song that cannot be rendered as sound or picture, or whose output file cannot be written."""
