"""The songs of the embedded corpus, one by one or all, as values or as MIDI files with a manifest."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from random import Random
from typing import NamedTuple

from vae_music.demo.arranger import arrange, fitting_grooves
from vae_music.demo.bands import STYLES
from vae_music.demo.tunes import TUNES
from vae_music.errors import CorpusError
from vae_music.song import Song

KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")


class EmbeddedSong(NamedTuple):
    """A song of the embedded corpus.

    path: relative, such as `jazz/ode_to_joy_2.mid`. work: the id of the tune. variation: its number, from 1; songs of
    the same work and variation have the same bars and sections in the same key.
    """

    path: str
    style: str
    work: str
    variation: int
    groove: str
    song: Song


def embedded_song(tune: str = "ode_to_joy", style: str = "pop", seed: int = 0) -> Song:
    """One tune in one style. Raises VaeMusicError for an unknown tune or style.

    Example:
        >>> embedded_song("ode_to_joy", "jazz").tracks[0].name
        'Melody'
    """
    return arrange(tune, style, seed=seed)


def embedded_corpus(variations: int = 2, seed: int = 0) -> Iterator[EmbeddedSong]:
    """Every tune in every style, `variations` times, each time in another key, tempo and groove."""
    for tune in TUNES.values():
        keys = Random(f"{seed}/{tune.id}/keys").sample(KEYS, len(KEYS))
        for style in STYLES:
            grooves = fitting_grooves(tune, style)
            Random(f"{seed}/{tune.id}/{style}/grooves").shuffle(grooves)
            for variation in range(1, variations + 1):
                groove = grooves[variation % len(grooves)].name
                song = arrange(
                    tune,
                    style,
                    seed=1000 * seed + variation,
                    key=keys[variation % len(keys)],
                    groove=groove,
                )
                yield EmbeddedSong(f"{style}/{tune.id}_{variation}.mid", style, tune.id, variation, groove, song)


def write_embedded_corpus(folder: str | PathLike, variations: int = 2, seed: int = 0) -> int:
    """Write the embedded corpus as MIDI files, with a `manifest.csv` of path, style, work, variation and groove.

    Rows of the same work and variation are the same music, bar for bar.

    Returns:
        The number of songs.

    Raises:
        CorpusError: `folder` is not empty or not a folder.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"{folder}: not a folder")
    if folder.exists() and any(folder.iterdir()):
        raise CorpusError(f"{folder}: the folder is not empty")
    rows = []
    for path, style, work, variation, groove, song in embedded_corpus(variations, seed):
        (folder / style).mkdir(parents=True, exist_ok=True)
        song.write(folder / path)
        rows.append((path, style, work, variation, groove))
    with open(folder / "manifest.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("path", "style", "work", "variation", "groove"))
        table.writerows(rows)
    return len(rows)
