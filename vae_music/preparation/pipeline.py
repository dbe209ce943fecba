"""The Beam pipeline that reads a corpus: files are hashed, dealt out to shards, read, and sorted out.

It is a single chain of transforms, since the runner for Dask computes nothing but what its last one needs. Rows, JSON
with the fields of an `Entry`, travel as text: names of files need not be valid Unicode, which Beam's coders want. The
two steps that need all rows, and no rolls, run on one worker each. Every transform may run twice: files have names by
their content, and tables are written whole.
"""

from __future__ import annotations

import json
import multiprocessing
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions

from vae_music.corpus.corpus import hash_files, lasting, sort_out, unread
from vae_music.corpus.entries import Entry
from vae_music.corpus.prepared import (
    FILES,
    REFUSED,
    entry_of,
    entry_to_row,
    manifest,
    record_of,
    record_to_row,
    refused_csv,
)
from vae_music.corpus.reading import Reading, read_rolls
from vae_music.corpus.remote import place, read_bytes
from vae_music.corpus.shards import Record, groups, pack, records_of, shard_folder, shard_name
from vae_music.errors import MidiError
from vae_music.midi.folder import Refused
from vae_music.midi.workers import Workers
from vae_music.preparation.store import write_once, write_whole
from vae_music.rolls.spec import RollSpec

Row = dict[str, Any]
"""The fields of an `Entry`, `index`, which is its place in the layout, and what is known so far: the fields of its
`Record`, or `reason`, why no shard tells anything of it."""

Keyed = tuple[int, str]
"""Rows as text, with a key to group by. Keys are numbers: texts are hashed differently on each worker of Dask."""

TOGETHER = 0

MAY_START_NO_PROCESSES = (
    "a worker of the runner may not start the processes in which files are read; start Dask's with --no-nanny, or with "
    "DASK_DISTRIBUTED__WORKER__DAEMON=False in the environment"
)


@dataclass(frozen=True)
class Preparation:
    """The settings that every step of a pipeline has to know.

    out: the folder of the prepared corpus, on disk or not. options: the words that configure Beam's filesystems.
    workers: as in `CorpusRequest`.
    """

    out: str
    spec: RollSpec
    options: tuple[str, ...] = ()
    workers: int | None = None

    @property
    def folder(self) -> Path:
        """The folder of the prepared corpus."""
        return place(self.out)

    @property
    def shards(self) -> Path:
        """The folder of its shards."""
        return shard_folder(self.folder, self.spec)


def read_in_pipeline(
    pipeline: beam.Pipeline, preparation: Preparation, entries: Sequence[Entry], refused: Sequence[Refused]
) -> None:
    """Add the reading of files to a pipeline: it writes the shards and both tables of a prepared corpus.

    Args:
        refused: files that are refused already, for the table.
    """
    rows = [{"index": index, **entry_to_row(entry)} for index, entry in enumerate(entries)]
    (
        pipeline
        | beam.Create([json.dumps(group) for group in groups(rows)] or ["[]"])
        | beam.ParDo(HashFiles(preparation))
        | "All hashes" >> beam.GroupByKey()
        | beam.FlatMap(deal)
        | "Files of a shard" >> beam.GroupByKey()
        | beam.ParDo(WriteShards(preparation))
        | "All records" >> beam.GroupByKey()
        | beam.ParDo(WriteTables(preparation, refused))
    )


class Step(beam.DoFn):
    """A step of the pipeline, which reaches files through Beam's filesystems on any worker."""

    def __init__(self, preparation: Preparation):
        self.preparation = preparation

    def setup(self) -> None:
        """Configure the filesystems: not every runner does it on its workers."""
        FileSystems.set_options(PipelineOptions(list(self.preparation.options)))


class HashFiles(Step):
    """The SHA-256 of files, or the reason why they cannot be opened."""

    def process(self, element: str) -> Iterator[Keyed]:
        """Yield the rows with what is known now, all with one key."""
        rows = json.loads(element)
        for row in rows:
            hashed, unreadable = hash_files([entry_of(row)])
            row |= {"sha256": hashed[0].sha256} if hashed else {"reason": unreadable[0].reason}
        yield TOGETHER, json.dumps(rows)


def deal(element: tuple[int, Iterable[str]]) -> Iterator[Keyed]:
    """Deal the files out to groups as `read_corpus` does; yields the rows of each group, with its number.

    A file with the bytes of another goes with that; a file that could not be opened goes with the first.
    """
    rows = _together(element[1])
    files = unread(entry_of(row) for row in rows if "reason" not in row)
    number = {sha256: number for number, group in enumerate(groups([*files])) for sha256 in group}
    dealt: defaultdict[int, list[Row]] = defaultdict(list, {0: []})  # even of no file there are tables
    for row in rows:
        dealt[number.get(row["sha256"], 0)].append(row)
    yield from ((number, json.dumps(group)) for number, group in dealt.items())


class WriteShards(Step):
    """The reading of a group of files, and the writing of its shards."""

    def setup(self) -> None:
        """Make ready the processes in which files are read, so that one that hangs or crashes fails no bundle."""
        super().setup()
        if self.preparation.workers != 0 and multiprocessing.current_process().daemon:
            raise RuntimeError(MAY_START_NO_PROCESSES)
        self.workers = Workers(self.preparation.workers)

    def teardown(self) -> None:
        """End the processes."""
        self.workers.close()

    def process(self, element: tuple[int, Iterable[str]]) -> Iterator[Keyed]:
        """Yield the rows of a group with their records, or with the reason why no shard holds any."""
        rows = _together(element[1])
        lost: dict[str, str] = {}
        files = unread(entry_of(row) for row in rows if "reason" not in row)
        records = self._write(lasting(self._read(files), lost))
        for row in rows:
            if row["sha256"] in lost:
                row["reason"] = lost[row["sha256"]]
            elif "reason" not in row:
                row |= record_to_row(records[row["sha256"]])
        yield TOGETHER, json.dumps(rows)

    def _read(self, files: dict[str, Path]) -> Iterator[tuple[str, Reading]]:
        """The readings of files, by the SHA-256 they had; those that can no longer be opened are lost."""
        data = {}
        for sha256, path in files.items():
            try:
                data[sha256] = read_bytes(path)
            except MidiError as error:
                yield sha256, Reading(refused=error.reason, lasting=False)
        yield from zip(data, read_rolls([*data.values()], self.preparation.spec, self.workers), strict=True)

    def _write(self, readings: Iterable[tuple[str, Reading]]) -> dict[str, Record]:
        records: dict[str, Record] = {}
        for data in pack(readings):
            path = self.preparation.shards / shard_name(data)
            write_once(path, data)
            records |= records_of(data, path)
        return records


class WriteTables(Step):
    """The manifest of a prepared corpus, and the table of the files that are no songs."""

    def __init__(self, preparation: Preparation, refused: Sequence[Refused]):
        super().__init__(preparation)
        self.refused = json.dumps([(str(path), reason) for path, reason in refused])

    def process(self, element: tuple[int, Iterable[str]]) -> Iterator[int]:
        """Write the tables; yields the number of songs."""
        rows = _together(element[1])
        told = [row for row in rows if "reason" not in row]
        entries = [entry_of(row) for row in told]
        records = {row["sha256"]: record_of(row, Path(row["shard"])) for row in told}
        songs, refused, duplicates = sort_out(entries, records, {})
        left_out = [Refused(place(path), reason) for path, reason in json.loads(self.refused)]
        left_out += [Refused(place(row["path"]), row["reason"]) for row in rows if "reason" in row]
        left_out += [*refused, *(Refused(path, f"same notes as another file: {of}") for path, of in duplicates)]
        write_whole(self.preparation.folder / FILES, manifest(entries, records))
        write_whole(self.preparation.folder / REFUSED, refused_csv(sorted(left_out)))
        yield len(songs)


def _together(texts: Iterable[str]) -> list[Row]:
    """The rows of several texts in the order of the layout, each once."""
    rows = {row["index"]: row for text in texts for row in json.loads(text)}
    return [rows[index] for index in sorted(rows)]
