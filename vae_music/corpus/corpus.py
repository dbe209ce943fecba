"""Reading a corpus: its songs, whose rolls lie in shards, and the files left out, with reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from vae_music.corpus.entries import Entry, by_work
from vae_music.corpus.layouts import lay_out
from vae_music.corpus.reading import Reading, read_rolls
from vae_music.corpus.remote import read_bytes
from vae_music.corpus.request import CorpusRequest, ReadingProgress
from vae_music.corpus.shards import Record, Shards, groups, load_shard
from vae_music.errors import MidiError
from vae_music.midi.folder import Refused
from vae_music.midi.workers import Workers
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.text import known_name


class CorpusSong(NamedTuple):
    """A song of a corpus: its entry, and the record of its rolls in a shard."""

    entry: Entry
    record: Record

    @property
    def sha256(self) -> str:
        """The SHA-256 of its file."""
        return self.entry.sha256

    @property
    def style(self) -> str:
        """The name of its style."""
        return self.entry.style

    @property
    def work(self) -> str:
        """The name of its work; see `Entry`."""
        return self.entry.work

    def of_style(self, style: str) -> CorpusSong:
        """The same song under another style."""
        return self._replace(entry=self.entry._replace(style=style))

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
    """The songs of one or several corpora, and the files left out. It holds no rolls, only where they lie.

    known: the styles of a model that is to learn these songs, too.
    """

    spec: RollSpec
    songs: tuple[CorpusSong, ...]
    refused: tuple[Refused, ...]
    duplicates: tuple[Duplicate, ...]
    passed_over: Mapping[str, int]
    known: tuple[str, ...] = ()

    @property
    def styles(self) -> tuple[str, ...]:
        """The names of the styles, known ones first, others sorted; the index of a style is its position here."""
        return (*self.known, *sorted({song.style for song in self.songs} - {*self.known}))

    def for_model(self, known: Sequence[str], keep: bool = True) -> Corpus:
        """The same songs for a model that knows styles; theirs are called as the model calls them.

        Args:
            keep: the model keeps the styles that it knows, whether they have songs or not.
        """
        songs = tuple(song.of_style(known_name(song.style, known) or song.style) for song in self.songs)
        return replace(self, songs=songs, known=tuple(known) if keep else ())


def read_corpus(request: CorpusRequest, spec: RollSpec, progress: ReadingProgress | None = None) -> Corpus:
    """Read one or several corpora; files that were read before are taken from the cache.

    Args:
        progress: reports the reading of the files that are not in the cache.

    Raises:
        CorpusError: a corpus cannot be laid out, or the cache cannot be written.
    """
    layout = lay_out(request)
    entries, unreadable = hash_files(layout.entries)
    shards = Shards(spec, request.cache)
    shards.adopt(layout.records)
    lost = _fill(shards, entries, request.workers, progress)
    sorted_out = sort_out(entries, shards.records, lost)
    refused = sorted([*layout.refused, *unreadable, *sorted_out.refused])
    return Corpus(spec, sorted_out.songs, tuple(refused), sorted_out.duplicates, dict(layout.passed_over))


def load_rolls(song: CorpusSong) -> Rolls:
    """The rolls of one song. Raises CorpusError where its shard is no longer in the cache."""
    return Rolls(*(roll[song.rows] for roll in load_shard(song.record.shard)))


def hash_files(entries: Iterable[Entry]) -> tuple[list[Entry], list[Refused]]:
    """The entries with the SHA-256 of their files, and the files that cannot be opened or are too large."""
    hashed, unreadable = [], []
    for entry in entries:
        try:
            known = entry.sha256 or hashlib.sha256(read_bytes(entry.path)).hexdigest()
            hashed.append(entry._replace(sha256=known))
        except MidiError as error:
            unreadable.append(Refused(entry.path, error.reason))
    return hashed, unreadable


def unread(entries: Iterable[Entry], known: Container[str] = ()) -> dict[str, Path]:
    """The files to read, by SHA-256: of files with the same bytes the first, none whose SHA-256 is `known`.

    They are in order of work, so that a shard mixes styles and the arrangements of a work lie in one shard.
    """
    files: dict[str, Path] = {}
    for entry in sorted(entries, key=by_work):
        if entry.sha256 not in known:
            files.setdefault(entry.sha256, entry.path)
    return files


def lasting(readings: Iterable[tuple[str, Reading]], lost: dict[str, str]) -> Iterator[tuple[str, Reading]]:
    """The readings to keep in shards. The reasons of the others, by SHA-256, are added to `lost`."""
    for sha256, reading in readings:
        if reading.lasting:
            yield sha256, reading
        else:
            lost[sha256] = reading.refused


class SortedOut(NamedTuple):
    """The files of a corpus that could be opened, sorted out."""

    songs: tuple[CorpusSong, ...]
    refused: tuple[Refused, ...]
    duplicates: tuple[Duplicate, ...]


def sort_out(entries: Iterable[Entry], records: Mapping[str, Record], lost: Mapping[str, str]) -> SortedOut:
    """Sort the files into songs, refused files and duplicates; of files with the same notes the first is kept.

    Args:
        lost: the reasons of the files that no shard holds, by SHA-256.
    """
    songs, refused, duplicates = [], [], []
    first: dict[str, Path] = {}
    for entry in entries:
        reason = lost.get(entry.sha256) or records[entry.sha256].refused
        if reason:
            refused.append(Refused(entry.path, reason))
        elif (of := first.setdefault(records[entry.sha256].fingerprint, entry.path)) is not entry.path:
            duplicates.append(Duplicate(entry.path, of))
        else:
            songs.append(CorpusSong(entry, records[entry.sha256]))
    return SortedOut(tuple(songs), tuple(refused), tuple(duplicates))


def _fill(
    shards: Shards, entries: Iterable[Entry], workers: int | None, progress: ReadingProgress | None
) -> dict[str, str]:
    """Read the files that the shards lack; returns the reasons of those that are lost, by SHA-256."""
    files = unread(entries, shards.records)

    def read(pool: Workers) -> Iterator[tuple[str, Reading]]:
        readings = read_rolls([*files.values()], shards.spec, pool)
        for done, (sha256, reading) in enumerate(zip(files, readings, strict=True), 1):
            if progress:
                progress(done, len(files))
            yield sha256, reading

    lost: dict[str, str] = {}
    with Workers(workers) as pool:
        readings = read(pool)
        for group in groups([*files]):
            shards.write(lasting(islice(readings, len(group)), lost))
    return lost
