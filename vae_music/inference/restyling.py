"""The segments of a song in another style, by the signatures of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from vae_music.errors import ModelError
from vae_music.inference.energy import energy_of_source, set_energy
from vae_music.inference.request import Sampling, TransferRequest
from vae_music.inference.sections import Way, levels_of_sections
from vae_music.inference.source import Source, read_source
from vae_music.latent import style_weights, with_manner
from vae_music.rolls.rolls import NEUTRAL
from vae_music.rolls.segments import usual_steps
from vae_music.translators.protocol import PROTOTYPE, Aim
from vae_music.translators.song_latents import SongLatents

if TYPE_CHECKING:
    from vae_music.inference.model import Model


def restyled(model: Model, source: Source, request: TransferRequest) -> dict[str, np.ndarray]:
    """The segments of a source that sound, as a request asks for them. Raises as `Model.transfer` does."""
    source = with_energy(model, source, request)
    alone = source.drums_alone(model.spec)
    if _is_usual(model, source, request) and not alone.any():
        answer = _towards_prototype(model, source, request)  # which the signatures know
    else:
        answer = _towards_manner(model, source, request, alone)
    return answer | ({"energy": source.sounding["energy"]} if model.card.config.model.energy else {})


def _is_usual(model: Model, source: Source, request: TransferRequest) -> bool:
    """True if the manners are moved towards the first variants, by the prototype's method."""
    if request.style is None or request.method != PROTOTYPE:
        return False
    return model.translators.prototype.is_first(_aim(model, source, request.style, request.variant))


def _aim(model: Model, source: Source, style: str | Mapping[str, float], variant: int | None, seed: int = 0) -> Aim:
    return Aim(style_weights(style, model.styles), variant, seed, usual_steps(source.sounding_steps))


def with_energy(model: Model, source: Source, request: TransferRequest) -> Source:
    """The source with the energy that its new version is to have. Raises ModelError."""
    levels = levels_of_sections(request.sections)
    if request.energy is None and request.form == 1 and not levels:
        return source
    if not model.card.config.model.energy:
        raise ModelError("this model was trained before there was energy; it follows no form")
    energy = energy_of_source(source.rolls, source.heard, request.form)
    for wanted in (request.energy, levels or None):
        if wanted is not None:
            energy = set_energy(energy, wanted, source.song, model.spec)
    return source._replace(rolls=source.rolls._replace(energy=energy))


def _towards_prototype(model: Model, source: Source, request: TransferRequest) -> dict[str, np.ndarray]:
    """By one signature, which moves the manner."""
    rows = int(source.heard.sum())
    inputs = source.sounding | {
        "style": np.tile(style_weights(request.style or {}, model.styles), (rows, 1)),
        "strength": np.full(rows, request.strength, np.float32),
    }
    if not request.sampling.temperature:
        return model.call("serving_default", inputs)
    return model.call("transfer", inputs | request.sampling.inputs(rows))


def _towards_manner(model: Model, source: Source, request: TransferRequest, alone: np.ndarray) -> dict[str, np.ndarray]:
    """By two signatures: the manner is moved here, towards that of a translator or of an example."""
    z = latents_to_move(model, source, alone, request.sampling)
    target = target_manners(model, source, z, request, Way(request.style, request.variant, request.strength))
    z = with_manner(z, target, request.strength)
    answer = model.decoded(z, source.sounding_steps, request.sampling)
    answer["pitch"][alone, :, : model.spec.voices] = 0
    return answer


def target_manners(model: Model, source: Source, z: np.ndarray, request: TransferRequest, way: Way) -> np.ndarray:
    """The manners at which a way of playing aims, one a segment: float32 (segments, m).

    They are those of the style by the method of the request or, without a style, that of the example.

    Args:
        z: the latents of the segments that sound.
    """
    card = model.card
    if way.style is None:
        assert request.like is not None
        manner = model.latents(read_source(request.like, model.spec))[:, : card.manner_size].mean(0)
        return np.broadcast_to(manner, (len(z), card.manner_size))
    song = SongLatents.of(z, source.sounding, card.config, card.manner_size)
    aim = _aim(model, source, way.style, way.variant, request.sampling.seed)
    return model.translators[request.method](song, aim)


def latents_to_move(model: Model, source: Source, alone: np.ndarray, sampling: Sampling) -> np.ndarray:
    """The latents of the segments that sound, with a content for those of drums `alone`."""
    z = model.latents(source)
    if alone.any():
        content = slice(model.card.manner_size, model.card.config.learnt)
        z[alone, content] = _content_of_any_music(model, z[~alone], int(alone.sum()), sampling)[..., content]
    return z


def _content_of_any_music(model: Model, z: np.ndarray, rows: int, sampling: Sampling) -> np.ndarray:
    """Latents with a content for segments of drums alone: without any, drummers stop every other bar.

    Args:
        z: the latents of the other segments of the song, whose mean content is taken; without any, it is sampled.
    """
    if len(z):
        return z.mean(0)
    inputs = {
        "steps": np.full(rows, model.spec.segment_steps, np.uint8),
        "energy": np.full((rows, *model.spec.shapes["energy"]), NEUTRAL, np.uint8),
        "style": np.tile(style_weights(model.styles[0], model.styles), (rows, 1)),
    }
    return model.call("sample", inputs | sampling.inputs(rows))["z"]
