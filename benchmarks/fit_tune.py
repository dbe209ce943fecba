"""Fitting of the weights by which a tune is found without names: `python -m benchmarks.fit_tune DATA`.

DATA has the folders `parallel`, `form` and `midi` of the shared data: arrangements whose track "Melody" has the tune,
songs of POP909 and OpenEWLD in which a track is called so, songs for voice and piano, and tunes with chords. Nothing is
fitted on other songs. Writes `vae_music/rolls/tune_weights.npz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from benchmarks.rearranged import rearranged
from vae_music.midi.folder import find_songs
from vae_music.midi.read import read_song
from vae_music.rolls import tune_path
from vae_music.rolls.tune_lines import upper_lines, window_borders
from vae_music.rolls.tune_traits import WINDOW_TRAITS, traits_of_tracks
from vae_music.song import Song

_MOST_TRACKS = 24
_WINDOWS = 6
_VERSIONS = {False: 2, True: 3}
"""How often a song is rearranged, without and with rivals of the tune."""

_FOLDERS = {
    "parallel": (3, 1.0),
    "form": (4, 1.0),
    "pop909": (1, 1.5),
    "ewld": (1, 1.0),
    "lied": (1, 1.0),
    "nott": (1, 0.3),
}
"""Of each kind of songs: one in so many is used, and the weight of all together."""

_HIDDEN, _STEPS, _BATCH, _RATE, _DECAY = 16, 800, 512, 0.03, 3e-3


class Examples(NamedTuple):
    """Windows of songs: traits (windows, tracks, traits), True for tracks that play, and for those with the tune.

    The last column of `right` is True where the tune rests. `weight` is that of each window.
    """

    traits: np.ndarray
    plays: np.ndarray
    right: np.ndarray
    weight: np.ndarray


def kind_of(path: Path) -> str | None:
    """The kind of the song at a path in the data, or None if its tune is not known."""
    folder = next((name for name in ("parallel", "form") if name in path.parts), None)
    return folder or next((kind for kind in _FOLDERS if kind in path.name.lower()), None)


def tunes_of(song: Song, kind: str) -> list[int]:
    """The tracks that have the tune, or none if that is not known."""
    if kind in ("lied", "nott"):  # the voice above the piano, and the tune above its chords
        return [0] if len(song.tracks) == (3 if kind == "lied" else 2) else []
    return [i for i, track in enumerate(song.tracks) if track.name.lower().startswith("melody")]


def windows_of(song: Song, tunes: list[int], rng: np.random.RandomState) -> Iterator[tuple[np.ndarray, ...]]:
    """Some windows of a song, padded to the same number of tracks: traits, plays and right."""
    borders, _ = window_borders(song)
    traits = traits_of_tracks(*upper_lines(song, song.notes(), borders), borders, len(song.tracks))
    busy = np.flatnonzero(traits.strikes.any(1))
    for window in rng.choice(busy, min(_WINDOWS, len(busy)), replace=False):
        near = np.flatnonzero(traits.near[window])[:_MOST_TRACKS]
        row = np.zeros((_MOST_TRACKS, len(traits.of_window) + len(traits.of_song)), np.float32)
        row[: len(near)] = np.concatenate([traits.of_window[:, window, near], traits.of_song[:, near]]).T
        right = np.zeros(_MOST_TRACKS + 1, bool)
        right[: len(near)] = np.isin(near, tunes) & traits.strikes[window, near]
        right[-1] = not right.any()
        yield row, np.arange(_MOST_TRACKS) < len(near), right


def examples(data: Path, rng: np.random.RandomState) -> Examples:
    """The windows of all songs of the data, each rearranged several times."""
    rows, kinds, used = [], [], dict.fromkeys(_FOLDERS, 0)
    for path in (path for name in ("parallel", "form", "midi") for path in find_songs(data / name)[0]):
        if (kind := kind_of(path)) is None:
            continue
        used[kind] += 1
        if used[kind] % _FOLDERS[kind][0] or not (tunes := tunes_of(song := read_song(path), kind)):
            continue
        for rivals, times in _VERSIONS.items():
            for _ in range(times):
                windows = list(windows_of(*rearranged(song, tunes, rng, rivals), rng))
                rows += windows
                kinds += [kind] * len(windows)
    count = {kind: kinds.count(kind) for kind in kinds}
    weight = np.array([_FOLDERS[kind][1] / count[kind] for kind in kinds])
    traits, plays, right = (np.stack(column) for column in zip(*rows, strict=True))
    return Examples(traits, plays, right, weight / weight.sum())


def fitted(known: Examples, rng: np.random.RandomState) -> dict[str, np.ndarray]:
    """The weights, by Adam: a network with one hidden layer whose outputs, and a rest, go through a softmax."""
    traits = known.traits
    w = {
        "hidden": rng.randn(traits.shape[2], 1 + _HIDDEN) * (np.arange(1 + _HIDDEN) > 0) / np.sqrt(traits.shape[2]),
        "hidden_bias": np.zeros(1 + _HIDDEN),
        "output": 0.3 * rng.randn(_HIDDEN),
        "rest": np.zeros(()),
    }
    mean, square = ({name: np.zeros_like(value) for name, value in w.items()} for _ in range(2))
    drawn = rng.choice(len(traits), (_STEPS, _BATCH), p=known.weight)
    for step, batch in enumerate(drawn, 1):
        slope = _slope(w, traits[batch], known.plays[batch], known.right[batch])
        for name, value in slope.items():
            value = value + _DECAY * w[name] * (name in ("hidden", "output"))
            mean[name] = 0.9 * mean[name] + 0.1 * value
            square[name] = 0.99 * square[name] + 0.01 * value**2
            change = mean[name] / (1 - 0.9**step) / (np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8)
            w[name] = w[name] - _RATE * (1 - 0.9 * step / _STEPS) * change
    return w


def _slope(w: dict[str, np.ndarray], x: np.ndarray, plays: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    """The slope of the cross-entropy of a batch by each of the weights."""
    linear = x @ w["hidden"] + w["hidden_bias"]
    active = np.tanh(linear[..., 1:])
    scores = np.where(plays, linear[..., 0] + active @ w["output"], -np.inf)
    scores = np.concatenate([scores, np.full((len(x), 1), w["rest"])], 1)
    chance = np.exp(scores - scores.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    wanted = chance * right
    error = (chance - wanted / (wanted.sum(1, keepdims=True) + 1e-9)) / len(x)
    track = error[:, :-1, None]
    back = np.concatenate([track, track * w["output"] * (1 - active**2)], 2)
    return {
        "hidden": np.tensordot(x, back, ([0, 1], [0, 1])),
        "hidden_bias": back.sum((0, 1)),
        "output": (track * active).sum((0, 1)),
        "rest": error[:, -1].sum(),
    }


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=tune_path.WEIGHTS, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
def main(data: Path, out: Path, seed: int) -> None:
    """Fit the weights and write them."""
    rng = np.random.RandomState(seed)
    known = examples(data, rng)
    mean = known.traits[known.plays].mean(0)
    scale = known.traits[known.plays].std(0) + 1e-3
    w = fitted(known._replace(traits=(known.traits - mean) / scale * known.plays[..., None]), rng)
    w["hidden_bias"] = w["hidden_bias"] - (mean / scale) @ w["hidden"]
    by_track = w.pop("hidden") / scale[:, None]
    w["hidden_window"], w["hidden_song"] = np.split(by_track, [WINDOW_TRAITS])
    weights: dict[str, Any] = {name: value.astype(np.float32) for name, value in w.items()}
    np.savez(out, **weights)
    click.echo(f"{len(known.traits):,} windows; wrote {out}")


if __name__ == "__main__":
    main()
