from __future__ import annotations

import pytest

from vae_music.runtimes.signature_choice import with_default_signature


def test_two_signatures_change_names_and_nothing_else_does(tiny_export):
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    content = (tiny_export / "1" / "saved_model.pb").read_bytes()
    before, after = SavedModel.FromString(content), SavedModel.FromString(with_default_signature(content, "encode"))
    old, new = before.meta_graphs[0].signature_def, after.meta_graphs[0].signature_def
    assert set(new) == set(old)
    assert new["serving_default"] == old["encode"]
    assert new["encode"] == old["serving_default"]
    assert new["decode"] == old["decode"]
    assert after.meta_graphs[0].graph_def == before.meta_graphs[0].graph_def


def test_the_default_signature_stays_where_it_is_the_one_that_is_wanted(tiny_export):
    content = (tiny_export / "1" / "saved_model.pb").read_bytes()
    assert len(with_default_signature(content, "serving_default")) == len(content)


def test_a_signature_that_there_is_not_is_an_error(tiny_export):
    with pytest.raises(KeyError, match="sing"):
        with_default_signature((tiny_export / "1" / "saved_model.pb").read_bytes(), "sing")
