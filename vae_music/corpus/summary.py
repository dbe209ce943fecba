"""Summaries of a corpus, what it holds and what was left out, as a table and as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from vae_music.corpus.batches import count_segments
from vae_music.corpus.corpus import Corpus
from vae_music.corpus.split import Split
from vae_music.text import printable

FILES_A_REASON = 3
HEAD = ("style", "songs", "works", "segments", "training songs", "validation songs")


class StyleRow(NamedTuple):
    """Counts of one style: songs, works, sounding segments, and songs and segments on each split side."""

    songs: int
    works: int
    segments: int
    training_songs: int
    validation_songs: int
    training_segments: int
    validation_segments: int


def style_row(corpus: Corpus, split: Split, style: str | None = None) -> StyleRow:
    """The counts of a style, or of all styles."""
    songs, training, validation = (
        [song for song in side if style in (None, song.style)]
        for side in (corpus.songs, split.training, split.validation)
    )
    works = len({song.work for song in songs})
    sides = (len(training), len(validation), count_segments(training), count_segments(validation))
    return StyleRow(len(songs), works, count_segments(songs), *sides)


def summary_json(corpus: Corpus, split: Split) -> dict[str, Any]:
    """Everything that was read and left out, with the name of every file, as a dict for `json.dumps`."""
    return {
        "styles": {style: style_row(corpus, split, style)._asdict() for style in corpus.styles},
        "all": style_row(corpus, split)._asdict(),
        "notes": sum(song.record.notes for song in corpus.songs),
        "notes_left_out": sum(song.record.left_out for song in corpus.songs),
        "refused": [{"path": printable(path), "reason": reason} for path, reason in corpus.refused],
        "duplicates": [{"path": printable(path), "of": printable(of)} for path, of in corpus.duplicates],
        "passed_over": dict(corpus.passed_over),
        "split": {name: [printable(song.entry.path) for song in side] for name, side in split._asdict().items()},
    }


def summary_text(corpus: Corpus, split: Split) -> str:
    """A table with one row per style, then the files left out, with reasons."""
    return "\n".join([*_table(corpus, split), "", *_left_out(corpus, split)])


def _table(corpus: Corpus, split: Split) -> Iterator[str]:
    if not corpus.songs:
        yield "no songs to learn from"
        return
    there = {song.style for song in corpus.songs}
    rows = [(style, style_row(corpus, split, style)) for style in corpus.styles if style in there]
    rows.append(("all", style_row(corpus, split)))
    cells = [HEAD, *((printable(name), *(f"{count:,}" for count in row[: len(HEAD) - 1])) for name, row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for name, *counts in cells:
        yield "  ".join([name.ljust(widths[0]), *map(str.rjust, counts, widths[1:])])


def _left_out(corpus: Corpus, split: Split) -> Iterator[str]:
    if kept := sorted({*corpus.known} - {song.style for song in corpus.songs}):
        yield f"styles that the model knows and keeps: {', '.join(map(printable, kept))}"
    notes = sum(song.record.notes for song in corpus.songs)
    if notes:
        left_out = sum(song.record.left_out for song in corpus.songs)
        yield f"{1 - left_out / notes:.1%} of {notes:,} notes fit into the rolls"
    if split.left_out:
        yield f"{len(split.left_out):,} songs on neither side: one of work and groove is held out, the other is not"
    yield from _by_reason(corpus)
    passed_over = ", ".join(f"{count:,} {reason}" for reason, count in sorted(corpus.passed_over.items()))
    yield f"passed over: {passed_over or 'nothing'}"


def _by_reason(corpus: Corpus) -> Iterator[str]:
    """For each reason, the commonest first, the number of files left out and the first few of them."""
    home = _common_folder(corpus)
    files: dict[str, list[str]] = {}
    for path, reason in corpus.refused:
        kind, _, detail = reason.partition(": ")
        files.setdefault(kind, []).append(f"{_inside(path, home)}{detail and ': ' + printable(detail)}")
    for path, of in corpus.duplicates:
        same = f"{_inside(path, home)} as {_inside(of, home)}"
        files.setdefault("same notes as another file", []).append(same)
    if files:
        yield f"left out of {printable(home)}:"
    for reason, lines in sorted(files.items(), key=lambda item: -len(item[1])):
        yield f"{len(lines):6,} {reason}"
        yield from (f"{'':9}{line}" for line in _first(lines))


def _common_folder(corpus: Corpus) -> str:
    paths = [song.entry.path for song in corpus.songs]
    paths += [path for path, _ in (*corpus.refused, *corpus.duplicates)]
    return os.path.commonpath([path.absolute().parent for path in paths]) if paths else ""


def _inside(path: Path, home: str) -> str:
    return printable(os.path.relpath(path.absolute(), home))


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - FILES_A_REASON
    return [*lines[:FILES_A_REASON], *([f"and {more:,} more"] if more > 0 else [])]
