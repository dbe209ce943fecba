"""The songs that a model was trained on, as far as its folder lists them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from vae_music.corpus.corpus import CorpusSong
from vae_music.errors import ModelError
from vae_music.export.card import CARD_FOLDER
from vae_music.run_folder import RunFolder
from vae_music.storage import write_atomically

LIST = "trained_on.csv"
"""The list of a model that is shipped without its run, or of the model with which a run began."""


class TrainedOn(NamedTuple):
    """The hashes of the files and the works that a model was trained on; `source` is the list's file, if any."""

    songs: frozenset[str]
    works: frozenset[str]
    source: Path | None

    def knows(self, song: CorpusSong) -> bool:
        """True if the song, or another of its work, was trained on."""
        return song.sha256 in self.songs or song.work in self.works


def read_trained_on(*folders: Path) -> TrainedOn:
    """Read the lists of the first of the folders that has any; each is a run, an export, or a version of one.

    A run that began with another model has two: of its own songs, and of those that the other was trained on. A list
    has the column `hash`, and may have `work`, and `side`, of which only "training" counts.

    Raises ModelError where a list is damaged.
    """
    for lists in _candidates(folders):
        if found := [path for path in lists if path.is_file()]:
            return together(map(_read, found))
    return together([])


def inherit(start: Path, run: RunFolder) -> None:
    """List in a run the songs that the model with which it begins was trained on. Raises ModelError."""
    known = read_trained_on(start)
    works = [("", work) for work in sorted(known.works)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("hash", "work"), *((sha256, "") for sha256 in sorted(known.songs)), *works])
    write_atomically(run.path / LIST, text.getvalue().encode("utf-8", "surrogateescape"))


def together(models: Iterable[TrainedOn]) -> TrainedOn:
    """The songs and works that any of several models was trained on."""
    models = list(models)
    songs = frozenset[str]().union(*(model.songs for model in models))
    works = frozenset[str]().union(*(model.works for model in models))
    return TrainedOn(songs, works, next((model.source for model in models if model.source), None))


def _candidates(folders: Iterable[Path]) -> Iterable[tuple[Path, ...]]:
    """The possible paths of lists: in a run, in the folder of a model, in an export, or in the run of that export."""
    for folder in folders:
        for run in (RunFolder(folder), RunFolder.of_export(folder)):
            yield run.songs, run.path / LIST, run.path / CARD_FOLDER / LIST


def _read(path: Path) -> TrainedOn:
    try:
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
            rows = [row for row in csv.DictReader(file) if row.get("side", "training") == "training"]
            songs = frozenset(row["hash"] for row in rows if row["hash"])
    except (OSError, csv.Error, KeyError) as error:
        raise ModelError(f"{path}: not a list of the songs trained on: {error!r}") from error
    return TrainedOn(songs, frozenset(row["work"] for row in rows if row.get("work")), path)
