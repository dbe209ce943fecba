"""Reading a corpus: its songs, whose rolls lie in shards, and the files left out, with reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vae_music.corpus.entries import Entry, by_work
from vae_music.corpus.layouts import lay_out
from vae_music.corpus.reading import read_rolls
from vae_music.corpus.request import CorpusRequest, ReadingProgress
from vae_music.corpus.shards import Record, Shards, load_shard
from vae_music.midi.folder import Refused
from vae_music.midi.limits import MAX_BYTES
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec


class CorpusSong(NamedTuple):
    """A song of a corpus: its entry, the SHA-256 of its file, and the record of its rolls in a shard."""

    entry: Entry
    sha256: str
    record: Record

    @property
    def style(self) -> str:
        """The name of its style."""
        return self.entry.style

    @property
    def work(self) -> str:
        """The name of its work; see `Entry`."""
        return self.entry.work

    @property
    def rows(self) -> slice:
        """The rows of its segments in the shard `record.shard`."""
        return slice(self.record.first, self.record.first + self.record.segments)


class Duplicate(NamedTuple):
    """A file left out because another file, `of`, holds the same notes."""

    path: Path
    of: Path


@dataclass(frozen=True)
class Corpus:
    """The songs of one or several corpora, and the files left out. It holds no rolls, only where they lie."""

    spec: RollSpec
    songs: tuple[CorpusSong, ...]
    refused: tuple[Refused, ...]
    duplicates: tuple[Duplicate, ...]
    passed_over: Mapping[str, int]

    @property
    def styles(self) -> tuple[str, ...]:
        """The names of the styles, sorted; the index of a style is its position here."""
        return tuple(sorted({song.style for song in self.songs}))


def read_corpus(request: CorpusRequest, spec: RollSpec, progress: ReadingProgress | None = None) -> Corpus:
    """Read one or several corpora; files that were read before are taken from the cache.

    Args:
        progress: reports the reading of the files that are not in the cache.

    Raises:
        CorpusError: a corpus cannot be laid out, or the cache cannot be written.
    """
    layout = lay_out(request)
    hashed, unreadable = _hash(layout.entries)
    shards = Shards(spec, request.cache)
    passing = _fill(shards, hashed, request.workers, progress)
    songs, refused, duplicates = _sort_out(hashed, shards.records, passing)
    refused = sorted([*layout.refused, *unreadable, *refused])
    return Corpus(spec, tuple(songs), tuple(refused), tuple(duplicates), dict(layout.passed_over))


def load_rolls(song: CorpusSong) -> Rolls:
    """The rolls of one song. Raises CorpusError where its shard is no longer in the cache."""
    return Rolls(*(roll[song.rows] for roll in load_shard(song.record.shard)))


def _hash(entries: Iterable[Entry]) -> tuple[list[tuple[Entry, str]], list[Refused]]:
    """The entries, each with the SHA-256 of its file, and the files that cannot be opened or are too large."""
    hashed, unreadable = [], []
    for entry in entries:
        try:
            if entry.path.stat().st_size > MAX_BYTES:
                unreadable.append(Refused(entry.path, f"larger than {MAX_BYTES / 1e6:.0f} MB"))
                continue
            with entry.path.open("rb") as file:
                hashed.append((entry, hashlib.file_digest(file, "sha256").hexdigest()))
        except OSError as error:
            unreadable.append(Refused(entry.path, (error.strerror or str(error)).lower()))
    return hashed, unreadable


def _fill(
    shards: Shards,
    hashed: Iterable[tuple[Entry, str]],
    workers: int | None,
    progress: ReadingProgress | None,
) -> dict[str, str]:
    """Read the files that the shards lack; returns the refusals that are not cached, by the SHA-256 of the file.

    Files are added work by work, so that a shard mixes styles and the arrangements of a work lie in one shard.
    """
    new: dict[str, Path] = {}
    for entry, sha256 in sorted(hashed, key=lambda pair: by_work(pair[0])):
        if sha256 not in shards.records:
            new.setdefault(sha256, entry.path)
    passing = {}
    for done, (sha256, reading) in enumerate(zip(new, read_rolls([*new.values()], shards.spec, workers), strict=True)):
        if reading.lasting:
            shards.add(sha256, reading)
        else:
            passing[sha256] = reading.refused
        if progress:
            progress(done + 1, len(new))
    shards.flush()
    return passing


def _sort_out(
    hashed: Iterable[tuple[Entry, str]], records: Mapping[str, Record], passing: Mapping[str, str]
) -> tuple[list[CorpusSong], list[Refused], list[Duplicate]]:
    """Sort the files into songs, refused files and duplicates; of files with the same notes the first is kept."""
    songs, refused, duplicates = [], [], []
    first: dict[str, Path] = {}
    for entry, sha256 in hashed:
        reason = passing.get(sha256) or records[sha256].refused
        if reason:
            refused.append(Refused(entry.path, reason))
        elif (of := first.setdefault(records[sha256].fingerprint, entry.path)) is not entry.path:
            duplicates.append(Duplicate(entry.path, of))
        else:
            songs.append(CorpusSong(entry, sha256, records[sha256]))
    return songs, refused, duplicates
