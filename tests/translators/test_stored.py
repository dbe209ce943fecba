from __future__ import annotations

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from tests.translators.latents import MANNER, STYLES, training_songs
from tests.translators.test_cyclegan import weights
from vae_music.errors import ModelError
from vae_music.translators.arrays import read_arrays, write_arrays
from vae_music.translators.protocol import PROTOTYPE, TRAINED
from vae_music.translators.stored import STORED, Translators, translator_path
from vae_music.translators.training.retrieval import train_retrieval

CARD = SimpleNamespace(
    styles=("a", "b", "c"), manner_size=MANNER, manners=np.zeros((STYLES, 2, MANNER)), pulses=(), spec=None
)


@pytest.fixture
def export(tmp_path):
    write_arrays(translator_path(tmp_path, "cyclegan"), weights(1.0))
    return tmp_path


def test_arrays_come_back_in_the_precision_of_half(export):
    found = read_arrays(translator_path(export, "cyclegan"))
    for name, array in weights(1.0).items():
        np.testing.assert_allclose(found[name], array, rtol=1e-3, atol=1e-6)


def test_a_model_has_the_prototype_and_the_methods_whose_files_are_there(export):
    assert tuple(STORED) == TRAINED
    translators = Translators(CARD, export)
    assert translators.methods == (PROTOTYPE, "cyclegan")
    assert translators["cyclegan"] is translators["cyclegan"]
    assert Translators(CARD).methods == (PROTOTYPE,)


def test_a_method_that_there_is_not_is_refused_with_those_there_are(export):
    with pytest.raises(ModelError, match="no method 'flow' in this model, only prototype, cyclegan"):
        Translators(CARD, export)["flow"]
    with pytest.raises(ModelError, match="no method 'flow' in a model on a server, only prototype"):
        Translators(CARD)["flow"]


def test_files_that_are_no_translator_of_the_model_are_refused_in_one_line(export):
    path = translator_path(export, "cyclegan")
    usual = weights(1.0)
    for arrays in (
        {name: array for name, array in usual.items() if name != "mean"},
        usual | {"more": np.zeros(3)},
        usual | {"in": usual["in"].T},
        usual | {"out": usual["out"] + np.inf},
        {"in": np.zeros(3)},
    ):
        write_arrays(path, arrays)
        with pytest.raises(ModelError, match=r"cyclegan\.npz: not a translator") as refused:
            Translators(CARD, export)["cyclegan"]
        assert "\n" not in str(refused.value)
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ModelError, match="not a translator"):
        Translators(CARD, export)["cyclegan"]
    np.savez(path, mean=np.array([object()], object))
    with pytest.raises(ModelError, match="not a translator"):
        Translators(CARD, export)["cyclegan"]


def test_a_bank_must_have_segments_of_every_style(export):
    arrays, path = train_retrieval(training_songs(), STYLES), translator_path(export, "retrieval")
    write_arrays(path, arrays)
    assert Translators(CARD, export)["retrieval"]
    write_arrays(path, arrays | {"style": np.zeros_like(arrays["style"])})
    with pytest.raises(ModelError, match="segments of other styles than 0 to 2"):
        Translators(CARD, export)["retrieval"]


def test_a_translator_of_another_model_is_refused(export):
    shutil.copy(translator_path(export, "cyclegan"), translator_path(export, "flow"))
    with pytest.raises(ModelError, match=r"flow\.npz: not a translator of this model"):
        Translators(CARD, export)["flow"]
