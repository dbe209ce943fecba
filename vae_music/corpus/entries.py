"""The entries of a corpus: its files, with style and work."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from vae_music.corpus.shards import Record
from vae_music.measures.form import Section
from vae_music.midi.folder import Unread


class Entry(NamedTuple):
    """A file of a corpus.

    work: files of one work stay on one split side. It begins with the name of the corpus, so that corpora never clash.
    group: files of one group are the same music, bar for bar, in several styles; None if nothing is known.
    groove: the accompaniment pattern, if the manifest names it.
    artist: the performer, if the manifest names one; the works of one artist stay on one split side.
    metre: as in "3/4", if the manifest names it.
    sections: the parts of the song, if the manifest names them.
    sha256: the SHA-256 of its bytes, in hexadecimal; empty until it is known.
    """

    path: Path
    style: str
    work: str
    group: str | None = None
    groove: str | None = None
    artist: str | None = None
    metre: str | None = None
    sections: tuple[Section, ...] = ()
    sha256: str = ""

    @property
    def corpus(self) -> str:
        """The name of its corpus."""
        return self.work.partition("/")[0]


@dataclass
class Layout(Unread):
    """The entries of one or several corpora, in a fixed order, and the files left unread.

    records: the records of the files whose rolls lie in prepared corpora, by SHA-256.
    """

    entries: list[Entry] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)

    @property
    def styles(self) -> list[str]:
        """The names of the styles, sorted."""
        return sorted({entry.style for entry in self.entries})


def by_work(entry: Entry) -> tuple[bytes, Path]:
    """A sort key that puts works in a pseudo-random but fixed order and keeps the files of each work together."""
    return hashlib.sha256(entry.work.encode("utf-8", "surrogateescape")).digest(), entry.path
