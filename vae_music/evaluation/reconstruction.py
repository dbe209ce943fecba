"""Reconstruction without a change of style: through the rolls alone, through the model, and without parts of z."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.evaluation.baselines import rolled
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.fidelity import Fidelity, fidelity
from vae_music.song import Song


class Reconstructed(NamedTuple):
    """The figures of one song; NaN where not defined. All are 0 to 1, but velocity_error is in MIDI steps.

    rolls_*: through the rolls of the model alone, all notes with programs and drums. notes, onsets, drums,
    velocity_error: those of `Fidelity` through the model, the first three as F1. decoded_*: the F1 of notes and of
    onsets decoded from z, first as it was encoded, then with the dimensions that a transfer keeps drawn from the prior,
    then with all dimensions but the style code drawn from it. The nearer these are to the first, the less information z
    contributes. Energy and rhythm, which have no prior, stay.
    """

    rolls_recall: float
    rolls_precision: float
    notes: float
    onsets: float
    drums: float
    velocity_error: float
    decoded_notes: float
    decoded_onsets: float
    decoded_notes_kept_from_prior: float
    decoded_onsets_kept_from_prior: float
    decoded_notes_all_from_prior: float
    decoded_onsets_all_from_prior: float


def reconstructed(model: Model, song: Song, z_mean: np.ndarray, seed: int = 0) -> Reconstructed:
    """Measure the reconstruction of one song; `z_mean` is that of `Model.encode`. Raises MidiError."""
    through_rolls = fidelity(song, rolled(song, model.spec)).everything
    through_model = fidelity(song, model.reconstruct(song))
    noise = np.random.default_rng(seed).standard_normal(z_mean.shape).astype(np.float32)
    decoded, learnt = [], model.card.config.learnt
    for kept in (z_mean.shape[1], manner_size(model), len(model.styles)):
        z = np.concatenate([z_mean[:, :kept], noise[:, kept:learnt], z_mean[:, max(kept, learnt) :]], axis=1)
        again: Fidelity = fidelity(song, model.decode(z, song))
        decoded += [again.notes.f1, again.onsets.f1]
    return Reconstructed._make(
        [
            through_rolls.recall,
            through_rolls.precision,
            through_model.notes.f1,
            through_model.onsets.f1,
            through_model.drums.f1,
            through_model.velocity_error,
            *decoded,
        ]
    )


def manner_size(model: Model) -> int:
    """The number of dimensions of z, the first ones, that a transfer moves."""
    return int(model.card.prototypes.shape[1])


def reconstruction_row(songs: Sequence[Reconstructed], works: Sequence[str]) -> dict[str, Estimate]:
    """The mean of each figure over songs, with intervals from resampled works."""
    means = resampled_means(np.array(songs, float).reshape(-1, len(Reconstructed._fields)), works)
    return {name: estimate(column) for name, column in zip(Reconstructed._fields, means.T, strict=True)}
