"""Files in the filesystems of Apache Beam, such as s3://bucket/song.mid, as paths beside those on disk.

Beam is imported when such a path is used: a corpus on disk needs none of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path, PosixPath
from typing import Any

from vae_music.errors import CorpusError, MidiError
from vae_music.midi.folder import HIDDEN, Unread, walk
from vae_music.midi.header import file_bytes, within_size
from vae_music.midi.limits import MAX_BYTES


class Url(PosixPath):
    """The path of an object in one of Beam's filesystems; the part before `//` selects the filesystem."""

    def __str__(self) -> str:
        return re.sub(r"^([a-z0-9+.-]+):/+", r"\1://", super().__str__())  # a path folds its slashes

    def resolve(self, strict: bool = False) -> Url:
        """The URL itself, since objects are no links."""
        return self

    def absolute(self) -> Url:
        """The URL itself."""
        return self

    def exists(self) -> bool:
        """True if there is such an object."""
        from apache_beam.io.filesystems import FileSystems

        return bool(FileSystems.exists(str(self)))

    def is_dir(self) -> bool:
        """True if the name of an object begins with this URL as a folder."""
        return bool(match(self, 1))

    def is_file(self) -> bool:
        """True: to ask for each object of a corpus takes long, and one that is missing is refused when it is read."""
        return True

    def open(self, mode: str = "r", *_: Any, **text: Any) -> Any:
        """Open the object to read bytes, or with `encoding` and `newline` text. Raises OSError."""
        from apache_beam.io.filesystem import CompressionTypes
        from apache_beam.io.filesystems import FileSystems

        try:
            stream = FileSystems.open(str(self), compression_type=CompressionTypes.UNCOMPRESSED)
        except OSError:
            raise
        except Exception as error:  # each filesystem raises exceptions of its own
            raise OSError(_reason(error)) from error
        return stream if "b" in mode else io.TextIOWrapper(stream, **text)


def place(path: str | Path) -> Path:
    """The path on disk, or the Url, that a text means."""
    return Url(path) if "://" in str(path) else Path(path)


def read_bytes(path: Path) -> bytes:
    """All bytes of a MIDI file. Raises MidiError where it cannot be read or is larger than MAX_BYTES."""
    if not isinstance(path, Url):
        return file_bytes(path)
    try:
        with path.open("rb") as file:
            return within_size(file.read(MAX_BYTES + 1), path)
    except OSError as error:
        raise MidiError(path, str(error)) from error


def match(folder: Path, most: int | None = None) -> dict[str, int]:
    """The names of all files below a folder in any of Beam's filesystems, relative to it, with their sizes in bytes.

    Raises CorpusError where the folder cannot be listed.
    """
    from apache_beam.io.filesystems import FileSystems

    home = f"{folder}/"
    try:
        (found,) = FileSystems.match([f"{pattern(home)}**"], [most])
    except Exception as error:  # each filesystem raises exceptions of its own
        raise CorpusError(f"{folder}: cannot be listed: {_reason(error)}") from error
    return {one.path.removeprefix(home): one.size_in_bytes for one in found.metadata_list}


def pattern(path: str) -> str:
    """The pattern that nothing but this path matches."""
    return re.sub(r"([*?[])", r"[\1]", path)


def files_below(folder: Path, unread: Unread) -> Iterator[Path]:
    """The files at any depth of a folder, on disk or not; see `vae_music.midi.folder.walk`."""
    return _walk_url(folder, unread) if isinstance(folder, Url) else walk(folder, unread)


def _walk_url(folder: Url, unread: Unread) -> Iterator[Path]:
    """The files of a folder in the order of `walk` and without those in hidden folders."""
    hidden = set()
    for name in sorted((name for name in match(folder) if not name.endswith("/")), key=_in_order):
        *folders, _ = name.split("/")
        depth = next((depth for depth, part in enumerate(folders) if part.startswith(".")), None)
        if depth is None:
            yield folder / name
        else:
            hidden.add(tuple(folders[: depth + 1]))
    unread.passed_over[HIDDEN] += len(hidden)


def _in_order(name: str) -> list[tuple[bool, str]]:
    """A sort key that puts the files of a folder before those of its sub-folders."""
    *folders, file = name.split("/")
    return [*((True, part) for part in folders), (False, file)]


def _reason(error: Exception) -> str:
    """One line that says why a filesystem failed."""
    causes = getattr(error, "exception_details", None)
    cause = next(iter(causes.values())) if causes else error
    if getattr(cause, "code", None) == 404:
        return "no such file"
    return " ".join(str(cause).split())[:200]
