"""Versions of an export on disk: BASE/<integer>/, of which TensorFlow Serving serves the highest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from vae_music.errors import ModelError
from vae_music.run_folder import RunFolder
from vae_music.storage import being_written

SAVED_MODEL = "saved_model.pb"
PRETRAINED = "pretrained"
"""The name of the shipped model where a model is named."""

_PRETRAINED = Path(__file__).parents[1] / "pretrained"


class NoModelError(ModelError):
    """No model was named, and none comes with the package."""


def find_model(path: str | os.PathLike | None = None) -> Path:
    """The SavedModel meant by a run, a base of exports (its highest version) or itself; the shipped one by default.

    Raises ModelError where there is none.
    """
    if path is None and not versions(_PRETRAINED):
        raise NoModelError("no model is shipped yet: name one with --model")
    return find_export(_PRETRAINED if path is None else path)


def find_export(path: str | os.PathLike) -> Path:
    """The folder of the SavedModel given by a run, by the base of exports (its highest version) or by itself.

    Raises ModelError where there is none.
    """
    path, run = Path(path), RunFolder(Path(path))
    if (path / SAVED_MODEL).is_file():
        return path
    for base in (path, run.exports):
        found = [version for version in versions(base) if (base / str(version) / SAVED_MODEL).is_file()]
        if found:
            return base / str(found[-1])
    if run.has_model:
        raise ModelError(f"{path}: not exported yet: vae-music export {path} --out {run.exports}")
    if not path.exists():
        raise ModelError(f"{path}: no such folder")
    raise ModelError(f"{path}: no model here: neither a run with an export, nor an export, nor a version of one")


def path_of(name: str) -> Path | None:
    """The path of the model with this name: a path, or PRETRAINED for the shipped model, whose path is None."""
    return None if name == PRETRAINED else Path(name).resolve()


def versions(base: Path) -> list[int]:
    """The version numbers in a folder, in ascending order; other names are ignored."""
    if not base.is_dir():
        return []
    names = [item.name for item in base.iterdir()]
    return sorted(int(name) for name in names if name.isascii() and name.isdigit() and str(int(name)) == name)


def publish(base: str | os.PathLike, write: Callable[[Path], None]) -> Path:
    """Make the next version of an export, the first being 1: `write` fills a folder, which is then renamed.

    Raises ModelError where the folder cannot be made.
    """
    base = Path(base)
    unfinished = base / f".{os.getpid()}.part"  # not an integer, so that no server serves it
    try:
        base.mkdir(parents=True, exist_ok=True)
        with being_written(unfinished):
            shutil.rmtree(unfinished, ignore_errors=True)
            write(unfinished)
            return _renamed(unfinished, base)
    except OSError as error:
        raise ModelError(f"{base}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _renamed(unfinished: Path, base: Path) -> Path:
    while True:
        version = base / str(max(versions(base), default=0) + 1)
        try:
            return unfinished.rename(version)
        except OSError:
            if not version.exists():  # otherwise another process was faster: try the next number
                raise
