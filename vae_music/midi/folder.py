"""The search for MIDI files in a folder: the test of file names, and the walk through sub-folders."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

MIDI_SUFFIXES = (".mid", ".midi", ".kar", ".rmi")
"""The suffixes of MIDI files, compared without regard to case."""

HIDDEN = "hidden"
NOT_MIDI = "not MIDI by name"
SEEN_FOLDER = "folder linked a second time"


class Refused(NamedTuple):
    """A file or folder that cannot be used, and the reason."""

    path: Path
    reason: str


@dataclass
class Unread:
    """The files of a folder that are not read: those refused, with reasons, and the number passed over, by reason."""

    refused: list[Refused] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def is_midi_name(path: str | os.PathLike) -> bool:
    """Return True if a file is MIDI by name; companion files of macOS (`._song.mid`) are not."""
    name = os.path.basename(path)
    return name.lower().endswith(MIDI_SUFFIXES) and not name.startswith("._")


def passed_over(path: Path) -> str | None:
    """The reason to pass over a file because of its name, or None."""
    if path.name.startswith("."):
        return HIDDEN
    return None if is_midi_name(path) else NOT_MIDI


def walk(folder: Path, unread: Unread) -> Iterator[Path]:
    """The files at any depth of a folder, folder after folder in order of name, without those in hidden folders.

    Links are followed, but each real folder is entered only once, so that circular links end. Folders that are not
    entered are reported in `unread`.
    """
    seen = set()
    pending = [folder]
    while pending:
        folder = pending.pop()
        try:
            status = folder.stat()
            inside = sorted(os.scandir(folder), key=lambda item: item.name)
        except OSError as error:
            unread.refused.append(Refused(folder, f"folder cannot be read: {(error.strerror or str(error)).lower()}"))
            continue
        if (status.st_dev, status.st_ino) in seen:
            unread.passed_over[SEEN_FOLDER] += 1
            continue
        seen.add((status.st_dev, status.st_ino))
        folders = [folder / item.name for item in inside if _is_folder(item)]
        yield from (folder / item.name for item in inside if not _is_folder(item))
        unread.passed_over[HIDDEN] += sum(path.name.startswith(".") for path in folders)
        pending.extend(path for path in reversed(folders) if not path.name.startswith("."))


def _is_folder(item: os.DirEntry) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False


def find_songs(folder: Path, but: Path | None = None) -> tuple[list[Path], list[Refused], int]:
    """The files at any depth of a folder that are MIDI by name, those refused, and the number of others passed over.

    Args:
        but: a folder that is not searched, if it lies inside.
    """
    unread = Unread()
    inner = but.resolve() if but and folder.resolve() in but.resolve().parents else None
    files = [path for path in walk(folder, unread) if not (inner and path.parent.resolve().is_relative_to(inner))]
    named = [path for path in files if not passed_over(path)]
    songs = [path for path in named if path.is_file()]
    refused = unread.refused + [Refused(path, "not a regular file") for path in named if not path.is_file()]
    return songs, refused, len(files) - len(named)
