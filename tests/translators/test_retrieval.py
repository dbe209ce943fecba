from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.translators.latents import MANNER, latents
from vae_music.translators.protocol import Aim
from vae_music.translators.retrieval import CHANGE_OF_SONG, Retrieval, cheapest_path, figures_of
from vae_music.translators.song_latents import SongLatents


def bank(figures: list[float], songs: list[int], style: int = 0) -> dict[str, np.ndarray]:
    """Segments whose manner is all their own number, and whose figures are all the same."""
    rows = len(figures)
    return {
        "manner": np.tile(np.arange(rows, dtype=np.float32)[:, None], (1, MANNER)),
        "figures": np.tile(np.array(figures, np.float32)[:, None], (1, 7)),
        "spread": np.ones(7, np.float32),
        "style": np.full(rows, style, np.float32),
        "song": np.array(songs, np.float32),
    }


def played_as(figures: list[float]) -> SongLatents:
    song = latents(len(figures))
    column = np.array(figures, np.float32)[:, None]
    return song._replace(fit=np.tile(column, (1, 3)), energy=np.tile(column, (1, 4)))


STYLE = Aim(np.array([1.0, 0.0], np.float32))


def test_each_segment_gets_the_manner_of_the_segment_that_is_played_alike():
    found = Retrieval(bank([0, 3, 6], [0, 0, 0]))(played_as([0.2, 5.8, 2.9]), STYLE)
    assert found[:, 0].tolist() == [0, 2, 1]


def test_a_song_that_fits_a_little_better_for_a_moment_does_not_change_the_band():
    apart = np.sqrt(CHANGE_OF_SONG / 6)  # less than two changes cost
    found = Retrieval(bank([0, apart], [0, 1]))(played_as([0, apart, 0]), STYLE)
    assert found[:, 0].tolist() == [0, 0, 0]
    long = Retrieval(bank([0, apart], [0, 1]))(played_as([0, 0] + 20 * [apart]), STYLE)
    assert long[-1, 0] == 1


def test_the_cheapest_path_is_the_best_of_all_paths():
    rng = np.random.default_rng(0)
    cost, change = rng.random((5, 3)), rng.random((3, 3))

    def price(path: tuple[int, ...]) -> float:
        steps = sum(change[one, other] for one, other in pairwise(path))
        return sum(cost[time, state] for time, state in enumerate(path)) + steps

    every = [tuple(path) for path in np.ndindex(3, 3, 3, 3, 3)]
    assert tuple(cheapest_path(cost, change)) == min(every, key=price)


def test_a_seed_takes_from_other_songs_and_is_the_same_every_time():
    retrieval, song = Retrieval(bank([0.0] * 16, list(range(16)))), played_as([0, 0])
    found = [retrieval(song, STYLE._replace(seed=seed))[0, 0] for seed in (0, 1, 2, 3, 1)]
    assert found[0] == 0
    assert len(set(found)) > 2
    assert found[1] == found[4]


def test_a_mixture_is_between_its_styles():
    one, other = bank([0], [0]), bank([0], [1], style=1)
    other["manner"] += 8
    both = {name: one[name] if name == "spread" else np.concatenate([one[name], other[name]]) for name in one}
    found = Retrieval(both)(played_as([0]), Aim(np.array([0.25, 0.75], np.float32)))
    np.testing.assert_allclose(found, 6)


def test_figures_are_those_of_playing_and_of_energy():
    song = latents(3)
    np.testing.assert_array_equal(figures_of(song), np.concatenate([song.fit, song.energy], axis=1))
