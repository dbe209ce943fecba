"""New music by a model: a piece of its own, or bars with which a song goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.seeds import piece_seeds
from vae_music.inference import blending
from vae_music.inference.energy import Energy, set_energy
from vae_music.inference.form import energy_of_form, music_of_form
from vae_music.inference.request import ContinuationRequest, PieceRequest, Sampling
from vae_music.inference.source import Source, read_source
from vae_music.latent import style_weights, with_manner
from vae_music.midi.read import AnySong
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.segments import usual_steps
from vae_music.rolls.spec import RollSpec
from vae_music.song import Metre, Song, Tempo
from vae_music.translators.composer import GIVEN, Outline, alike
from vae_music.translators.protocol import Aim

if TYPE_CHECKING:
    from vae_music.inference.model import Model

T = TypeVar("T", Tempo, Metre)


def new_piece(model: Model, request: PieceRequest) -> Song:
    """The piece that a request asks for; see `Model.sample`."""
    spec, sampling = model.spec, request.sampling
    frame = blending.piece_frame(request.bars, request.qpm)
    steps = blending.frame_steps(frame, spec)
    energy = _with_levels(model, energy_of_form(len(steps), spec), request.energy, frame)
    if request.style is None:
        assert request.like is not None
        styles, manner = _open_style(model), _manner_of(model, request.like)
    else:
        styles, manner = style_weights(request.style, model.styles), model.manner(request.style, request.variant)
    if composer := model.translators.composer:
        before = np.zeros((0, model.card.config.model.latent), np.float32)
        outline = Outline(music_of_form(len(steps), spec), steps, energy, before, steps[:0])
        return model.joined(_played(model, outline, composer(outline, styles, sampling.seed), manner, sampling), frame)
    inputs = gaussian_piece(steps, energy, spec, sampling)
    answer = model.call("sample", inputs | {"style": np.tile(styles, (len(steps), 1))})
    answer["energy"] = energy
    if request.variant not in (None, 1) or request.like is not None:  # the signature knows prototypes only
        answer = model.decoded(with_manner(answer["z"], manner), steps, sampling)
    return model.joined(answer, frame)


def gaussian_piece(steps: np.ndarray, energy: np.ndarray, spec: RollSpec, sampling: Sampling) -> dict[str, np.ndarray]:
    """The inputs of the signature `sample` but the style, a row a segment: equal seeds are the same music."""
    music = music_of_form(len(steps), spec)
    piece, *seeds = sampling.inputs(int(music.max()) + 2)["seed"]
    seed = piece_seeds(piece, np.array(seeds)[music])
    return {"steps": steps, "energy": energy, **sampling.inputs(len(steps)), "seed": seed}


def continued(model: Model, song: AnySong, request: ContinuationRequest) -> Song:
    """The song and the bars that a request asks for; see `Model.continued`."""
    composer, spec = model.translators.composer, model.spec
    if composer is None:
        raise ModelError("this model has no composer, so it continues no song; train --composer gives it one")
    source = read_source(song, spec)
    end = blending.last_place(source, spec)
    frame = blending.frame_after(source.song, end, request.bars)
    steps = blending.frame_steps(frame, spec)
    z, part = model.latents(source), slice(max(end.row + 1 - GIVEN, 0), end.row + 1)
    styles, manner = _open_style(model), z[part, : model.card.manner_size].mean(0)
    if request.style is not None:
        styles = style_weights(request.style, model.styles)
        manner = model.translators.prototype.manner(Aim(styles, request.variant, steps=usual_steps(steps)))
    energy = _with_levels(model, _played_before(source, end.row, len(steps)), request.energy, frame)
    outline = Outline(music_of_form(len(steps), spec), steps, energy, z[part], source.sounding_steps[part])
    drawn = composer(outline, styles, request.sampling.seed)
    answer = _played(model, outline, drawn, manner, request.sampling)
    return _one_after_the_other(source.song, model.joined(answer, frame))


def _played_before(source: Source, row: int, segments: int) -> np.ndarray:
    """The energy of as many segments up to a row of those that sound, over and over where the song has fewer."""
    rows = np.arange(row + 1)[-segments:]
    return source.sounding["energy"][np.resize(rows, segments)]


def _with_levels(model: Model, energy: np.ndarray, wanted: Energy | None, frame: Song) -> np.ndarray:
    if wanted is None:
        return energy
    if not model.card.config.model.energy:
        raise ModelError("this model was trained before there was energy; it follows no form")
    return set_energy(energy, wanted, frame, model.spec)


def _open_style(model: Model) -> np.ndarray:
    """The weights of the styles where a song is the example, and its style is not known."""
    return np.zeros(len(model.styles), np.float32)


def _manner_of(model: Model, example: AnySong) -> np.ndarray:
    return model.latents(read_source(example, model.spec))[:, : model.card.manner_size].mean(0)


def _played(
    model: Model, outline: Outline, drawn: np.ndarray, manner: np.ndarray, sampling: Sampling
) -> dict[str, np.ndarray]:
    """The answer of the signature `decode` to what a composer has drawn, played in a manner.

    Contents that are drawn lie between those of songs, and their chords are blurred. So the likeliest notes are heard
    first, and played anew by the contents that the model hears in them.
    """
    card = model.card
    z = np.concatenate([np.tile(manner, (len(drawn), 1)), drawn], axis=1).astype(np.float32)
    heard = Rolls.of(model.decoded(z, outline.steps, Sampling()) | {"steps": outline.steps}, model.spec)
    content = slice(card.manner_size, card.config.learnt)
    z[:, content] = alike(outline.music) @ model.call("encode", heard._asdict())["z_mean"][:, content]
    return model.decoded(z, outline.steps, sampling)


def _one_after_the_other(song: Song, new: Song) -> Song:
    """A song, and new bars after its last one on tracks of their own."""
    start = float(song.downbeats()[-1])
    tracks = tuple(replace(track, onset=track.onset + start) for track in new.tracks)
    end = start + new.length_beats
    tempo, metre = _changes(song.tempo, new.tempo, start), _changes(song.metre, new.metre, start)
    return replace(song, tracks=(*song.tracks, *tracks), tempo=tempo, metre=metre, length_beats=end)


def _changes(old: tuple[T, ...], following: tuple[T, ...], start: float) -> tuple[T, ...]:
    """Changes of tempo or metre up to a beat, then others; one that changes nothing is left out."""
    kept = [change for change in old if change.beat < start]
    for change in following:
        if not kept or change[1:] != kept[-1][1:]:
            kept.append(change._replace(beat=change.beat + start))
    return tuple(kept)
