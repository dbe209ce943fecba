"""Measures of z: its information in nats, its active units, and how well a probe recognises the style in its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vae_music.corpus.shards import sounding
from vae_music.inference.model import Model
from vae_music.measures.bootstrap import Estimate, estimate, resampled_means
from vae_music.measures.softmax import fit_softmax
from vae_music.rolls.conversion import song_to_rolls
from vae_music.song import Song

PROBE_FEATURES = 512
PROBE_DECAY = 1e-3


class Encoded(NamedTuple):
    """The posterior of a song's sounding segments, as far as it is learnt: both float32 (segments, learnt)."""

    mean: np.ndarray
    scale: np.ndarray


class Latents(NamedTuple):
    """The measures of z over segments.

    kl: nats per segment, over all dimensions. active_units: the number of dimensions whose mean has a variance of more
    than .01 over segments. probes: the accuracy over segments of newly trained probes that get a part of z, by name,
    and `chance`, that of always choosing the commonest style.
    """

    kl: Estimate
    active_units: int
    probes: dict[str, Estimate]


def encode_song(model: Model, song: Song) -> tuple[Encoded, np.ndarray]:
    """The posterior of the sounding segments, and z_mean of all segments. Raises MidiError."""
    posterior = model.encode(song)
    heard = sounding(song_to_rolls(song, model.spec)[0])
    learnt = slice(model.card.config.learnt)
    return Encoded(posterior.z_mean[heard, learnt], posterior.z_scale[heard, learnt]), posterior.z_mean


def measure_latents(
    training: Sequence[Encoded],
    training_style: Sequence[int],
    testing: Sequence[Encoded],
    testing_style: Sequence[int],
    works: Sequence[str],
    parts: dict[str, slice],
) -> Latents:
    """Measure the posteriors of the songs tested; the probes learn from those of other songs.

    Args:
        works: the works of the songs tested.
        parts: the part of z that each probe gets, by name.
    """
    from vae_music.model.losses import ACTIVE_VARIANCE  # imported late: it imports TensorFlow

    segments = [len(song.mean) for song in testing]
    work_of_segment = np.repeat(np.asarray(works), segments)
    mean = np.concatenate([song.mean for song in testing])
    kl = np.concatenate([kl_of_segments(*song) for song in testing])
    style = np.repeat(testing_style, segments)
    known = np.concatenate([song.mean for song in training])
    known_style = np.repeat(training_style, [len(song.mean) for song in training])
    probes = {"chance": _constant(np.bincount(style).max() / len(style))}
    for name, part in parts.items():
        right = probe(known[:, part], known_style, mean[:, part]) == style
        probes[name] = estimate(resampled_means(right[:, None].astype(float), work_of_segment)[:, 0])
    return Latents(
        estimate(resampled_means(kl[:, None], work_of_segment)[:, 0]),
        int((mean.var(0) > ACTIVE_VARIANCE).sum()),
        probes,
    )


def kl_of_segments(mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """KL(N(mean, scale²) ‖ N(0, 1)) over all dimensions, in nats.

    Input shape: both (rows, latent). Output shape: (rows,).
    """
    from vae_music.model.losses import kl_nats  # imported late: it imports TensorFlow

    return np.asarray(kl_nats(mean.astype(np.float32), np.maximum(scale.astype(np.float32), 1e-12)), np.float64).sum(1)


def probe(known: np.ndarray, labels: np.ndarray, asked: np.ndarray, seed: int = 0) -> np.ndarray:
    """The classes of `asked` according to a classifier trained on `known` with its labels: integers, shape (rows,).

    The classifier is a softmax regression on z and on many random rectified projections of it, so that it also
    separates classes that no plane separates.
    """
    if not known.shape[1]:  # nothing to learn from: the commonest label
        return np.full(len(asked), np.bincount(labels).argmax())
    centre, scale = known.mean(0), known.std(0) + 1e-6
    random = np.random.default_rng(seed)
    projection = random.standard_normal((known.shape[1], PROBE_FEATURES)) / np.sqrt(known.shape[1])
    threshold = random.standard_normal(PROBE_FEATURES)

    def features(z: np.ndarray) -> np.ndarray:
        z = (z - centre) / scale
        return np.concatenate([z, np.maximum(z @ projection - threshold, 0)], axis=1).astype(np.float32)

    classifier = fit_softmax(features(known), labels, int(labels.max()) + 1, PROBE_DECAY)
    return classifier.probabilities(features(asked)).argmax(1)


def _constant(value: float) -> Estimate:
    return Estimate(float(value), float(value), float(value))
