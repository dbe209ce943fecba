"""What z holds: nats, active units, and whether the style can be read where transfer leaves it."""

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

ACTIVE_VARIANCE = 0.01
PROBE_FEATURES = 512
PROBE_DECAY = 1e-3


class Encoded(NamedTuple):
    """The posterior of a song's segments that sound, both float32 of shape (segments, latent)."""

    mean: np.ndarray
    scale: np.ndarray


class Latents(NamedTuple):
    """kl: nats a segment, over all dimensions. active_units: dimensions whose mean varies by more than .01 over
    segments. probes: accuracy by segments of fresh probes that are given a part of z, and `chance`.
    """

    kl: Estimate
    active_units: int
    probes: dict[str, Estimate]


def encode_song(model: Model, song: Song) -> tuple[Encoded, np.ndarray]:
    """The posterior of the segments that sound, and z_mean of all segments. Raises MidiError."""
    posterior = model.encode(song)
    heard = sounding(song_to_rolls(song, model.spec)[0])
    return Encoded(posterior.z_mean[heard], posterior.z_scale[heard]), posterior.z_mean


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
        works: of the songs tested. parts: what of z each probe is given, by name.
    """
    segments = [len(song.mean) for song in testing]
    work_of_segment = np.repeat(np.asarray(works), segments)
    mean = np.concatenate([song.mean for song in testing])
    kl = np.concatenate([kl_nats(*song) for song in testing])
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


def kl_nats(mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """KL(N(mean, scale²) ‖ N(0, 1)) summed over dimensions. Input shape: (rows, latent). Output shape: (rows,)."""
    mean, scale = mean.astype(np.float64), np.maximum(scale.astype(np.float64), 1e-12)
    return ((scale**2 + mean**2 - 1) / 2 - np.log(scale)).sum(1)


def probe(known: np.ndarray, labels: np.ndarray, asked: np.ndarray, seed: int = 0) -> np.ndarray:
    """What a fresh classifier, shown `known` with its labels, takes `asked` for: integers, shape (rows,).

    It is a softmax of z and of many random rectified projections of it, so that it finds what no plane parts.
    """
    if not known.shape[1]:  # nothing to read from: the commonest label
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
