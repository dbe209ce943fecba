"""The RUN folder of a training: the only module that knows its files, its tables and its lock."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vae_music.config import Config, ConfigError
from vae_music.corpus.request import CorpusRequest
from vae_music.errors import VaeMusicError
from vae_music.storage import is_unfinished, sweep_unfinished, write_atomically

if TYPE_CHECKING:
    from vae_music.corpus import Corpus, Split

try:
    import fcntl
except ImportError:  # not on Windows: there, users must not start two trainings in one folder
    fcntl = None  # type: ignore[assignment]

_LOCK = ".lock"
_STORED_OF_A_REQUEST = ("corpora", "styles", "style_map", "max_songs")


class RunError(VaeMusicError):
    """A RUN folder in which a training cannot begin or resume as requested."""


class RunWriteError(VaeMusicError):
    """A RUN folder that can no longer be written to; what was saved before stays."""

    def __init__(self, path: Path, error: OSError):
        reason = re.search(r"error message = '([^']+)'", str(error))  # the reason inside a message of HDF5
        why = error.strerror or (reason[1] if reason else str(error).split("\n")[0])
        super().__init__(f"{path}: cannot be written: {why.lower()}; what was kept before stays, --resume goes on")


class Start(NamedTuple):
    """The model whose weights a training began with.

    path: of the model; None for the one that the package ships.
    styles: the styles that it knew.
    forget: it need not keep those that it knew.
    """

    path: str | None
    styles: tuple[str, ...]
    forget: bool = False


class Begun(NamedTuple):
    """The settings with which a training began. The seed is that of the split, the initial weights and the order.

    start: the model whose weights it began with; None for random weights.
    """

    config: Config
    corpus: CorpusRequest
    seed: int
    start: Start | None = None


@dataclass(frozen=True)
class RunFolder:
    """The folder of a training. Nothing in it is pickled.

    config.json: the `Config` and, under `data`, the requested songs. model.keras: the model with the best weights so
    far. checkpoint.weights.h5: the latest weights and the state of the optimizer. history.csv, metrics.png: the course
    of the training, as a table and as plots. styles.json, songs.csv: the styles and songs of the corpus.
    recognition.json: what `classify` needs. export/: the exported model. logs/: for TensorBoard. rehearsal/: where a
    training begins with another model, segments in the styles which that knew.
    """

    path: Path

    @property
    def config(self) -> Path:
        """The path of config.json."""
        return self.path / "config.json"

    @property
    def model(self) -> Path:
        """The path of the model with the best weights so far."""
        return self.path / "model.keras"

    @property
    def checkpoint(self) -> Path:
        """The path of the checkpoint from which a training resumes."""
        return self.path / "checkpoint.weights.h5"

    @property
    def history(self) -> Path:
        """The path of the table of losses and metrics, a row per epoch."""
        return self.path / "history.csv"

    @property
    def songs(self) -> Path:
        """The path of the table of songs with their split sides."""
        return self.path / "songs.csv"

    @property
    def picture(self) -> Path:
        """The path of the plots of the history."""
        return self.path / "metrics.png"

    @property
    def recognition(self) -> Path:
        """The path of the recognizer of styles; missing where a training had too few songs for one."""
        return self.path / "recognition.json"

    @property
    def exports(self) -> Path:
        """The base folder of the exported versions."""
        return self.path / "export"

    @property
    def rehearsal(self) -> Path:
        """The folder of the segments in which a model rehearses the styles that it knew."""
        return self.path / "rehearsal"

    @property
    def logs(self) -> Path:
        """The folder of the logs for TensorBoard."""
        return self.path / "logs"

    @property
    def has_model(self) -> bool:
        """True if a training in this folder has saved a model."""
        return self.model.is_file()

    @classmethod
    def of_export(cls, export: Path) -> RunFolder:
        """The run that `export`, RUN/export/<version>, belongs to; RUN is not checked to be a run."""
        return cls(export.resolve().parent.parent)

    def require_empty(self) -> None:
        """Check that the folder is missing or empty. Raises RunError otherwise."""
        if self.path.exists() and (not self.path.is_dir() or any(map(_is_kept, self.path.iterdir()))):
            raise RunError(f"{self.path}: exists and is not empty (--resume goes on with a training)")

    def begin(self, begun: Begun) -> None:
        """Write config.json, which claims the folder. Raises RunError where it exists and is not empty."""
        self.require_empty()
        stored = {name: getattr(begun.corpus, name) for name in _STORED_OF_A_REQUEST}
        start = begun.start and begun.start._asdict()
        data = {**stored, "seed": begun.seed, "start": start}
        self._write_json(self.config, {**begun.config.to_json(), "data": data})

    def begun_with(self) -> Begun:
        """The settings that were passed to `begin`. Raises RunError where no training has begun here."""
        try:
            config = Config.read(self.config)
            stored = json.loads(self.config.read_text("utf-8"))["data"]
            lists = {name: tuple(stored[name]) for name in ("corpora", "styles") if stored[name] is not None}
            asked = {name: stored[name] for name in _STORED_OF_A_REQUEST} | lists
            start = stored.get("start") and Start(**stored["start"])
            start = start and start._replace(styles=tuple(start.styles))
            return Begun(config, CorpusRequest(**asked), stored["seed"], start)
        except (ConfigError, KeyError, TypeError) as error:
            raise RunError(f"{self.path}: holds no training to go on with: {error}") from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock the folder, created if missing, and remove the unfinished files of a training that was killed.

        The system releases the lock however this process ends. Raises RunError where another training holds it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / _LOCK).open("w") as lock:
            try:
                if fcntl:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise RunError(f"{self.path}: another training is at work here") from error
            sweep_unfinished(self.path)
            yield

    def write_songs(self, corpus: Corpus, sides: Split) -> None:
        """Write styles.json and songs.csv; an evaluation reads from the latter which songs the model was trained on."""
        self._write_json(self.path / "styles.json", list(corpus.styles))
        rows = [
            {"hash": song.sha256, "work": song.work, "style": song.style, "side": side, "path": str(song.entry.path)}
            for side, songs in sides._asdict().items()
            for song in songs
        ]
        _write_table(self.songs, rows)

    def read_songs(self) -> list[dict[str, str]]:
        """The rows of songs.csv, or none if it is missing: hash, work, style, split side and path of each song."""
        return _read_table(self.songs)

    def read_history(self, until_step: float | None = None) -> list[dict[str, float]]:
        """The rows of history.csv, one per epoch, up to an optimizer step if given; none if the file is missing."""
        rows = [{name: _number(value) for name, value in row.items() if value} for row in _read_table(self.history)]
        return [row for row in rows if until_step is None or row["step"] <= until_step]

    def write_history(self, rows: Sequence[dict[str, float]]) -> None:
        """Write history.csv, one row per epoch."""
        _write_table(self.history, rows)

    def _write_json(self, path: Path, value: Any) -> None:
        write_atomically(path, (json.dumps(value, indent=1) + "\n").encode())


def _is_kept(path: Path) -> bool:
    return path.name != _LOCK and not is_unfinished(path)


def _read_table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
        return list(csv.DictReader(file))


def _write_table(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(path, text.getvalue().encode("utf-8", "surrogateescape"))


def _number(text: str) -> float:
    """The number that a text stands for; integers stay integers, so that rewriting a table does not change it."""
    return int(text) if text.isdigit() else float(text)
