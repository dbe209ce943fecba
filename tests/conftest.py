"""One small model for all tests that need one, with weights at random: it knows three styles and plays noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

STYLES = ("classical", "jazz", "pop")


@pytest.fixture(scope="session")
def tiny_vae():
    """The model as Keras has it."""
    import keras

    from vae_music.config import preset
    from vae_music.model.vae import build_vae, classifier

    keras.utils.set_random_seed(7)
    vae = build_vae(preset("tiny"), STYLES, seed=7)
    layer = classifier(vae.get_layer("encoder"))
    manners = np.array(layer.manners)
    manners[:, 1:] = np.random.default_rng(7).normal(size=manners[:, 1:].shape)
    layer.manners = manners
    return vae


@pytest.fixture(scope="session")
def tiny_export(tiny_vae, tmp_path_factory) -> Path:
    """The base of its exports."""
    from vae_music.config import preset
    from vae_music.export.saved_model import export_model

    base = tmp_path_factory.mktemp("models") / "tiny"
    export_model(tiny_vae, preset("tiny"), base)
    return base


@pytest.fixture(scope="session")
def tiny_run(tiny_vae, tmp_path_factory) -> Path:
    """The folder of a training that left it."""
    from vae_music.config import preset
    from vae_music.export.saved_model import export_run
    from vae_music.model.vae import save_vae

    run = tmp_path_factory.mktemp("runs") / "tiny"
    preset("tiny").write(run / "config.json")
    save_vae(tiny_vae, run / "model.keras")
    export_run(run, run / "export")
    return run


@pytest.fixture(scope="session")
def tiny_model(tiny_export):
    """The exported model, in the runtime that is the reference for the others."""
    from vae_music.inference.loading import load_model

    return load_model(tiny_export, "tensorflow")


@pytest.fixture(scope="session")
def composing_export(tiny_export, tmp_path_factory) -> Path:
    """A copy of the export that has a composer, with weights at random."""
    import shutil

    from tests.translators.composers import composer_arrays
    from vae_music.export.versions import find_model
    from vae_music.translators.arrays import write_arrays
    from vae_music.translators.stored import translator_path

    base = tmp_path_factory.mktemp("models") / "composing"
    shutil.copytree(tiny_export, base)
    write_arrays(translator_path(find_model(base), "composer"), composer_arrays())
    return base


@pytest.fixture(scope="session")
def composing_model(composing_export):
    """The exported model with a composer."""
    from vae_music.inference.loading import load_model

    return load_model(composing_export, "tensorflow")
