"""A RUN folder: where each file of a training lies, and what the training was begun with."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vae_music.config import Config, ConfigError
from vae_music.corpus import Corpus, Split
from vae_music.errors import VaeMusicError
from vae_music.files import is_unfinished, write_atomically
from vae_music.serving.versions import RUN_EXPORT, RUN_MODEL

LOCK = ".lock"
"""Held by the training that is at work in the folder; see `vae_music.training.lock`."""


class RunError(VaeMusicError):
    """A RUN folder that training cannot begin in, or go on in, as asked."""


class RunWriteError(VaeMusicError):
    """A RUN folder that can no longer be written; what was kept in it before stays."""

    def __init__(self, path: Path, error: OSError):
        reason = re.search(r"error message = '([^']+)'", str(error))  # as HDF5 tells it
        why = error.strerror or (reason[1] if reason else str(error).split("\n")[0])
        super().__init__(f"{path}: cannot be written: {why.lower()}; what was kept before stays, --resume goes on")


@dataclass(frozen=True)
class Data:
    """Which songs a run learns from: arguments of `read_corpus` (none: the embedded corpus), the split's seed."""

    corpora: tuple[str, ...] = ()
    styles: tuple[str, ...] | None = None
    style_map: dict[str, str] | None = None
    max_songs: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Run:
    """The folder of a training. Nothing in it is pickled.

    config.json: a `Config`, and under `data` the songs. model.keras: the best weights so far. checkpoint.weights.h5:
    weights and optimizer where training stands. history.csv and metrics.png: how it went. styles.json, songs.csv: what
    it learnt from. export/: the model exported. logs/: for TensorBoard.
    """

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config.json"

    @property
    def model(self) -> Path:
        return self.path / RUN_MODEL

    @property
    def checkpoint(self) -> Path:
        return self.path / "checkpoint.weights.h5"

    @property
    def history(self) -> Path:
        return self.path / "history.csv"

    @property
    def exports(self) -> Path:
        return self.path / RUN_EXPORT

    @property
    def picture(self) -> Path:
        return self.path / "metrics.png"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def require_empty(self) -> None:
        """Raises RunError where the folder exists and is not empty."""
        if self.path.exists() and (not self.path.is_dir() or any(map(_is_kept, self.path.iterdir()))):
            raise RunError(f"{self.path}: exists and is not empty (--resume goes on with a training)")

    def begin(self, config: Config, data: Data) -> None:
        """Claim the folder. Raises RunError where it exists and is not empty."""
        self.require_empty()
        self._write_json(self.config, {**config.to_json(), "data": asdict(data)})

    def begun_with(self) -> tuple[Config, Data]:
        """What `begin` was given. Raises RunError where no training was begun here."""
        try:
            config = Config.read(self.config)
            data = json.loads(self.config.read_text("utf-8"))["data"]
            lists = {key: tuple(data[key]) for key in ("corpora", "styles") if data[key] is not None}
            return config, Data(**{**data, **lists})
        except (ConfigError, KeyError, TypeError) as error:
            raise RunError(f"{self.path}: holds no training to go on with: {error}") from error

    def write_songs(self, corpus: Corpus, sides: Split) -> None:
        """styles.json, and songs.csv, with which evaluation keeps away from the songs trained on."""
        self._write_json(self.path / "styles.json", list(corpus.styles))
        rows = [
            {"hash": song.content, "work": song.work, "style": song.style, "side": side, "path": str(song.entry.path)}
            for side, songs in sides._asdict().items()
            for song in songs
        ]
        _write_table(self.path / "songs.csv", rows)

    def read_history(self, until_step: int) -> list[dict[str, float]]:
        """The rows of history.csv, one an epoch, but for those after an optimizer step."""
        if not self.history.is_file():
            return []
        with self.history.open(newline="") as file:
            rows = [{name: _number(value) for name, value in row.items() if value} for row in csv.DictReader(file)]
        return [row for row in rows if row["step"] <= until_step]

    def write_history(self, rows: Sequence[dict[str, float]]) -> None:
        _write_table(self.history, rows)

    def _write_json(self, path: Path, value: Any) -> None:
        write_atomically(path, (json.dumps(value, indent=1) + "\n").encode())


def _is_kept(path: Path) -> bool:
    return path.name != LOCK and not is_unfinished(path)


def _write_table(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode("utf-8", "surrogateescape"))


def _number(text: str) -> float:
    """An int stays one, so that a table read and written again is the same."""
    return int(text) if text.isdigit() else float(text)
