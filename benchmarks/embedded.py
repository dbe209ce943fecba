"""The form of the embedded corpus and its styles by notes: `python -m benchmarks.embedded`.

Prints for each style, and for all, the medians over the songs of two variations: seconds, the spread of notes and of
drum strokes (the coefficient of variation over blocks of four bars), the share of drum bars that differ, and that of
fills (last bars of sections with drums before and after them). Then the share of songs of three variations whose style
a logistic regression recognises from the notes of bass and accompaniment, with works or grooves held out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click
import numpy as np

from vae_music.demo import STYLES, TUNES, EmbeddedSong, embedded_corpus
from vae_music.demo.bands import BANDS
from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.song import Song

BLOCK_BARS = 4

Bar = frozenset[tuple[int, int]]
"""The drum strokes of a bar: tick of the bar, pitch."""


class Figures(NamedTuple):
    """The figures of one song; NaN for those of drums if it has none, or of fills if it has fewer than two."""

    seconds: float
    notes_spread: float
    drums_spread: float
    drum_bars_differ: float
    fills_differ: float


def figures(song: Song) -> Figures:
    """The figures of a song in one metre."""
    bars = drum_bars(song)
    fills = fills_of(song, bars)
    drums = [part.onset for part in song.tracks if part.is_drum]
    return Figures(
        song.seconds,
        spread(song.notes().onset, song),
        spread(np.concatenate(drums), song) if drums else np.nan,
        differing([bar for bar in bars if bar]) if drums else np.nan,
        differing(fills) if len(fills) > 1 else np.nan,
    )


def spread(onset: np.ndarray, song: Song) -> float:
    """The coefficient of variation of the number of onsets over the whole blocks of four bars of a song."""
    block = BLOCK_BARS * song.metre[0].numerator
    blocks = int(song.length_beats // block)
    notes = np.bincount((onset / block).astype(int), minlength=blocks)[:blocks]
    return float(notes.std() / notes.mean())


def drum_bars(song: Song) -> list[Bar]:
    """The drum strokes of each bar."""
    beats = song.metre[0].numerator
    bars: list[set[tuple[int, int]]] = [set() for _ in range(int(song.length_beats // beats))]
    for part in song.tracks:
        if part.is_drum:
            number, tick = np.divmod(np.round(part.onset * TICKS_PER_BEAT).astype(int), TICKS_PER_BEAT * beats)
            for place, stroke in zip(number, zip(tick.tolist(), part.pitch.tolist(), strict=True), strict=True):
                bars[place].add(stroke)
    return [frozenset(bar) for bar in bars]


def fills_of(song: Song, bars: list[Bar]) -> list[Bar]:
    """The last bars of the sections that have drums in their last two bars, as the next section has in its first."""
    firsts = [int(marker.beat) // song.metre[0].numerator for marker in song.markers[1:-1]]
    return [bars[first - 1] for first in firsts if bars[first - 2] and bars[first - 1] and bars[first]]


def differing(bars: list[Bar]) -> float:
    """The number of different bars for each bar."""
    return len(set(bars)) / len(bars)


def accompaniment(song: Song) -> np.ndarray:
    """When bass and accompaniment begin notes, how the bass leaps, what sounds together: no programs."""
    bass, *parts = [p for p in song.tracks if not p.is_drum and p.name not in ("Melody", "Harmony")]
    beats = song.length_beats
    features = [np.bincount(np.clip(np.abs(np.diff(bass.pitch)), 0, 12), minlength=13) / beats]
    for lines in ([bass], parts):
        onset = np.concatenate([part.onset for part in lines])
        tick = np.round(onset * TICKS_PER_BEAT).astype(int)
        features.append(np.bincount(tick % TICKS_PER_BEAT, minlength=TICKS_PER_BEAT) / beats)
        features.append(np.bincount(tick // TICKS_PER_BEAT % song.metre[0].numerator, minlength=4) / beats)
    together = np.zeros(12)
    pitch = np.concatenate([part.pitch for part in parts])[np.argsort(onset, kind="stable")]
    for chord in np.split(pitch, np.flatnonzero(np.diff(np.sort(onset))) + 1):
        np.add.at(together, np.abs(np.subtract.outer(chord, chord))[np.triu_indices(len(chord), 1)] % 12, 1)
    return np.concatenate([*features, together / max(together.sum(), 1)])


def recognised(songs: list[EmbeddedSong], held_out: np.ndarray) -> np.ndarray:
    """True for each of the held-out songs whose style is recognised by a logistic regression on the other songs."""
    x = np.array([accompaniment(demo.song) for demo in songs])
    style = np.array([STYLES.index(demo.style) for demo in songs])
    x = np.hstack([(x - x[~held_out].mean(0)) / (x[~held_out].std(0) + 1e-3), np.ones((len(x), 1))])
    weights = np.zeros((x.shape[1], len(STYLES)))
    for _ in range(400):
        score = np.exp(x[~held_out] @ weights)
        error = score / score.sum(1, keepdims=True) - np.eye(len(STYLES))[style[~held_out]]
        weights -= 0.3 * (x[~held_out].T @ error / len(error) + 1e-3 * weights)
    return (x[held_out] @ weights).argmax(1) == style[held_out]


def _thirds(songs: list[EmbeddedSong]) -> Iterator[tuple[str, list[np.ndarray]]]:
    """The songs that are held out in each of three turns, by work and by groove."""
    works = np.array([list(TUNES).index(demo.work) for demo in songs])
    names = {style: [groove.name for groove in grooves] for style, grooves in BANDS.items()}
    grooves = np.array([names[demo.style].index(demo.groove) for demo in songs])
    yield "works", [works % 3 == turn for turn in range(3)]
    yield "grooves", [grooves % 3 == turn for turn in range(3)]


@click.command(help=__doc__)
def main() -> None:
    """Print the figures of the embedded corpus."""
    click.echo(f"{'style':10}" + "".join(f"{name.replace('_', ' '):>18}" for name in Figures._fields))
    rows = [(demo.style, figures(demo.song)) for demo in embedded_corpus()]
    for style in (*STYLES, "all"):
        own = np.array([row for name, row in rows if style in (name, "all")])
        medians = [np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else np.nan for column in own.T]
        click.echo(f"{style:10}" + "".join(f"{median:18.2f}" for median in medians))
    songs = list(embedded_corpus(variations=3))
    for name, turns in _thirds(songs):
        right = np.concatenate([recognised(songs, held_out) for held_out in turns])
        of = np.concatenate([np.array([demo.style for demo in songs])[held_out] for held_out in turns])
        each = ", ".join(f"{style} {right[of == style].mean():.2f}" for style in STYLES)
        click.echo(f"{name} held out: {right.mean():.3f} recognised ({each})")


if __name__ == "__main__":
    main()
