"""The songs that a model was trained on, as far as its folder lists them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from vae_music.corpus.corpus import CorpusSong
from vae_music.errors import ModelError
from vae_music.export.card import CARD_FOLDER
from vae_music.run_folder import RunFolder

LIST = "trained_on.csv"
"""The list of a model that is shipped without its run."""


class TrainedOn(NamedTuple):
    """The hashes of the files and the works that a model was trained on; `source` is the list's file, if any."""

    songs: frozenset[str]
    works: frozenset[str]
    source: Path | None

    def knows(self, song: CorpusSong) -> bool:
        """True if the song, or another of its work, was trained on."""
        return song.sha256 in self.songs or song.work in self.works


def read_trained_on(*folders: Path) -> TrainedOn:
    """Read the first list found in the folders, each of a run, of an export, or of a version of one.

    A list has the column `hash`, and may have `work`, and `side`, of which only "training" counts.

    Raises ModelError where a list is damaged.
    """
    for path in _candidates(folders):
        if path.is_file():
            return _read(path)
    return TrainedOn(frozenset(), frozenset(), None)


def together(models: Iterable[TrainedOn]) -> TrainedOn:
    """The songs and works that any of several models was trained on."""
    models = list(models)
    songs = frozenset[str]().union(*(model.songs for model in models))
    works = frozenset[str]().union(*(model.works for model in models))
    return TrainedOn(songs, works, next((model.source for model in models if model.source), None))


def _candidates(folders: Iterable[Path]) -> Iterable[Path]:
    """The possible paths of a list: in a run, in the folder of a model, in an export, or in the run of that export."""
    for folder in folders:
        for run in (RunFolder(folder), RunFolder.of_export(folder)):
            yield from (run.songs, run.path / LIST, run.path / CARD_FOLDER / LIST)


def _read(path: Path) -> TrainedOn:
    try:
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
            rows = [row for row in csv.DictReader(file) if row.get("side", "training") == "training"]
            songs = frozenset(row["hash"] for row in rows)
    except (OSError, csv.Error, KeyError) as error:
        raise ModelError(f"{path}: not a list of the songs trained on: {error!r}") from error
    return TrainedOn(songs, frozenset(row["work"] for row in rows if row.get("work")), path)
