"""The layouts of corpora, one folder per style, a manifest.csv or prepared shards, and the listing of their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vae_music.corpus.entries import Entry, Layout, by_work
from vae_music.corpus.manifest import MANIFEST, lay_out_manifest
from vae_music.corpus.prepared import PREPARED, lay_out_prepared
from vae_music.corpus.remote import files_below, place
from vae_music.corpus.request import CorpusRequest
from vae_music.demo import embedded_corpus_folder
from vae_music.errors import CorpusError
from vae_music.midi.folder import Refused, passed_over
from vae_music.text import did_you_mean, known_name

NO_STYLE = "outside a folder of a style"
BEYOND_MAX = "beyond the songs wanted of a style"


class UnknownStyleError(CorpusError):
    """A style that no song of the corpus has."""


def lay_out(request: CorpusRequest) -> Layout:
    """List the files of the corpora of a request.

    Raises:
        CorpusError: a folder is missing or empty, or has neither layout.
        UnknownStyleError: a requested style is in none of the corpora.
    """
    layout = Layout()
    folders = [place(corpus) for corpus in request.corpora or (embedded_corpus_folder(request.cache),)]
    for folder, name in zip(folders, _names(folders), strict=True):
        _lay_out_one(folder, name, layout)
    _rename(layout, request.style_map or {})
    _select(layout, request.styles)
    _keep(layout, request.max_songs)
    layout.passed_over = +layout.passed_over  # drops the reasons with a count of zero
    return layout


def _names(folders: Iterable[Path]) -> list[str]:
    """The names of the folders; those that repeat an earlier name get a number."""
    names: list[str] = []
    for folder in folders:
        name = unique = folder.resolve().name or "corpus"
        number = 1
        while unique in names:
            number += 1
            unique = f"{name}-{number}"
        names.append(unique)
    return names


def _lay_out_one(folder: Path, name: str, layout: Layout) -> None:
    if not folder.is_dir():
        raise CorpusError(f"{folder}: {'is not a folder' if folder.exists() else 'no such folder'}")
    found, loose = len(layout.entries) + len(layout.refused), layout.passed_over[NO_STYLE]
    if (folder / PREPARED).exists():
        lay_out_prepared(folder, layout)
    elif (folder / MANIFEST).exists():
        lay_out_manifest(folder, name, layout)
    else:
        _lay_out_style_folders(folder, name, layout)
    if len(layout.entries) + len(layout.refused) == found:
        is_loose = layout.passed_over[NO_STYLE] > loose
        reason = "its MIDI files are in no folder of a style" if is_loose else "holds no MIDI files"
        raise CorpusError(
            f"{folder}: {reason}; a corpus is a folder with one sub-folder a style, "
            f"or with a {MANIFEST} that has the columns path and style"
        )


def _lay_out_style_folders(folder: Path, name: str, layout: Layout) -> None:
    """Add the files of style folders; each is a work of its own, as nothing says which files are the same music."""
    for path in files_below(folder, layout):
        inside = path.relative_to(folder)
        if kind := passed_over(path):
            layout.passed_over[kind] += 1
        elif len(inside.parts) == 1:
            layout.passed_over[NO_STYLE] += 1
        elif not path.is_file():
            layout.refused.append(Refused(path, "not a regular file"))
        else:
            layout.entries.append(Entry(path, inside.parts[0], f"{name}/{inside.with_suffix('').as_posix()}"))


def _rename(layout: Layout, style_map: Mapping[str, str]) -> None:
    new = dict(zip(_known(style_map, layout), style_map.values(), strict=True))
    layout.entries = [entry._replace(style=new.get(entry.style, entry.style)) for entry in layout.entries]


def _select(layout: Layout, styles: Sequence[str] | None) -> None:
    if styles is not None:
        chosen = set(_known(styles, layout))
        layout.entries = [entry for entry in layout.entries if entry.style in chosen]


def _known(wanted: Iterable[str], layout: Layout) -> list[str]:
    """The styles of these names, whether in upper or lower case."""
    known = layout.styles
    found = {style: known_name(style, known) for style in wanted}
    for style, name in found.items():
        if name is None:
            hint = did_you_mean(style, known)
            raise UnknownStyleError(f"no style {style!r} in the corpus, only {', '.join(known)}{hint}")
    return [name for name in found.values() if name is not None]


def _keep(layout: Layout, max_songs: int | None) -> None:
    """Keep the first songs of each style in the order of `by_work`, so that the styles keep the same works."""
    if max_songs is None:
        return
    wanted: Counter[str] = Counter()
    kept = set()
    for entry in sorted(layout.entries, key=by_work):
        wanted[entry.style] += 1
        if wanted[entry.style] <= max_songs:
            kept.add(entry)
    layout.passed_over[BEYOND_MAX] += len(layout.entries) - len(kept)
    layout.entries = [entry for entry in layout.entries if entry in kept]
