from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.model.segments import SMALL, read, rolls, small_vae
from tests.songs import framed
from vae_music.measures.pulse import pulse_of
from vae_music.model.content import as_source
from vae_music.model.vae import classifier
from vae_music.training import prototypes as prototypes_module
from vae_music.training.prototype_scoring import EncodedSong, MannerScores, PrototypeScoring, StyledSong
from vae_music.training.prototypes import _bands, _candidates, _overall, _prototype, _variants, measure_latents

ARTICLES = replace(SMALL, model=replace(SMALL.model, content=0, energy=0, rhythm=0))


def songs(config=SMALL):
    """A model, four songs of two segments, in two styles by turns, and the manner of each as its encoder reads it."""
    segments = rolls(config)
    vae = small_vae(config)
    encoder = vae.get_layer("encoder")
    manner = np.asarray(encoder(read(config))["z_mean"])[:, : classifier(encoder).manner].reshape(4, 2, -1).mean(1)
    halves = [
        StyledSong({name: roll[2 * i : 2 * i + 2] for name, roll in segments.items()}, i % 2, f"groove {i}", "corpus")
        for i in range(4)
    ]
    return vae, halves, manner


def prototypes(vae) -> np.ndarray:
    return np.asarray(classifier(vae.get_layer("encoder")).manners)[:, 0]


def test_a_prototype_is_the_mean_code_where_z_has_no_content():
    vae, halves, manner = songs(ARTICLES)
    measure_latents(vae, halves, ARTICLES)
    expected = [(manner[0] + manner[2]) / 2, (manner[1] + manner[3]) / 2]
    np.testing.assert_allclose(prototypes(vae), expected, rtol=1e-4, atol=1e-6)


def test_of_one_style_alone_a_prototype_is_the_manner_of_the_most_typical_song():
    vae, halves, manner = songs()
    measure_latents(vae, [halves[0], halves[2], halves[2]], SMALL)  # the third song is in the majority
    np.testing.assert_allclose(prototypes(vae)[0], manner[2], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("best", [0, 2])
def test_a_prototype_is_the_manner_that_does_best_in_an_audition(best, monkeypatch):
    vae, halves, manner = songs()
    monkeypatch.setattr(prototypes_module, "_candidates", lambda songs, size: list(songs))

    def scores(self, heard, style, groove):
        return MannerScores(float(np.exp(-abs(heard - manner[best + style]).sum())), 1.0, 1.0, 1.0, 1.0, 1.0)

    monkeypatch.setattr(PrototypeScoring, "scores", scores)
    measure_latents(vae, halves, SMALL)
    np.testing.assert_allclose(prototypes(vae), manner[[best, best + 1]], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("full_bands", "chosen"), [(4, 2), (5, 0)])
def test_a_prototype_has_a_full_band_unless_songs_are_few(monkeypatch, full_bands, chosen):
    monkeypatch.setattr(prototypes_module, "FULL_BANDS", full_bands)
    vae, halves, _ = songs()
    pitch = halves[2].rolls["pitch"]
    solo = halves[2]._replace(rolls=halves[2].rolls | {"pitch": pitch * (np.arange(pitch.shape[-1]) == 0)})
    four = [solo, solo, halves[2], halves[2]]
    measure_latents(vae, four, SMALL)
    expected = np.asarray(vae.get_layer("encoder")(as_source(vae.get_layer("encoder"), four[chosen].rolls))["z_mean"])
    size = classifier(vae.get_layer("encoder")).manner
    np.testing.assert_allclose(prototypes(vae)[0], expected[:, :size].mean(0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("config", [SMALL, ARTICLES], ids=["manner", "code"])
def test_a_style_that_is_not_met_keeps_its_prototype(config):
    vae, halves, _ = songs(config)
    before = prototypes(vae)
    measure_latents(vae, halves[::2], config)
    after = prototypes(vae)
    assert (after[1] == before[1]).all()
    assert (after[0] != before[0]).any()


def test_who_loses_clearly_more_harmony_than_the_median_is_out():
    scores = [
        MannerScores(style, 1.0, chroma, 1.0, 1.0, 1.0)
        for style, chroma in ((1.0, 0.7), (0.5, 0.78), (0.2, 0.8), (0.3, 0.9))
    ]
    assert _overall(scores).tolist() == [0, *(score.together for score in scores[1:])]
    assert _overall(scores[:1]).tolist() == [scores[0].together]


def test_a_prototype_is_the_best_of_those_that_are_recognized_about_as_often_as_any():
    scores = [
        MannerScores(style, 1.0, 1.0, 1.0, 1.0, recognized)
        for style, recognized in ((0.9, 0.85), (0.5, 0.95), (0.6, 0.95), (0.4, 1.0))
    ]
    overall = _overall(scores)
    assert _prototype(scores, overall) == 2
    overall[1:3] = 0.0  # they lose harmony
    assert _prototype(scores, overall) == 3
    overall[3] = 0.0
    assert _prototype(scores, overall) == 0


def test_variants_are_good_and_far_from_each_other():
    candidates = np.array([[0.0], [1.0], [5.0], [9.0], [4.0]])
    chosen = _variants(candidates, np.array([1.0, 0.95, 0.92, 0.5, 0.91]), 0, 3)
    assert candidates[chosen, 0].tolist() == [0, 5, 1]  # 9 is far and does badly; 4 is near 5
    assert len(_variants(candidates, np.array([1.0, 0.1, 0.1, 0.1, 0.1]), 0, 3)) == 1


def test_a_style_of_few_songs_repeats_its_manner():
    vae, halves, manner = songs()
    measure_latents(vae, halves[:2], SMALL)
    stored = np.asarray(classifier(vae.get_layer("encoder")).manners)
    for style in range(2):
        np.testing.assert_allclose(
            stored[style], np.tile(manner[style], (SMALL.model.variants, 1)), rtol=1e-4, atol=1e-6
        )


def test_candidates_are_of_all_grooves_by_turns_and_of_each_the_nearest_to_the_mean_first():
    _, (song, *_), _ = songs()
    z = {"near": 1.0, "far": 3.0, "other": -5.0}
    encoded = [
        EncodedSong(*song._replace(groove=groove), np.full((2, 8), z[name], np.float32))
        for name, groove in (("far", "a"), ("near", "a"), ("other", "b"))
    ]
    assert [candidate.z[0, 0] for candidate in _candidates(encoded, 3)] == [1, -5, 3]


def test_each_variant_has_the_pulse_of_its_song_where_the_file_is_there(tmp_path):
    vae, halves, _ = songs()
    framed().write(tmp_path / "framed.mid")
    paths = tmp_path / "framed.mid", tmp_path / "gone.mid"
    measure_latents(vae, [half._replace(path=path) for half, path in zip(halves, paths, strict=False)], SMALL)
    known, unknown = ((pulse,) * SMALL.model.variants for pulse in (pulse_of(framed()), None))
    assert classifier(vae.get_layer("encoder")).pulses == (known, unknown)


@pytest.fixture
def waltzes_and_marches():
    """Of style 0 a waltz and two marches that differ; of style 1 five waltzes."""
    _, (_, song, *_), _ = songs()
    waltz = song._replace(rolls=song.rolls | {"steps": np.full_like(song.rolls["steps"], 12)})
    heights = (waltz, 7.0), (song, 1.0), (song, 2.0)
    encoded = [EncodedSong(*one._replace(style=0), np.full((2, 8), height, np.float32)) for one, height in heights]
    return encoded, [EncodedSong(*waltz._replace(style=1), np.zeros((2, 8), np.float32))] * 5


@pytest.mark.parametrize(("recognized", "heights"), [(0.8, [2, 1]), (0.6, [2])])
def test_a_variant_is_recognized_nearly_as_often_as_the_prototype(
    waltzes_and_marches, recognized, heights, monkeypatch
):
    ours, _ = waltzes_and_marches
    scoring = object.__new__(PrototypeScoring)
    scoring._songs, scoring._corpora = ours, frozenset()

    def scores(self, heard, style, groove):
        return MannerScores(0.8, 1.0, 1.0, 1.0, 1.0, {1.0: recognized, 2.0: 1.0}[heard[0]])

    monkeypatch.setattr(PrototypeScoring, "scores", scores)
    assert [song.z[0, 0] for song in _bands(ours, 3, 12, scoring)] == heights


@pytest.mark.parametrize(("in_three", "heights"), [(0.55, [2, 7, 1]), (0.4, [2, 1])])
def test_a_prototype_has_the_usual_metre_and_the_second_another_if_it_is_good_enough_there(
    waltzes_and_marches, in_three, heights, monkeypatch
):
    ours, theirs = waltzes_and_marches
    scoring = object.__new__(PrototypeScoring)
    scoring._songs, scoring._corpora = [*ours, *theirs], frozenset()

    def scores(self, heard, style, groove):
        style_score = {1.0: 0.6, 2.0: 0.7, 7.0: in_three}[heard[0]]
        waltzes = {song.usual_steps for song in self._songs} == {12}
        assert waltzes == (groove is None) == (self._corpora == {ours[0].corpus})  # by critics who know all grooves
        assert waltzes or heard[0] != 7  # a waltz is heard in waltzes only
        return MannerScores(style_score, 1.0, 1.0, 1.0, 1.0, style_score)

    monkeypatch.setattr(PrototypeScoring, "scores", scores)
    assert [song.z[0, 0] for song in _bands(ours, 3, 12, scoring)] == heights
    assert len(_bands(ours, 3, 1, scoring)) == 1
    scoring._songs = [*ours, *theirs[:3]]  # too few waltzes to tell
    assert [song.z[0, 0] for song in _bands(ours, 3, 12, scoring)] == [2, 1]
