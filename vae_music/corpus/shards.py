"""The cache of rolls: shards on disk, many songs each, looked up by the SHA-256 of the MIDI file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from vae_music.corpus.reading import Reading
from vae_music.errors import CorpusError
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.storage import cache_folder, write_atomically

FORMAT = 4
"""The format number of the cache. Raise it by one when a file gives other rolls or when a shard is laid out anew."""

File = TypeVar("File")

SONGS_A_SHARD = 64
SEGMENTS_A_SHARD = 4096


class Record(NamedTuple):
    """The cached result for a file: where its rolls lie, or why it is refused.

    sounding: the number of its segments that hold a note.
    refused: the reason, or an empty text.
    first: the row of the shard at which its segments begin.
    """

    fingerprint: str
    segments: int
    sounding: int
    notes: int
    left_out: int
    refused: str
    first: int
    shard: Path


class Shards:
    """The shards of one RollSpec, one file each, and their records, by the SHA-256 of the MIDI file.

    A shard is a compressed npz file with the rolls of its songs, one after the other, and `header`, JSON as bytes. Its
    name is the hash of its bytes, so that damage is detected and several processes can fill the same cache.
    """

    def __init__(self, spec: RollSpec, cache: str | os.PathLike | None = None):
        self.spec = spec
        self.folder = shard_folder(cache_folder(cache), spec)
        self.records: dict[str, Record] = {}
        for path in sorted(self.folder.glob("*.npz")):
            self._open(path)

    def adopt(self, records: Mapping[str, Record]) -> None:
        """Add the records of shards that lie elsewhere, and prefer them to those of the cache.

        Raises CorpusError where the shards are of another format or RollSpec.
        """
        for record in records.values():
            if record.shard.parent.name != self.folder.name:
                raise CorpusError(f"{record.shard.parent}: was prepared by another version; prepare the corpus again")
        self.records |= records

    def write(self, readings: Iterable[tuple[str, Reading]]) -> None:
        """Write the readings of a group of files, each with the SHA-256 of its bytes; see `pack`.

        Raises CorpusError where the cache cannot be written.
        """
        for data in pack(readings):
            path = self.folder / shard_name(data)
            try:
                write_atomically(path, data)
            except OSError as error:
                raise CorpusError(f"{path.parent}: cannot write the cache: {error.strerror}") from error
            self._open(path)

    def _open(self, path: Path) -> None:
        """Add the records of a shard; a damaged shard is ignored."""
        try:
            data = path.read_bytes()
            if shard_name(data) == path.name:
                self.records = {**records_of(data, path), **self.records}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
            return


def shard_folder(home: Path, spec: RollSpec) -> Path:
    """The folder of the shards below `home`, named by a hash of the format and of what decides the rolls of a file."""
    return home / "rolls" / _digest(json.dumps([FORMAT, spec.to_json()], sort_keys=True).encode())[:16]


def shard_name(data: bytes) -> str:
    """The file name of a shard: the hash of its bytes."""
    return f"{_digest(data)}.npz"


def groups(files: Sequence[File]) -> Iterator[Sequence[File]]:
    """The files to read, in order, in groups: no shard holds files of two groups."""
    return (files[start : start + SONGS_A_SHARD] for start in range(0, len(files), SONGS_A_SHARD))


def pack(readings: Iterable[tuple[str, Reading]]) -> Iterator[bytes]:
    """The shards of a group of files, given the SHA-256 and the reading of each: one, or more for many segments."""
    pending: list[tuple[str, Reading]] = []
    segments = 0
    for sha256, reading in readings:
        pending.append((sha256, reading))
        segments += len(reading.rolls.steps) if reading.rolls else 0
        if segments >= SEGMENTS_A_SHARD:
            yield _pack(pending)
            pending, segments = [], 0
    if pending:
        yield _pack(pending)


def records_of(data: bytes, path: Path) -> dict[str, Record]:
    """The records in the bytes of a shard at `path`, by SHA-256. Raises an exception of numpy or json where damaged."""
    header = json.loads(np.load(io.BytesIO(data), allow_pickle=False)["header"].tobytes())
    return {sha256: Record._make([*fields, path]) for sha256, fields in header.items()}


def load_shard(path: Path) -> Rolls:
    """The rolls of all songs of a shard. Raises CorpusError where it has been removed or damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Rolls(*(arrays[name] for name in Rolls._fields))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path}: damaged or removed since the corpus was read; start again") from error


def sounding(rolls: Rolls) -> np.ndarray:
    """True for each segment that holds a note; bool, shape (segments,)."""
    return np.asarray(rolls.pitch.any((1, 2)))


def _pack(readings: Sequence[tuple[str, Reading]]) -> bytes:
    """The bytes of a shard: the rolls one after the other and, in the header, the fields of each Record by SHA-256."""
    header, first = {}, 0
    for sha256, reading in readings:
        sounds = sounding(reading.rolls) if reading.rolls else np.zeros(0, bool)
        counts = (len(sounds), int(sounds.sum()), reading.notes, reading.left_out)
        header[sha256] = (reading.fingerprint, *counts, reading.refused, first)
        first += len(sounds)
    arrays = {"header": np.frombuffer(json.dumps(header).encode(), np.uint8)}
    rolls = [reading.rolls for _, reading in readings if reading.rolls]
    if rolls:
        arrays |= Rolls(*map(np.concatenate, zip(*rolls, strict=True)))._asdict()
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
