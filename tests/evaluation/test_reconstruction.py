from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from tests.evaluation.bands import arrangement
from vae_music.evaluation.reconstruction import reconstructed, reconstruction_row
from vae_music.rolls.spec import RollSpec

SONG = arrangement(1, "jazz", bars=4)


@pytest.fixture(scope="module")
def figures(tiny_model):
    return reconstructed(tiny_model, SONG, tiny_model.encode(SONG).z_mean)


def test_a_song_that_fits_the_rolls_survives_them(figures):
    assert (figures.rolls_recall, figures.rolls_precision) == (1, 1)


def test_shares_are_between_nothing_and_all(figures):
    shares = np.array([value for name, value in figures._asdict().items() if name != "velocity_error"])
    assert ((shares >= 0) & (shares <= 1)).all()
    assert figures.notes <= figures.onsets


def test_what_is_drawn_from_the_prior_is_what_transfer_keeps_then_all_but_the_style_and_never_the_energy():
    decoded = []
    stub = SimpleNamespace(
        spec=RollSpec(),
        styles=("jazz", "pop"),
        card=SimpleNamespace(prototypes=np.zeros((2, 3)), config=SimpleNamespace(learnt=5)),
        reconstruct=lambda song: song,
        decode=lambda z, song: decoded.append(z) or song,
    )
    figures = reconstructed(stub, SONG, np.full((2, 6), 7.0, np.float32))
    kept = ["".join("z" if same else "-" for same in (z == 7).all(0)) for z in decoded]
    assert kept == ["zzzzzz", "zzz--z", "zz---z"]
    assert figures.notes == figures.decoded_notes_all_from_prior == 1


def test_a_row_is_the_mean_over_songs(figures):
    row = reconstruction_row([figures, figures._replace(rolls_recall=0.0)], ["a", "b"])
    assert row["rolls_recall"].value == 0.5
    assert row["drums"].value == pytest.approx(figures.drums)
