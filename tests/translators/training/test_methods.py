from __future__ import annotations

import math

import numpy as np

from tests.translators.latents import STYLES, latents, training_songs
from vae_music.translators.cyclegan import CycleGan
from vae_music.translators.flow import Flow
from vae_music.translators.protocol import Aim
from vae_music.translators.retrieval import Retrieval
from vae_music.translators.training import cyclegan, flow
from vae_music.translators.training.retrieval import SEGMENTS_A_SONG, train_retrieval

WANTED = 2


def nearest_style(manner: np.ndarray) -> np.ndarray:
    return manner[:, :STYLES].argmax(1)


def told(seen: list[tuple[int, int]]):
    return lambda done, total: seen.append((done, total))


def test_a_bank_has_sure_songs_of_every_style_from_their_thinnest_to_their_fullest_segment():
    songs = training_songs()
    bank = train_retrieval(songs, STYLES)
    assert (nearest_style(bank["manner"]) == bank["style"]).all()
    assert np.bincount(bank["style"]).min() >= SEGMENTS_A_SONG
    first = bank["figures"][bank["song"] == bank["song"][0]][:, 0]
    assert (np.diff(first) > 0).all()
    whole = next(song for song in songs if bank["manner"][0] in song.latents.manner).latents.fit[:, 0]
    assert (first[0], first[-1]) == (whole.min(), whole.max())
    found = Retrieval(bank)(latents(4), Aim(np.eye(STYLES)[WANTED]))
    assert (nearest_style(found) == WANTED).all()


def test_a_generator_learns_to_change_the_style(monkeypatch):
    monkeypatch.setattr(cyclegan, "STEPS", 300)
    monkeypatch.setattr(cyclegan, "RATE", 5e-3)
    seen: list[tuple[int, int]] = []
    arrays = cyclegan.train_cyclegan(training_songs(), STYLES, 0, math.inf, told(seen))
    found = CycleGan(arrays)(latents(20), Aim(np.eye(STYLES)[WANTED]))
    assert (nearest_style(found) == WANTED).mean() > 0.8
    assert seen[-1] == (300, 300)


def test_a_flow_learns_to_draw_manners_of_the_style(monkeypatch):
    for name, value in {"STEPS": 200, "BATCH": 16, "WIDTH": 32, "RATE": 1e-2}.items():
        monkeypatch.setattr(flow, name, value)
    arrays = flow.train_flow(training_songs(), STYLES, 0, math.inf, told([]))
    found = Flow(arrays)(latents(20), Aim(np.eye(STYLES, dtype=np.float32)[WANTED], seed=1))
    assert (nearest_style(found) == WANTED).mean() > 0.8


def test_a_training_ends_when_its_time_is_up(monkeypatch):
    arrays = cyclegan.train_cyclegan(training_songs(2), STYLES, 0, 0.0, told([]))
    song = latents(3)
    found = CycleGan(arrays)(song, Aim(np.eye(STYLES)[WANTED]))
    np.testing.assert_allclose(found, song.manner, atol=1e-5)  # the identity, as which it begins
