"""Models found and loaded: a run's, an export, or the one that comes with the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from os import PathLike
from pathlib import Path

from vae_music.errors import ModelError
from vae_music.inference import AnySong, Model
from vae_music.serving.card import Card
from vae_music.serving.openvino_runtime import OpenVinoModel
from vae_music.serving.runtime import SavedModel
from vae_music.serving.versions import find_export, versions
from vae_music.song import Song

_PRETRAINED = Path(__file__).parent / "pretrained"


class NoModelError(ModelError):
    """No model was named, and none comes with the package."""


def load_model(path: str | PathLike | None = None, runtime: str = "tensorflow") -> Model:
    """The model that `find_model` finds. TensorFlow is imported when it first has work to do. Raises ModelError.

    runtime: "openvino" starts sooner, where it is installed, and needs TensorFlow only for what is left to chance.
    """
    folder = find_model(path)
    return Model(Card.read(folder), OpenVinoModel(folder) if runtime == "openvino" else SavedModel(folder))


def find_model(path: str | PathLike | None = None) -> Path:
    """The SavedModel meant by a run, a base of exports (its highest version) or itself; the shipped one by default.

    Raises ModelError where there is none.
    """
    if path is None and not versions(_PRETRAINED):
        raise NoModelError("no model is shipped yet: name one with --model")
    return find_export(_PRETRAINED if path is None else path)


def transfer(song: AnySong, style: str | Mapping[str, float], **options) -> Song:
    """The song in another style by the shipped model: `Model.transfer`."""
    return _shipped_model().transfer(song, style, **options)


@cache
def _shipped_model() -> Model:
    return load_model()
