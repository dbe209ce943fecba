"""Atomic writing of files, so that no reader sees a partial one, and the folder of the cache."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "VAE_MUSIC_CACHE"

_UNFINISHED = ".part."
"""The prefix of the temporary names of `unfinished`; those of `write_atomically` begin with `.` and end in `.part`."""


_being_written: set[Path] = set()


def write_atomically(path: str | os.PathLike, data: bytes) -> None:
    """Write a file under a temporary name in its folder, created if missing, then rename it. Raises OSError."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".part")
    with being_written(Path(temporary)):
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, with its suffixes, to write to: renamed to `path` on success, else removed."""
    temporary = path.with_name(f"{_UNFINISHED}{path.name}")
    with being_written(temporary):
        yield temporary
        os.replace(temporary, path)


@contextmanager
def being_written(temporary: Path) -> Iterator[None]:
    """Remove a temporary file or folder at the end, unless it has been renamed, and also if the process is stopped."""
    _being_written.add(temporary)
    try:
        yield
    finally:
        _remove(temporary)
        _being_written.discard(temporary)


def remove_what_is_being_written() -> None:
    """Remove all temporary files of this process, which is about to end without leaving its functions."""
    for temporary in list(_being_written):
        _remove(temporary)


def _remove(temporary: Path) -> None:
    with suppress(OSError):
        if temporary.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
        else:
            temporary.unlink(missing_ok=True)


def is_unfinished(path: Path) -> bool:
    """Return True if a file, by its name, was left behind by a writer of this module that was killed."""
    return path.name.startswith(_UNFINISHED) or (path.name.startswith(".") and path.name.endswith(".part"))


def sweep_unfinished(folder: Path) -> None:
    """Remove unfinished files from a folder in which no other process writes."""
    for path in folder.iterdir():
        if is_unfinished(path) and path.is_file():
            path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cache_folder(cache: str | os.PathLike | None = None) -> Path:
    """The folder for data that can be recreated: `cache`, else $VAE_MUSIC_CACHE, else the user's cache folder."""
    named = cache or os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("vae-music"))
