from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.evaluation.bands import arrangement
from vae_music.evaluation.latents import Encoded, encode_song, kl_of_segments, measure_latents, probe


def test_kl_of_known_gaussians():
    mean, scale = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]), np.array([[1.0, 1.0], [1.0, 1.0], [np.e, 1.0]])
    assert kl_of_segments(mean, scale) == pytest.approx([0, 0.5, (np.e**2 - 1) / 2 - 1])


def test_a_probe_finds_what_no_plane_parts():
    random = np.random.default_rng(0)
    z = random.standard_normal((2000, 2))
    label = (np.linalg.norm(z, axis=1) > 1.2).astype(int)  # inside and outside of a circle
    assert (probe(z[:1500], label[:1500], z[1500:]) == label[1500:]).mean() > 0.9


def test_a_probe_finds_nothing_where_nothing_is():
    random = np.random.default_rng(1)
    z, label = random.standard_normal((2000, 8)), random.integers(0, 4, 2000)
    assert (probe(z[:1500], label[:1500], z[1500:]) == label[1500:]).mean() < 0.35
    assert len(probe(z[:10, :0], label[:10], z[10:, :0])) == 1990


def test_style_is_read_from_the_part_that_holds_it():
    random = np.random.default_rng(2)

    def song(style: int) -> Encoded:
        mean = random.standard_normal((20, 4)).astype(np.float32)
        mean[:, 0] = 5 * style
        mean[:, 3] = 0.7  # always the same: not active
        return Encoded(mean, np.ones_like(mean))

    styles = [index % 2 for index in range(20)]
    works = [str(index) for index in range(20)]
    parts = {"first": slice(0, 1), "rest": slice(1, None)}
    found = measure_latents([song(s) for s in styles], styles, [song(s) for s in styles], styles, works, parts)
    assert found.probes["first"].value == 1
    assert found.probes["rest"].value < 0.65
    assert found.probes["chance"].value == 0.5
    assert found.active_units == 3
    assert found.kl.low <= found.kl.value <= found.kl.high


def test_segments_without_a_note_are_left_out(tiny_model):
    song = arrangement(1, "pop", bars=6)
    longer = replace(song, length_beats=song.length_beats + 16)
    encoded, z_mean = encode_song(tiny_model, longer)
    assert (len(encoded.mean), len(z_mean)) == (3, 5)


def test_the_energy_is_set_and_not_measured(tiny_model):
    encoded, z_mean = encode_song(tiny_model, arrangement(1, "pop", bars=4))
    sizes = tiny_model.card.config
    assert encoded.mean.shape == encoded.scale.shape == (2, sizes.learnt)
    assert z_mean.shape == (2, sizes.model.latent)
    assert kl_of_segments(*encoded).max() < 1000  # a scale of 0 would count with 27 nats a dimension
