"""Ways through the latent space: a bridge between two songs, a mixture of them, a new piece in a style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.seeds import piece_seeds
from vae_music.inference.piece_form import PHRASE_BEATS, phrases
from vae_music.inference.request import Sampling
from vae_music.inference.source import read_source
from vae_music.latent import between, style_weights, with_manner
from vae_music.rolls.segments import segment_steps
from vae_music.song import Metre, Song, Tempo

if TYPE_CHECKING:
    from vae_music.inference.model import Model
    from vae_music.midi.read import AnySong

MAX_BARS = 1000


def bridge(model: Model, one: AnySong, other: AnySong, bars: int, sampling: Sampling) -> Song:
    """See `Model.interpolate`."""
    ending, beginning = read_source(one, model.spec), read_source(other, model.spec)
    frame = bridge_frame(ending.song, beginning.song, bars)
    steps = _steps(model, frame)
    last, first = model.latents(ending)[-1:], model.latents(beginning)[:1]
    weight = np.arange(1, len(steps) + 1, dtype=np.float32) / (len(steps) + 1)
    z = between(np.repeat(last, len(steps), 0), np.repeat(first, len(steps), 0), weight)
    return model.joined(model.decoded(z, steps, sampling), frame)


def mixture(model: Model, one: AnySong, other: AnySong, weight: float, sampling: Sampling) -> Song:
    """See `Model.mix`."""
    source = read_source(one, model.spec)
    others = model.latents(read_source(other, model.spec))
    if not 0 <= weight <= 1:
        raise ModelError(f"no such weight: {weight}")
    mine = model.latents(source)
    partners = others[np.arange(len(mine)) % len(others)]
    z = between(mine, partners, np.full(len(mine), weight, np.float32))
    return model.written(model.decoded(z, source.sounding_steps, sampling), source)


def new_piece(
    model: Model, style: str | Mapping[str, float], variant: int, bars: int, qpm: float, sampling: Sampling
) -> Song:
    """See `Model.sample`."""
    weights, manner, metre = style_weights(style, model.styles), model.manner(style, variant), Metre(0.0, 4, 4)
    frame = Song((), (Tempo(0.0, qpm),), (metre,), length_beats=_checked(bars) * metre.bar_beats)
    steps = _steps(model, frame)
    drawn = sampling.inputs(len(steps)) | {"seed": _seeds(model, len(steps), sampling)}
    inputs = {"steps": steps, "style": np.tile(weights, (len(steps), 1)), **drawn}
    answer = model.call("sample", inputs)
    if variant != 1:  # the signature knows prototypes only
        answer = model.decoded(with_manner(answer["z"], manner), steps, sampling)
    return model.joined(answer, frame)


def bridge_frame(ending: Song, beginning: Song, bars: int) -> Song:
    """An empty song of so many bars, in the metre in which one song ends, and tempi that lead from it to another."""
    metre = ending.metre[-1]._replace(beat=0.0) if ending.metre else Metre(0.0, 4, 4)
    qpm = np.linspace(ending.tempo[-1].qpm, beginning.tempo[0].qpm, _checked(bars) + 2)[1:-1]
    tempo = tuple(Tempo(bar * metre.bar_beats, float(value)) for bar, value in enumerate(qpm))
    return Song((), tempo, (metre,), length_beats=bars * metre.bar_beats)


def _seeds(model: Model, segments: int, sampling: Sampling) -> np.ndarray:
    """The seed of each segment of a new piece."""
    music = phrases(segments, max(PHRASE_BEATS * model.spec.steps_per_beat // model.spec.segment_steps, 1))
    piece, *seeds = sampling.inputs(int(music.max()) + 2)["seed"]
    return piece_seeds(piece, np.array(seeds)[music])


def _checked(bars: int) -> int:
    if not 1 <= bars <= MAX_BARS:
        raise ModelError(f"bars must be 1 to {MAX_BARS:,}, not {bars}")
    return bars


def _steps(model: Model, frame: Song) -> np.ndarray:
    """Steps of music of each segment of an empty song."""
    _, steps = segment_steps(frame, model.spec.steps_per_beat, model.spec.segment_steps)
    return steps.astype(np.uint8)
