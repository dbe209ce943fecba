from __future__ import annotations

import math
from dataclasses import fields, replace
from inspect import signature

import numpy as np
import pytest

import vae_music
from tests.songs import band
from vae_music.errors import ModelError
from vae_music.inference.model import Model
from vae_music.inference.request import Sampling, TransferRequest
from vae_music.inference.tracks import Tracks


@pytest.mark.parametrize("temperature", [-0.1, math.nan, math.inf])
def test_a_temperature_that_is_none_is_refused(temperature):
    with pytest.raises(ModelError, match="no such temperature"):
        Sampling(temperature)


def test_the_same_seed_draws_the_same_rows_however_many_there_are():
    few, many = (Sampling(0.5, seed=3).inputs(rows) for rows in (4, 9))
    assert np.array_equal(few["seed"], many["seed"][:4])
    assert few["temperature"].tolist() == [0.5] * 4
    assert not np.array_equal(few["seed"], Sampling(0.5, seed=4).inputs(4)["seed"])


@pytest.mark.parametrize("asked", [{}, {"style": "jazz", "like": "a.mid"}, {"style": "jazz", "strength": -0.1}])
def test_a_request_that_cannot_be_met_is_refused_at_once(asked):
    with pytest.raises(ModelError):
        TransferRequest(**asked)


def test_a_request_asks_for_what_the_arguments_of_transfer_ask_for(tiny_model):
    asked = TransferRequest("jazz", 0.7, Sampling(1.0, seed=2), keep_melody=True, variant=2)
    by_arguments = tiny_model.transfer(band(), "jazz", 0.7, 1.0, 2, keep_melody=True, variant=2)
    assert tiny_model.transferred(band(), asked) == by_arguments
    assert tiny_model.transferred(band(), replace(asked, variant=1)) != by_arguments


def test_transfer_takes_the_same_arguments_from_the_package_as_from_a_model():
    of_package, of_model = (list(signature(one).parameters.values()) for one in (vae_music.transfer, Model.transfer))
    assert of_package == of_model[1:]
    names = {one.name for one in of_package} - {"song"}
    asked = {field.name for field in fields(TransferRequest)} - {"sampling", "tracks"}
    assert names == asked | {field.name for field in fields(Sampling)} | set(Tracks._fields)
    assert all(f"{name}: " in str(vae_music.transfer.__doc__) for name in names)
