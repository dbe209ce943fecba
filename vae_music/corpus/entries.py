"""The files of a corpus before any is read, and the walk through a folder that finds them."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from vae_music.midi import is_midi_name

HIDDEN = "hidden"
NOT_MIDI = "not MIDI by name"
SEEN_FOLDER = "folder linked a second time"


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


class Refused(NamedTuple):
    """A file that cannot be used, and the reason."""

    path: Path
    reason: str


@dataclass
class Layout:
    """The files of corpora in a fixed order, those refused unread, and how many were passed over for which reason."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)

    @property
    def styles(self) -> list[str]:
        return sorted({entry.style for entry in self.entries})


def by_work(entry: Entry) -> tuple[bytes, Path]:
    """A key for sorting that shuffles works, always alike, and leaves the files of one work together."""
    return hashlib.sha256(entry.work.encode("utf-8", "surrogateescape")).digest(), entry.path


def passed_over(path: Path) -> str | None:
    """Why a file is not even tried, or None."""
    if path.name.startswith("."):
        return HIDDEN
    return None if is_midi_name(path) else NOT_MIDI


def walk(folder: Path, layout: Layout) -> Iterator[Path]:
    """Files at any depth, folder after folder in order of name, but not in hidden folders.

    Links are followed, yet each real folder is entered once, so that links in a circle come to an end. What is not
    entered is told to `layout`.
    """
    seen = set()
    pending = [folder]
    while pending:
        folder = pending.pop()
        try:
            status = folder.stat()
            inside = sorted(os.scandir(folder), key=lambda item: item.name)
        except OSError as error:
            layout.refused.append(Refused(folder, f"folder cannot be read: {(error.strerror or str(error)).lower()}"))
            continue
        if (status.st_dev, status.st_ino) in seen:
            layout.passed_over[SEEN_FOLDER] += 1
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = [folder / item.name for item in inside if _is_folder(item)]
        yield from (folder / item.name for item in inside if not _is_folder(item))
        layout.passed_over[HIDDEN] += sum(path.name.startswith(".") for path in folders)
        pending.extend(path for path in reversed(folders) if not path.name.startswith("."))


def _is_folder(item: os.DirEntry) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False
