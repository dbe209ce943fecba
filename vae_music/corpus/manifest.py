"""Corpora whose files, styles and works are listed in a manifest.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from vae_music.corpus.entries import Entry, Layout
from vae_music.corpus.remote import files_below
from vae_music.errors import CorpusError
from vae_music.measures.form import Section
from vae_music.midi.folder import Refused, Unread, passed_over

MANIFEST = "manifest.csv"
NEEDED_COLUMNS = ("path", "style")
OTHER_COLUMNS = ("work", "tune", "variation", "groove", "artist", "metre", "sections")
NOT_LISTED = f"not listed in {MANIFEST}"


def lay_out_manifest(folder: Path, name: str, layout: Layout) -> None:
    """Add the files listed in the manifest of `folder` to `layout`; `name` is the prefix of their works.

    Columns: path (relative to the folder) and style; optionally work (or tune), variation, groove, artist, metre and
    sections. Files of one work, and of the same variation of it if there is such a column, form a group: the same
    music, bar for bar. Sections are written `name:bars`, and more after another colon if need be, with | between them.

    Raises CorpusError where the manifest cannot be read or lacks a column.
    """
    listed = set()
    for row in _rows(folder / MANIFEST):
        path = folder / row["path"]
        listed.add(path)
        if kind := passed_over(path):
            layout.passed_over[kind] += 1
        elif reason := _unusable(row, folder):
            layout.refused.append(Refused(path, reason))
        else:
            layout.entries.append(_entry(row, folder, name))
    unlisted = (path for path in files_below(folder, Unread()) if path not in listed and not passed_over(path))
    layout.passed_over[NOT_LISTED] += sum(1 for _ in unlisted)


def _rows(manifest: Path) -> Iterator[dict[str, str]]:
    """The rows of a manifest, their values without surrounding spaces; missing columns have empty values."""
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            columns = [column.strip().lower() for column in next(table, [])]
            for column in NEEDED_COLUMNS:
                if column not in columns:
                    raise CorpusError(f"{manifest}: has no column {column!r}, only {', '.join(columns) or 'nothing'}")
            for values in filter(any, table):
                row = dict(zip(columns, (value.strip() for value in values), strict=False))
                row = dict.fromkeys((*NEEDED_COLUMNS, *OTHER_COLUMNS), "") | row
                yield row | {"path": row["path"].replace("\\", "/")}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{manifest}: cannot be read: {error}") from error


def _entry(row: Mapping[str, str], folder: Path, name: str) -> Entry:
    tune = row["work"] or row["tune"]
    work = f"{name}/{tune or PurePosixPath(row['path']).with_suffix('')}"
    group = f"{work}/{row['variation']}" if row["variation"] else work
    artist = f"{name}/{row['artist']}" if row["artist"] else None
    known = (group if tune else None, row["groove"] or None, artist, row["metre"] or None, _sections(row["sections"]))
    return Entry(folder / row["path"], row["style"], work, *known)


def _sections(written: str) -> tuple[Section, ...]:
    """The sections of a song as they are written in a manifest. Raises ValueError."""
    bars = [int(section.split(":")[1]) for section in written.split("|")] if written else []
    if min(bars, default=1) < 1:
        raise ValueError(f"a section of {min(bars)} bars")
    return tuple(Section(sum(bars[:index]), count) for index, count in enumerate(bars))


def _unusable(row: Mapping[str, str], folder: Path) -> str | None:
    """The reason to refuse the file that a row names, or None."""
    written, path = row["path"], folder / row["path"]
    if ".." in PurePosixPath(written).parts or written.startswith("/") or PureWindowsPath(written).drive:
        return "its path leads out of the corpus"
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return "a link that leads out of the corpus"
        if not path.is_file():
            return "not a regular file" if path.exists() else "no such file"
    except (OSError, ValueError, RuntimeError) as error:  # a name that is too long, a null byte, a link to itself
        return f"not a path: {error}"
    if not row["style"]:
        return f"{MANIFEST} gives it no style"
    try:
        _sections(row["sections"])
    except (IndexError, ValueError):
        return f"its sections in {MANIFEST} are not written name:bars|name:bars"
    return None
