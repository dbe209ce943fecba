"""The bands of a model: the instruments with which each variant of each style plays a short song."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vae_music.demo.songs import embedded_song
from vae_music.general_midi import instrument_name
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.inference.request import Sampling
from vae_music.inference.source import read_source
from vae_music.rolls.instrument_tracks import BASS_TRACK, TUNE_TRACK
from vae_music.song import Song
from vae_music.storage import cache_folder, write_atomically

CACHE_FORMAT = 2
"""To be raised when what is cached, or the song that is played, changes."""

_BARS = (9, 16)
_PARTS = ("assets.extra/styles.json", "saved_model.pb", "variables/variables.index")


class Band(NamedTuple):
    """A variant of a style, counted from 1, and its instruments by their General MIDI names.

    tune, bass: empty if the song has none in this style.
    metre, tempo_qpm: those of the song that the variant was learnt from, None where the model does not know them.
    """

    variant: int
    tune: str
    bass: str
    others: tuple[str, ...]
    drums: bool
    metre: str | None
    tempo_qpm: float | None


def bands_of(
    model: Model, song: Song, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, tuple[Band, ...]]:
    """The bands of each style, as they play a song; a variant that repeats another is left out.

    Args:
        progress: called with the number of styles that have played so far, and that of all.
    """
    source = read_source(song, model.spec)
    progress(0, len(model.styles))
    content, steps = model.latents(source)[:, model.card.manner_size :], source.sounding_steps
    bands = {}
    for name, manners, pulses in zip(model.styles, model.card.manners, model.card.pulses, strict=True):
        variants = sorted(np.unique(manners, axis=0, return_index=True)[1].tolist())
        bands[name] = tuple(
            Band(
                one + 1,
                *_instruments(model, manners[one], content, steps),
                *(dict(enumerate(pulses)).get(one) or (None, None)),
            )
            for one in variants
        )
        progress(len(bands), len(model.styles))
    return bands


def _instruments(
    model: Model, manner: np.ndarray, content: np.ndarray, steps: np.ndarray
) -> tuple[str, str, tuple[str, ...], bool]:
    """The fields of a Band from `tune` to `drums`."""
    z = np.concatenate([np.tile(manner, (len(content), 1)), content], axis=1)
    song = model.joined(model.decoded(z, steps, Sampling()), None)
    pitched = {track.name: instrument_name(track.program) for track in song.tracks if not track.is_drum}
    tune, bass = pitched.pop(TUNE_TRACK, ""), pitched.pop(BASS_TRACK, "")
    drums = any(track.is_drum for track in song.tracks)
    return tune, bass, tuple(dict.fromkeys(pitched.values())), drums


def bands_of_export(
    export: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, tuple[Band, ...]]:
    """The bands of the model of a SavedModel, as they play an embedded song; see `bands_of`.

    They are kept in the cache folder, as TensorFlow has to be started to hear them. Raises ModelError.
    """
    kept = cache_folder() / "bands" / f"{_digest(export)}.json"
    with suppress(OSError, ValueError, TypeError):
        told = json.loads(kept.read_text("utf-8"))
        return {style: tuple(Band(*band) for band in bands) for style, bands in told.items()}
    bands = bands_of(load_model(export), embedded_song().excerpt(*_BARS), progress)
    with suppress(OSError):
        write_atomically(kept, json.dumps(bands).encode())
    return bands


def _digest(export: Path) -> str:
    """The identity of an export, by the files that any training changes."""
    digest = hashlib.sha256(str(CACHE_FORMAT).encode())
    for path in (*(export / name for name in _PARTS), *sorted(export.glob("variables/*.data-*"))):
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()
