"""The way of a tune through the tracks of a song: the likeliest track of each window, since it seldom changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from vae_music.rolls.tune_names import LEADS, SINGS
from vae_music.rolls.tune_traits import Traits

REST = -1
"""The track of windows in which the tune rests."""

# All are differences of logarithms of probabilities.
_MOVING, _RESTING = 12.0, 6.0
_LESS_REST, _SELDOM_A_REST = 1.5, 3.0
_LEADING = 2.0
_FLOOR, _IMPOSSIBLE = -8.0, -30.0
_SELDOM = 0.4
"""A tune that would play in less than this share of the windows rests less readily: rather any track than none."""

WEIGHTS = Path(__file__).with_name("tune_weights.npz")
"""The file of the weights, which `benchmarks.fit_tune` writes."""


@cache
def _weights() -> dict[str, np.ndarray]:
    """A network with one hidden layer, and the score of a rest."""
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def scores_of_traits(traits: Traits) -> np.ndarray:
    """The score of each track in each window by its traits, then that of a rest; shape (windows, tracks + 1)."""
    w = _weights()
    of_song = traits.of_song.T @ w["hidden_song"] + w["hidden_bias"]
    # A small product for each window: for a large one BLAS starts threads, which cost more than they save.
    hidden = np.moveaxis(traits.of_window, 0, -1) @ w["hidden_window"] + of_song
    scores = hidden[..., 0] + np.tanh(hidden[..., 1:]) @ w["output"]
    return np.concatenate([scores, np.full((len(hidden), 1), w["rest"] - _LESS_REST)], 1)


def likeliest_tracks(traits: Traits, rank: np.ndarray) -> np.ndarray:
    """The track of the tune in each window, or REST, by traits and the evidence of names; shape (windows,)."""
    scores = _with_evidence(scores_of_traits(traits), traits.strikes, traits.near, rank)
    path = _likeliest_path(_chances(scores))
    if (path < len(rank)).mean() < _SELDOM:
        scores[:, -1] -= _SELDOM_A_REST
        path = _likeliest_path(_chances(scores))
    return np.where(path == len(rank), REST, path)


def _with_evidence(scores: np.ndarray, strikes: np.ndarray, near: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The scores, with impossible ones for tracks that do not play, and for all others where a track sings."""
    best = np.max(rank * strikes, axis=1, initial=0)[:, None]
    sung, sings = best >= SINGS, (rank == best) & strikes
    tracks = np.where(near & ~(sung & ~sings), scores[:, :-1] + _LEADING * (rank == LEADS), _IMPOSSIBLE)
    alone = np.count_nonzero(near.any(0)) == 1  # a lone track is the tune, whatever it plays
    return np.concatenate([tracks, np.where(sung | alone, _IMPOSSIBLE, scores[:, -1:])], 1)


def _chances(scores: np.ndarray) -> np.ndarray:
    """Logarithms of the probabilities in each window, none below a floor, of the shape of `scores`."""
    scores = scores - scores.max(1, keepdims=True)
    return np.maximum(scores - np.log(np.exp(scores).sum(1, keepdims=True)), _FLOOR)


def _likeliest_path(chances: np.ndarray) -> np.ndarray:
    """The path with the greatest sum of chances less the costs of changes; the last column is the rest.

    It leads through tracks that are the likeliest in at least one window.
    """
    tracks = np.flatnonzero(np.bincount(chances[:, :-1].argmax(1)))
    best, *rows = chances[:, tracks].tolist()
    rest, *rests = chances[:, -1].tolist()
    history = []
    for row, rest_chance in zip(rows, rests, strict=True):
        top = max(best)
        enter = max(top - _MOVING, rest - _RESTING)
        history.append((best, rest, enter))
        best = [(score if score > enter else enter) + chance for score, chance in zip(best, row, strict=True)]
        rest = max(rest, top - _RESTING) + rest_chance
    place = len(best) if rest > max(best) else best.index(max(best))
    path = [place]
    for before, rest_before, enter in reversed(history):
        place = _came_from(place, before, rest_before, enter)
        path.append(place)
    return np.append(tracks, chances.shape[1] - 1)[path[::-1]]


def _came_from(place: int, best: list[float], rest: float, enter: float) -> int:
    """The place in the previous window from which the likeliest path comes, by the scores and the score of a change."""
    resting = len(best)
    lead = best.index(max(best))
    if place == resting:
        return resting if rest >= best[lead] - _RESTING else lead
    if best[place] >= enter:
        return place
    return resting if rest - _RESTING > best[lead] - _MOVING else lead
