"""Prepared corpora: shards with the manifest of the files whose rolls they hold and the table of the files left out.

A prepared corpus is a folder with

- `prepared.json`: the counts of both tables, of songs and of the files passed over; it is written last,
- `files.jsonl`: the manifest, a JSON object per file with the fields of its `Entry` and of its `Record`,
- `refused.csv`: the path of each file that is no song, and the reason,
- `rolls/<key>/<hash>.npz`: the shards, as in the cache.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from vae_music.corpus.entries import Entry, Layout
from vae_music.corpus.remote import Url, match, place
from vae_music.corpus.shards import Record
from vae_music.errors import CorpusError
from vae_music.measures.form import Section
from vae_music.midi.folder import Refused

PREPARED, FILES, REFUSED, ROLLS = "prepared.json", "files.jsonl", "refused.csv", "rolls"


class Tables(NamedTuple):
    """The tables of a prepared corpus: its entries in their order, their records, and all files left out."""

    entries: list[Entry]
    records: dict[str, Record]
    refused: list[Refused]

    @property
    def unlisted(self) -> list[Refused]:
        """The files left out of which no shard tells anything."""
        listed = {entry.path for entry in self.entries}
        return [refused for refused in self.refused if refused.path not in listed]


def lay_out_prepared(folder: Path, layout: Layout) -> None:
    """Add the files of a prepared corpus to `layout`. Raises CorpusError where it is damaged or incomplete."""
    try:
        with (folder / PREPARED).open(encoding="utf-8") as file:
            told = json.load(file)
        tables = read_tables(folder)
        layout.passed_over.update(told["passed_over"])
        complete = (told["files"], told["refused"]) == (len(tables.entries), len(tables.refused))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise CorpusError(f"{folder}: the prepared corpus is damaged: {error!r}") from error
    if not complete:
        raise CorpusError(f"{folder}: its tables do not have as many rows as {PREPARED} says; copy or prepare it again")
    layout.entries += tables.entries
    layout.records |= tables.records
    layout.refused += tables.unlisted


def read_tables(folder: Path) -> Tables:
    """Read the tables of a folder in which a corpus is or was prepared.

    Raises CorpusError where a shard is missing; OSError, ValueError, KeyError or TypeError where a table is damaged.
    """
    shards = {path.name: path for path in _shards(folder)}
    entries, records, missing = [], {}, set()
    with (folder / FILES).open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            entries.append(entry_of(row))
            if row["shard"] in shards:
                records[row["sha256"]] = record_of(row, shards[row["shard"]])
            else:
                missing.add(row["shard"])
    if missing:
        raise CorpusError(f"{folder}: {len(missing):,} of its shards are missing, such as {min(missing)}")
    with (folder / REFUSED).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        refused = [Refused(place(row["path"]), row["reason"]) for row in csv.DictReader(file)]
    return Tables(entries, records, refused)


def _shards(folder: Path) -> list[Path]:
    """The shards below a folder, but not those that are empty."""
    if isinstance(folder, Url):
        return [folder / ROLLS / name for name, size in match(folder / ROLLS).items() if size]
    return [path for path in (folder / ROLLS).glob("*/*.npz") if path.stat().st_size]


def entry_to_row(entry: Entry) -> dict[str, Any]:
    """The fields of an entry as JSON has them."""
    return entry._asdict() | {"path": str(entry.path)}


def entry_of(row: Mapping[str, Any]) -> Entry:
    """The entry of a row; inverse of `entry_to_row`."""
    entry = Entry(*(row[name] for name in Entry._fields))
    return entry._replace(path=place(entry.path), sections=tuple(Section(*section) for section in entry.sections))


def record_to_row(record: Record) -> dict[str, Any]:
    """The fields of a record as JSON has them, with the file name of its shard."""
    return record._asdict() | {"shard": record.shard.name}


def record_of(row: Mapping[str, Any], shard: Path) -> Record:
    """The record of a row; inverse of `record_to_row`."""
    return Record(*(row[name] for name in Record._fields))._replace(shard=shard)


def manifest(entries: Iterable[Entry], records: Mapping[str, Record]) -> bytes:
    """The bytes of the manifest. Names of files that are not valid Unicode are kept by the escapes of JSON."""
    rows = (entry_to_row(entry) | record_to_row(records[entry.sha256]) for entry in entries)
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def refused_csv(refused: Iterable[Refused]) -> bytes:
    """The bytes of the table of files left out."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(Refused._fields)
    table.writerows((str(path), reason) for path, reason in refused)
    return text.getvalue().encode("utf-8", "surrogateescape")
