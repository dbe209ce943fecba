"""What can be refused, so that callers tell bad input from a bug."""

from __future__ import annotations


class VaeMusicError(Exception):
    """Something the user gave cannot be handled; the message names it and the reason, in one line."""


class MidiError(VaeMusicError):
    """A MIDI file that cannot be read or written."""

    def __init__(self, path: object, reason: str):
        self.path, self.reason = str(path), reason
        super().__init__(f"{path!s}: {reason}".replace("\n", " "))

    def __reduce__(self):  # so that it crosses process borders whole
        return type(self), (self.path, self.reason)


class CorpusError(VaeMusicError):
    """A corpus that cannot be laid out, read or split."""


class ModelError(VaeMusicError):
    """A model that is missing, damaged, or asked for what it does not have."""


class RenderError(VaeMusicError):
    """A song that cannot be made audible or visible, or a file of it that cannot be written."""
