"""Files written through Beam's filesystems, each whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from apache_beam.io.filesystem import BeamIOError, CompressionTypes
from apache_beam.io.filesystems import FileSystems

from vae_music.corpus.remote import Url, pattern

UNFINISHED = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside it, then rename it. Raises BeamIOError, which is an OSError."""
    temporary = f"{path}.{uuid.uuid4().hex}{UNFINISHED}"
    with FileSystems.create(temporary, compression_type=CompressionTypes.UNCOMPRESSED) as file:
        file.write(data)
    FileSystems.rename([temporary], [str(path)])


def write_once(path: Path, data: bytes) -> None:
    """Write a file whose name tells its content: where it exists, it is whole. Raises BeamIOError."""
    if FileSystems.exists(str(path)):
        return
    try:
        write_whole(path, data)
    except BeamIOError:
        if not FileSystems.exists(str(path)):  # else another worker has written it meanwhile
            raise


def delete(folder: Path, names: Sequence[str]) -> None:
    """Delete files of a folder. Raises BeamIOError."""
    if names:
        paths = [f"{folder}/{name}" for name in names]
        # On disk Beam takes them for patterns, elsewhere not.
        FileSystems.delete(paths if isinstance(folder, Url) else [*map(pattern, paths)])
