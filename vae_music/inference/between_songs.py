"""Songs between two others: a bridge from one to the other, and a mixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_music.inference import blending
from vae_music.inference.request import Sampling
from vae_music.inference.source import read_source
from vae_music.midi.read import AnySong
from vae_music.song import Song

if TYPE_CHECKING:
    from vae_music.inference.model import Model


def bridge_of(
    model: Model, one: tuple[AnySong, int | None], other: tuple[AnySong, int | None], bars: int, sampling: Sampling
) -> Song:
    """The bridge from a bar of one song to a bar of another; see `Model.interpolate`."""
    spec = model.spec
    ending, beginning = read_source(one[0], spec), read_source(other[0], spec)
    leave = blending.last_place(ending, spec, one[1])
    arrive = blending.first_place(beginning, spec, other[1])
    frame = blending.bridge_frame(ending.song, leave, beginning.song, arrive, bars)
    steps = blending.frame_steps(frame, spec)
    ends = model.latents(ending)[leave.row], model.latents(beginning)[arrive.row]
    z = blending.bridge(*ends, len(steps), model.card.config.learnt)
    return model.joined(model.decoded(z, steps, sampling), frame)


def mixture_of(model: Model, one: AnySong, other: AnySong, weight: float, sampling: Sampling) -> Song:
    """The song between two in the frame of the one; see `Model.mix`."""
    source = read_source(one, model.spec)
    other_latents = model.latents(read_source(other, model.spec))
    z = blending.mixture(model.latents(source), other_latents, weight, model.card.config.learnt)
    return model.written(model.decoded(z, source.sounding_steps, sampling), source)
