"""The cache of rolls: shards on disk, many songs each, looked up by the SHA-256 of the MIDI file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.corpus.reading import Reading
from vae_music.errors import CorpusError
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.storage import cache_folder, write_atomically

FORMAT = 4
"""The format number of the cache. Raise it by one when a file gives other rolls or when a shard is laid out anew."""

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
        self.folder = cache_folder(cache) / "rolls" / _key(spec)
        self.records: dict[str, Record] = {}
        self._pending: list[tuple[str, Reading]] = []
        for path in sorted(self.folder.glob("*.npz")):
            self._open(path)

    def add(self, sha256: str, reading: Reading) -> None:
        """Add the reading of a file; `sha256` is the hash of its bytes. It is on disk after `flush`, or earlier."""
        self._pending.append((sha256, reading))
        segments = sum(len(waiting.rolls.steps) for _, waiting in self._pending if waiting.rolls)
        if len(self._pending) >= SONGS_A_SHARD or segments >= SEGMENTS_A_SHARD:
            self.flush()

    def flush(self) -> None:
        """Write the readings that are not yet on disk. Raises CorpusError where the cache cannot be written."""
        if not self._pending:
            return
        data = _pack(self._pending)
        path = self.folder / f"{_digest(data)}.npz"
        try:
            write_atomically(path, data)
        except OSError as error:
            raise CorpusError(f"{path.parent}: cannot write the cache: {error.strerror}") from error
        self._pending.clear()
        self._open(path)

    def _open(self, path: Path) -> None:
        """Add the records of a shard; a damaged shard is ignored."""
        try:
            data = path.read_bytes()
        except OSError:
            return
        if _digest(data) == path.stem:
            try:
                header = json.loads(np.load(io.BytesIO(data), allow_pickle=False)["header"].tobytes())
                records = {sha256: Record._make([*fields, path]) for sha256, fields in header.items()}
            except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
                return
            self.records = {**records, **self.records}


def load_shard(path: Path) -> Rolls:
    """The rolls of all songs of a shard. Raises CorpusError where it has been removed or damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Rolls(*(arrays[name] for name in Rolls._fields))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CorpusError(f"{path}: the cache was damaged or emptied meanwhile; start again") from error


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


def _key(spec: RollSpec) -> str:
    """The name of the folder of shards: a hash of the format and the sizes, which decide the rolls of a file."""
    return _digest(json.dumps([FORMAT, spec.to_json()], sort_keys=True).encode())[:16]
