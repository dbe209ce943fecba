"""Songs played in sections: each bar by the band of its section, joined so that the song goes on over the borders.

The model hears the whole song, with one tune and the energy of the whole. It plays a segment once for each section that
has bars in it, and of each version the bars of the section are taken. So every section is what a transfer of the whole
song would have there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vae_music.inference.request import TransferRequest
from vae_music.inference.restyling import latents_to_move, target_manners, with_energy
from vae_music.inference.sections import SectionPlan, plan_sections
from vae_music.inference.source import Source
from vae_music.latent import with_manner
from vae_music.rolls.instrument_tracks import TUNE_TRACK
from vae_music.rolls.pieces import Pieces, cut_at_bars
from vae_music.rolls.rolls import Rolls
from vae_music.song import Song, Track

if TYPE_CHECKING:
    from vae_music.inference.model import Model

_EARLY_BEATS = 1 / 8
_HELD_BEATS = 1 / 2


def played_in_sections(model: Model, source: Source, request: TransferRequest) -> Song:
    """The song with a style, variant, strength and energy for each section. Raises as `Model.transfer` does."""
    plan = plan_sections(request, source.song)
    source = with_energy(model, source, request)
    pieces = cut_at_bars(source.song, model.spec, plan.of_bar)
    new = ~plan.stays[pieces.kind]
    heard = source.heard[pieces.segment] & new
    if not heard.any():
        return source.song
    answer = _answers(model, source, request, plan, pieces.take(np.flatnonzero(heard)))
    cut = pieces.cut_from({name: roll[pieces.segment] for name, roll in source.rolls._asdict().items()}, model.spec)
    cut["pitch"][~new] = 0
    cut["velocity"][~new] = 0
    in_pieces = source._replace(rolls=Rolls(**cut), heard=heard)
    song = model.written(answer, in_pieces, request.keep_melody, plan.bands[pieces.kind])
    return _with_bars_that_stay(song, source, plan.stays[plan.of_bar], request.keep_melody)


def _answers(
    model: Model, source: Source, request: TransferRequest, plan: SectionPlan, pieces: Pieces
) -> dict[str, np.ndarray]:
    """The pieces as the model plays them, each in the way of its section."""
    alone = source.drums_alone(model.spec)
    z = latents_to_move(model, source, alone, request.sampling)
    row = (np.cumsum(source.heard) - 1)[pieces.segment]  # of each piece among the segments that sound
    used, way = np.unique(pieces.kind, return_inverse=True)
    ways = [plan.ways[index] for index in used]
    targets = np.stack([target_manners(model, source, z, request, one) for one in ways if one])
    strengths = np.array([one.strength for one in ways if one], np.float32)
    inputs = {"steps": source.sounding_steps, **request.sampling.inputs(len(z))}
    moved = with_manner(z[row], targets[way, row], strengths[way])
    answer = model.call("decode", {"z": moved, **{name: values[row] for name, values in inputs.items()}})
    answer["pitch"][alone[row], :, : model.spec.voices] = 0
    if model.card.config.model.energy:
        answer["energy"] = source.sounding["energy"][row]
    return pieces.cut_from(answer, model.spec)


def _with_bars_that_stay(new: Song, source: Source, stays: np.ndarray, keep_melody: bool) -> Song:
    """The new version with some of its bars, bool (bars,), as they are in the source, on the tracks of the source.

    It has nothing in these bars yet but tracks and a melody that are kept.
    """
    if not stays.any():
        return new
    kept, borders = set(source.kept), source.song.downbeats()
    others = [track for index, track in enumerate(source.song.tracks) if index not in kept]
    parts = [
        _only(track, borders, ~stays) if keep_melody and track.name == TUNE_TRACK else track
        for track in new.tracks[len(kept) :]
    ]
    parts += [_only(track, borders, stays) for track in others]
    return replace(new, tracks=(*new.tracks[: len(kept)], *(part for part in parts if len(part))))


def _only(track: Track, borders: np.ndarray, bars: np.ndarray) -> Track:
    """A track in some bars only. What is held from before them is struck again, and what lasts longer is cut.

    A note that is played a little early belongs to the bar after it.

    Args:
        borders: the beats at which bars begin and the last one ends, shape (bars + 1,).
        bars: bool (bars,).
    """
    edges = np.flatnonzero(np.diff(bars, prepend=False, append=False)).reshape(-1, 2)
    belongs = borders - _EARLY_BEATS
    belongs[-1] = np.inf  # no bar follows
    rows = []
    for first, end in edges:
        begins = (track.onset >= belongs[first]) & (track.onset < belongs[end])
        until = np.minimum(track.onset + track.duration, borders[end])
        held = (track.onset < belongs[first]) & (until > borders[first] + _HELD_BEATS) & (not track.is_drum)
        onset = np.where(held, borders[first], track.onset)
        rows.append(np.stack([onset, until - onset, track.pitch, track.velocity], axis=1)[begins | held])
    return Track.of(np.concatenate(rows), track.program, track.is_drum, track.name)
