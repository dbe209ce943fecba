"""Export of a trained model as a SavedModel for TensorFlow Serving, which is also what every command runs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import vae_music.model  # noqa: F401  TensorFlow without its notices

# isort: split
import keras
import tensorflow as tf
from keras import ops

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.export.server_files import write_server_files
from vae_music.export.signatures import ServedModel
from vae_music.export.versions import find_export, publish
from vae_music.export.warmup import write_warmup
from vae_music.measures.band import BAND_FIGURES
from vae_music.measures.recognition import Recognizer
from vae_music.model.layers import StyleClassifier
from vae_music.model.vae import check_finite, classifier, load_vae
from vae_music.run_folder import RunFolder
from vae_music.version import __version__


def export_model(
    vae: keras.Model, config: Config, base: str | os.PathLike, recognizer: Recognizer | None = None
) -> Path:
    """Write BASE/<next version>/, the first being 1, under a temporary name first; return that folder.

    The export includes warm-up requests. The configuration files of TensorFlow Serving are written beside it.

    Raises ModelError where it cannot be written, DivergedError where a weight is not a finite number.
    """
    check_finite(vae)
    encoder, decoder = vae.get_layer("encoder"), vae.get_layer("decoder")
    layer = classifier(encoder)
    card = Card(config, layer.styles, ops.convert_to_numpy(layer.manners), __version__, layer.pulses, recognizer)
    served = ServedModel(encoder, decoder, card)

    def write(folder: Path) -> None:
        tf.saved_model.save(served, str(folder), signatures=served.signatures())
        card.write(folder)
        write_warmup(folder, card)
        write_server_files(Path(base))

    return publish(base, write)


def export_run(run: str | os.PathLike, base: str | os.PathLike) -> Path:
    """Export the best model of a run as `export_model` does; if `run` is itself an export, copy it.

    Raises ModelError where there is no model, or none that can be read.
    """
    folder = RunFolder(Path(run))
    if folder.has_model:
        vae = load_vae(folder.model)
        recognizer = _read_recognizer(folder.recognition, classifier(vae.get_layer("encoder")))
        return export_model(vae, Config.read(folder.config), base, recognizer)
    source = find_export(run)

    def copy(version: Path) -> None:
        shutil.copytree(source, version)
        write_server_files(Path(base))

    return publish(base, copy)


def _read_recognizer(path: Path, layer: StyleClassifier) -> Recognizer | None:
    """The recognizer of a run; None where it has none. Raises ModelError."""
    if not path.is_file():
        return None
    try:
        return Recognizer.from_json(json.loads(path.read_text("utf-8")), layer.manner + BAND_FIGURES, len(layer.styles))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{path}: not a recognizer of styles: {error!r}") from error
