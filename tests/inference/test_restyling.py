from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.songs import band
from vae_music.errors import ModelError
from vae_music.inference.model import Model
from vae_music.inference.request import Sampling, TransferRequest
from vae_music.inference.restyling import restyled
from vae_music.inference.sections import PlannedSection
from vae_music.inference.source import read_source
from vae_music.measures.pulse import Pulse
from vae_music.rolls.energy import UNIT
from vae_music.rolls.rolls import NEUTRAL
from vae_music.song import Metre, Song
from vae_music.translators.stored import Translators


def asked_by(model: Model, song: Song, request: TransferRequest) -> tuple[dict[str, dict], dict[str, np.ndarray]]:
    """The inputs of each signature that a transfer calls, and what it answers."""
    asked = {}

    def runtime(signature, inputs):
        asked[signature] = inputs
        return model.runtime(signature, inputs)

    heard = Model(model.card, runtime, model.translators)
    return asked, restyled(heard, read_source(song, model.spec), request)


def after_drums(bars: int = 4) -> Song:
    """A band that joins its drummer after some bars."""
    joined = (replace(track, onset=track.onset + 4 * bars) for track in band(bars).tracks[:3])
    return Song((*joined, band(2 * bars).tracks[3]))


def test_a_prototype_needs_one_signature_and_a_variant_or_an_example_two(tiny_model):
    for request, called in (
        (TransferRequest("jazz"), {"serving_default"}),
        (TransferRequest("jazz", variant=2), {"encode", "decode"}),
        (TransferRequest(like=band()), {"encode", "decode"}),
    ):
        assert set(asked_by(tiny_model, band(), request)[0]) == called


def test_a_waltz_gets_the_first_variant_in_its_metre(tiny_model):
    waltz = replace(band(), metre=(Metre(0.0, 3, 4),))
    pulses = ((Pulse("4/4", 120.0), Pulse("3/4", 120.0)),) * len(tiny_model.styles)
    card = replace(tiny_model.card, pulses=pulses)
    model = Model(card, tiny_model.runtime)
    for song, variant in ((band(), 1), (waltz, 2)):
        assert model.transfer(song, "jazz") == model.transfer(song, "jazz", variant=variant)
        in_sections = model.transfer(song, sections=[PlannedSection(1, None, "jazz")])
        assert in_sections.note_count == model.transfer(song, "jazz", variant=variant).note_count
    np.testing.assert_allclose(
        asked_by(model, waltz, TransferRequest("jazz"))[0]["decode"]["z"][0, : card.manner_size],
        card.manners[model.styles.index("jazz"), 1],
        rtol=1e-5,
    )


def test_where_drums_are_alone_the_content_is_the_mean_of_the_rest_and_the_energy_their_own(tiny_model):
    asked, answer = asked_by(tiny_model, after_drums(), TransferRequest("jazz"))
    z, manner, learnt = asked["decode"]["z"], tiny_model.card.manner_size, tiny_model.card.config.learnt
    np.testing.assert_allclose(z[:2, manner:learnt], np.tile(z[2:, manner:learnt].mean(0), (2, 1)), atol=1e-5)
    energy = read_source(after_drums(), tiny_model.spec).rolls.energy.astype(float)
    np.testing.assert_allclose(
        z[:, tiny_model.card.config.energy_part], (energy.reshape(4, -1) - NEUTRAL) / UNIT, atol=1e-6
    )
    assert (z[0, learnt:] != z[3, learnt:]).any()
    voices = answer["pitch"][:, :, : tiny_model.spec.voices]
    assert not voices[:2].any()
    assert voices[2:].any()


def test_for_drums_that_are_alone_throughout_a_content_is_drawn(tiny_model):
    song = Song((band(8).tracks[3],))
    asked, answer = asked_by(tiny_model, song, TransferRequest("jazz"))
    assert set(asked) == {"encode", "sample", "decode"}
    learnt = slice(tiny_model.card.manner_size, tiny_model.card.config.learnt)
    assert len(np.unique(asked["decode"]["z"][:, learnt], axis=0)) == 4
    assert not answer["pitch"][:, :, : tiny_model.spec.voices].any()


class Numbered:
    """A translator whose manner is the number of the segment, and what it was asked."""

    def __call__(self, song, aim):
        self.song, self.aim = song, aim
        return np.tile(np.arange(len(song.manner), dtype=np.float32)[:, None], (1, song.manner.shape[1]))


class WithNumbered(Translators):
    """Translators of which flow is `Numbered`."""

    numbered = Numbered()

    def __getitem__(self, method):
        return self.numbered if method == "flow" else super().__getitem__(method)


def test_a_method_gives_each_segment_a_manner_of_its_own_as_far_as_the_strength_goes(tiny_model):
    size = tiny_model.card.manner_size
    for strength, share in ((1.0, 1.0), (0.5, 0.5)):
        model = Model(tiny_model.card, tiny_model.runtime, WithNumbered(tiny_model.card))
        request = TransferRequest("jazz", strength, Sampling(seed=5), method="flow")
        asked, _ = asked_by(model, band(8), request)
        z, before = asked["decode"]["z"], model.latents(read_source(band(8), model.spec))
        wanted = share * np.arange(4)[:, None] + (1 - share) * before[:, :size]
        np.testing.assert_allclose(z[:, :size], wanted, atol=1e-5)
        np.testing.assert_array_equal(z[:, size:], before[:, size:])
        assert (WithNumbered.numbered.aim.seed, WithNumbered.numbered.aim.weights.tolist()) == (5, [0, 1, 0])


def test_sections_get_the_manners_that_a_method_gives_to_their_segments(tiny_model):
    asked = {}

    def runtime(signature, inputs):
        asked[signature] = inputs
        return tiny_model.runtime(signature, inputs)

    model = Model(tiny_model.card, runtime, WithNumbered(tiny_model.card))
    model.transfer(band(8), sections=[(1, 4, "jazz"), (5, 8, "pop")], method="flow")
    size = tiny_model.card.manner_size
    np.testing.assert_allclose(asked["decode"]["z"][:, :size], np.tile(np.arange(4)[:, None], (1, size)), atol=1e-5)


def test_a_variant_aims_at_its_manner_exactly(tiny_model):
    asked, _ = asked_by(tiny_model, band(4), TransferRequest("jazz", variant=2))
    manner = asked["decode"]["z"][:, : tiny_model.card.manner_size]
    np.testing.assert_allclose(manner, np.tile(tiny_model.card.manners[1, 1], (len(manner), 1)), atol=1e-6)


def test_other_methods_take_no_example_and_no_variant():
    sections = (PlannedSection(1, 2, "jazz", 2),)
    for request in ({"like": band()}, {"style": "jazz", "variant": 2}, {"sections": sections}):
        with pytest.raises(ModelError, match="the method flow"):
            TransferRequest(**request, method="flow")
