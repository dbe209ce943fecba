"""The files of a corpus before any is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from vae_music.midi.folder import Unread


class Entry(NamedTuple):
    """A file of a corpus, not yet read.

    work: what may not stand on both sides of a split; the name of its corpus comes first, so corpora never collide.
    group: files of one group are the same music, bar for bar, in several styles; None where nothing is known.
    groove: the accompaniment pattern, where the manifest names it.
    """

    path: Path
    style: str
    work: str
    group: str | None = None
    groove: str | None = None

    @property
    def corpus(self) -> str:
        """The name of its corpus."""
        return self.work.partition("/")[0]


@dataclass
class Layout(Unread):
    """The files of corpora in a fixed order, and what is left unread."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def styles(self) -> list[str]:
        return sorted({entry.style for entry in self.entries})


def by_work(entry: Entry) -> tuple[bytes, Path]:
    """A key for sorting that shuffles works, always alike, and leaves the files of one work together."""
    return hashlib.sha256(entry.work.encode("utf-8", "surrogateescape")).digest(), entry.path
