"""Musical statistics of new pieces, compared with songs: `python -m benchmarks.new_pieces DIR [--model M] [--seed N]`.

Prints a Markdown table with a row for the first bars of songs of DIR, for their reconstructions, for new pieces of
`sample`, for such pieces without the composer, and for pieces whose contents are drawn from the standard normal
distribution, towards which the KL term pulls latents.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.measures.notes import pitched
from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import read_song
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.tune import find_tune
from vae_music.song import Song

SONGS, BARS = 36, 16
SEGMENT_BEATS, BAR_BEATS = 8, 4
SPEC = RollSpec()
MAJOR = np.isin(np.arange(12), [0, 2, 4, 5, 7, 9, 11])
CONSONANT = [0, 3, 4, 5, 7, 8, 9]


def in_a_scale(pitches: np.ndarray) -> float:
    """The share of notes that are in the major scale that fits best."""
    counts = np.bincount(pitches % 12, minlength=12)
    return float(max(counts[np.roll(MAJOR, root)].sum() for root in range(12)) / counts.sum())


def traits(song: Song) -> list[float]:
    """The figures of a song, in the order of the table's columns."""
    notes = pitched(song)
    segment = np.floor(notes.onset / SEGMENT_BEATS)
    scales = [in_a_scale(notes.pitch[segment == number]) for number in np.unique(segment)]
    melody = song.notes().pitch[find_tune(song).notes].astype(int)
    step = float(np.abs(np.diff(melody)).mean()) if len(melody) > 1 else np.nan
    bars = song.length_beats / 4
    scale, consonant = in_a_scale(notes.pitch), _consonance(notes)
    return [
        float(np.mean(scales)),
        scale,
        consonant,
        step,
        len(notes.onset) / bars,
        bars_again(song),
        bars_again(song, 1),
    ]


def bars_again(song: Song, voices: int = 2) -> float:
    """The share of bars in which tune and bass, or the tune alone, begin the same notes as in an earlier bar of 4/4.

    Bars in which they begin no note do not count.
    """
    rolls, _ = song_to_rolls(song, SPEC, find_tune(song))
    begun = np.where(rolls.velocity[..., 0] > 0, rolls.pitch, 0)[:, :, :voices]
    music = np.concatenate([part[:steps] for part, steps in zip(begun, rolls.steps, strict=True)])
    size = BAR_BEATS * SPEC.steps_per_beat
    bars = [music[start : start + size] for start in range(0, len(music) - size + 1, size)]
    heard = [bar.tobytes() for bar in bars if bar.any()]
    return 1 - len(set(heard)) / len(heard) if heard else np.nan


def _consonance(notes) -> float:
    """The share of thirds, fourths, fifths, sixths and octaves among pairs of notes that sound together on a beat."""
    shares = []
    for beat in np.unique(np.floor(notes.onset)):
        sounding = notes.pitch[(notes.onset <= beat + 0.01) & (notes.onset + notes.duration > beat + 0.02)]
        one, other = np.triu_indices(len(sounding), 1)
        if len(one):
            shares.append(np.isin(abs(sounding[one] - sounding[other]) % 12, CONSONANT).mean())
    return float(np.mean(shares)) if shares else np.nan


def standard_normal(model: Model, style: str, seed: int) -> Song:
    """A new piece in a style, of even energy, whose contents are drawn from the standard normal distribution."""
    manner, config = model.manner(style), model.card.config
    z = np.zeros((BARS // 2, config.model.latent), np.float32)
    z[:, : config.learnt] = np.random.default_rng(seed).normal(size=(len(z), config.learnt))
    z[:, : len(manner)] = manner
    return model.decode(z)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--model", type=Path)
    options.add_argument("--seed", type=int, default=0, help="of the first piece")
    asked = options.parse_args()
    model = load_model(asked.model)
    paths = sorted(path for path in asked.folder.rglob("*") if is_midi_name(path))
    chosen = [read_song(path) for path in paths[:: max(1, len(paths) // SONGS)][:SONGS]]
    songs = [song.excerpt(1, min(BARS, song.bar_count)) for song in chosen]
    pieces = [(model.styles[index % len(model.styles)], asked.seed + index) for index in range(SONGS)]
    columns = ["in a scale, 2 bars", "in one scale", "consonant", "melody's step", "notes a bar"]
    columns += ["bars that come again", "of the tune alone"]
    print(f"| | {' | '.join(columns)} |\n{'|---' * (len(columns) + 1)}|")
    _print("songs", songs)
    _print("reconstructed", map(model.reconstruct, songs))
    _print("`sample`", (model.sample(style, BARS, seed=seed) for style, seed in pieces))
    gaussian = Model(model.card, model.runtime)
    _print("a Gaussian", (gaussian.sample(style, BARS, seed=seed) for style, seed in pieces))
    _print("standard normal contents", (standard_normal(model, style, seed) for style, seed in pieces))


def _print(name: str, songs: Iterable[Song]) -> None:
    means = np.nanmean([traits(song) for song in songs], axis=0)
    print(f"| {name} | {' | '.join(f'{mean:.2f}' for mean in means)} |", flush=True)


if __name__ == "__main__":
    main()
