from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.songs import band
from vae_music.general_midi import instrument_name
from vae_music.inference.bands import bands_of
from vae_music.inference.model import Model


def test_a_band_is_what_is_heard_in_a_transfer(tiny_model):
    heard = tiny_model.transfer(band(bars=8), "jazz", variant=2)
    second = bands_of(tiny_model, band(bars=8))["jazz"][1]
    names = {track.name: instrument_name(track.program) for track in heard.tracks if not track.is_drum}
    assert (second.tune, second.bass) == (names["Tune"], names["Bass"])
    assert set(second.others) == {name for part, name in names.items() if part not in ("Tune", "Bass")}
    assert second.drums == any(track.is_drum for track in heard.tracks)


def test_a_variant_that_repeats_another_is_left_out(tiny_model):
    manners = np.array(tiny_model.card.manners)[:, :4]
    manners += np.arange(4, dtype=np.float32)[:, None]  # all different
    manners[1, 2:] = manners[1, :2]
    bands = bands_of(Model(replace(tiny_model.card, manners=manners), tiny_model.runtime), band())
    assert {style: [one.variant for one in of_style] for style, of_style in bands.items()} == {
        "classical": [1, 2, 3, 4], "jazz": [1, 2], "pop": [1, 2, 3, 4]
    }  # fmt: skip
