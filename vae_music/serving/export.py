"""A trained model becomes a SavedModel for TensorFlow Serving, which is also what every command runs."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import keras
import tensorflow as tf

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.model.vae import classifier
from vae_music.serving.card import Card
from vae_music.serving.signatures import ServedModel
from vae_music.serving.versions import find_export, publish
from vae_music.version import __version__


def export_model(vae: keras.Model, config: Config, base: str | os.PathLike) -> Path:
    """Write BASE/<next version>/, the first being 1, under a temporary name first; returns that folder.

    Raises ModelError where it cannot be written, or where a weight is not finite.
    """
    encoder, decoder = vae.get_layer("encoder"), vae.get_layer("decoder")
    _check_finite(encoder, decoder)
    layer = classifier(encoder)
    card = Card(config, layer.styles, keras.ops.convert_to_numpy(layer.prototypes), __version__)
    served = ServedModel(encoder, decoder, config.spec)

    def write(folder: Path) -> None:
        tf.saved_model.save(served, str(folder), signatures=served.signatures())
        card.write(folder)

    return publish(base, write)


def export_run(run: str | os.PathLike, base: str | os.PathLike) -> Path:
    """Export the model of a run, from its `model.keras`; an export, or a run that has nothing else, is copied.

    Raises ModelError where there is no model, or none that can be read.
    """
    run = Path(run)
    if not (run / "model.keras").is_file():
        source = find_export(run)
        return publish(base, partial(_copy, source))
    try:
        vae = keras.models.load_model(run / "model.keras", compile=False)
    except Exception as error:  # Keras raises whatever a damaged archive makes it stumble over
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"{run / 'model.keras'}: cannot be read: {reason}") from error
    return export_model(vae, Config.read(run / "config.json"), base)


def _copy(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder)


def _check_finite(*models: keras.Model) -> None:
    for weight in (weight for model in models for weight in model.weights):
        if not tf.reduce_all(tf.math.is_finite(weight.value)):
            raise ModelError(f"weight {weight.path} is not finite: such a model is not exported")
