"""Files written so that a reader never meets half of one, and the cache, for things that can be made again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "VAE_MUSIC_CACHE"

_UNFINISHED = ".part."
"""What begins the names that `unfinished` gives; those of `write_atomically` end in it."""


def write_atomically(path: str | os.PathLike, data: bytes) -> None:
    """Write under a temporary name in the same folder, which is made if missing, then rename. Raises OSError."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A name beside `path`, with its suffixes, to write under; renamed to `path` at the end, removed on failure."""
    temporary = path.with_name(f"{_UNFINISHED}{path.name}")
    try:
        yield temporary
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def is_unfinished(path: Path) -> bool:
    """Whether a file is what a writer of this module, killed while it wrote, leaves behind."""
    return path.name.startswith(_UNFINISHED) or (path.name.startswith(".") and path.name.endswith(".part"))


def sweep_unfinished(folder: Path) -> None:
    """Remove such files from a folder in which nobody else writes."""
    for path in folder.iterdir():
        if is_unfinished(path) and path.is_file():
            path.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cache_folder(cache: str | os.PathLike | None = None) -> Path:
    """Where things that can be made again are kept: `cache`, else $VAE_MUSIC_CACHE, else the user's cache folder."""
    named = cache or os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("vae-music"))
