"""Fitting of the recognizer of styles after training; `vae_music.measures.recognition` says what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import keras
import numpy as np

from vae_music.config import Config
from vae_music.corpus import read_corpus
from vae_music.measures.band import BAND_FIGURES, FAMILY_FIGURES
from vae_music.measures.recognition import Recognizer, song_figures
from vae_music.measures.softmax import fit_softmax
from vae_music.model.content import as_source
from vae_music.model.vae import classifier, load_vae
from vae_music.run_folder import RunFolder
from vae_music.storage import write_atomically
from vae_music.training.input_pipeline import some_songs
from vae_music.training.prototype_scoring import StyledSong

RECOGNITION_SONGS = 32
"""The maximum number of songs of each style and corpus, of those trained on and of those held out."""

SEGMENTS = 12
"""The maximum number of segments of a song that are read, spread over it."""

LEAST_HELD_OUT = 20
"""With fewer held-out songs there is no telling how strange a song is."""

SHRINKAGE = 0.1
TEMPERATURES = np.exp(np.linspace(-2, 4, 121))


class LabelledFigures(NamedTuple):
    """The figures of songs, float32 (songs, figures), and the numbers of their styles, int (songs,)."""

    figures: np.ndarray
    style: np.ndarray


def write_recognizer(
    vae: keras.Model, songs: Iterable[StyledSong], held_out: Iterable[StyledSong], config: Config, run: RunFolder
) -> Recognizer | None:
    """Fit a recognizer and write it into a run; None, and no file, where there are too few songs for one.

    Args:
        songs: songs trained on, the examples. held_out: others, on which the probabilities are calibrated.
    """
    encoder, run_file = vae.get_layer("encoder"), run.recognition
    styles = len(classifier(encoder).styles)
    known, other = (_figures(encoder, side, config) for side in (songs, held_out))
    if len(set(known.style)) < max(styles, 2) or len(other.style) < LEAST_HELD_OUT:
        run_file.unlink(missing_ok=True)
        return None
    found = fit_recognizer(known, other, styles)
    write_atomically(run_file, (json.dumps(found.to_json()) + "\n").encode())
    return found


def recognize_run(run: RunFolder) -> Recognizer | None:
    """Fit the recognizer of a run that has none, such as one of an earlier version; its corpora must still be there.

    Raises CorpusError where a corpus cannot be read, ModelError where the model cannot.
    """
    begun = run.begun_with()
    corpus = read_corpus(begun.corpus, begun.config.spec)
    side = {row["hash"]: row["side"] for row in run.read_songs()}
    known, other = (
        some_songs(corpus, [song for song in corpus.songs if side.get(song.sha256) == name], RECOGNITION_SONGS)
        for name in ("training", "validation")
    )
    return write_recognizer(load_vae(run.model), known, other, begun.config, run)


def fit_recognizer(known: LabelledFigures, held_out: LabelledFigures, styles: int) -> Recognizer:
    """The recognizer of figures of songs; every style must be among the known ones.

    The logits are those of a linear discriminant analysis of the manner and those of a softmax regression of the band,
    each divided by its own temperature, and their sum by another, with which held-out songs are likeliest.
    """
    blocks = np.split(known.figures, np.cumsum([known.figures.shape[1] - BAND_FIGURES, FAMILY_FIGURES]), axis=1)
    spread = [np.sqrt(block.var(0).sum()) or 1.0 for block in blocks]
    scale = np.repeat(spread, [block.shape[1] for block in blocks]).astype(np.float32)
    x, other = known.figures / scale, held_out.figures / scale
    manner = blocks[0].shape[1]
    by_manner = _discriminant(x[:, :manner], known.style, styles)
    band = fit_softmax(x[:, manner:], known.style, styles)
    by_band = band.weights, band.bias - band.centre @ band.weights
    parts, bias = [], np.zeros(styles)
    for part, (slope, offset) in ((slice(manner), by_manner), (slice(manner, None), by_band)):
        temperature = _temperature(other[:, part] @ slope + offset, held_out.style)
        parts.append(slope / temperature)
        bias = bias + offset / temperature
    whole = np.concatenate(parts)
    temperature = _temperature(other @ whole + bias, held_out.style)
    slopes, offsets = ((part / temperature).astype(np.float32) for part in (whole, bias))
    examples = x.astype(np.float16).astype(np.float32)  # as they are stored
    nothing = np.zeros(0, np.float32)
    return Recognizer(scale, slopes, offsets, examples, nothing, nothing, nothing).compared_with(held_out.figures)


def _discriminant(x: np.ndarray, style: np.ndarray, styles: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of the logits of a linear discriminant analysis, in which all styles count alike.

    The covariance within styles is drawn towards a multiple of the identity matrix.
    """
    means = np.stack([x[style == number].mean(0) for number in range(styles)])
    apart = (x - means[style]) / np.sqrt(np.bincount(style, minlength=styles) * styles)[style, None]
    covariance = apart.T @ apart
    size = len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + (SHRINKAGE * np.trace(covariance) / size + 1e-9) * np.eye(size)
    weights = np.linalg.solve(covariance, means.T)
    return weights, -0.5 * (means * weights.T).sum(1)


def _temperature(logits: np.ndarray, style: np.ndarray) -> float:
    """The temperature with which the styles are likeliest."""

    def nats(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(style)), style]))

    return float(min(TEMPERATURES, key=nats))


def _figures(encoder: keras.Model, songs: Iterable[StyledSong], config: Config) -> LabelledFigures:
    manner, figures, styles = classifier(encoder).manner, [], []
    for song in songs:
        rolls = _spread(song.rolls)
        z = encoder.predict_on_batch(as_source(encoder, rolls))["z_mean"]
        figures.append(song_figures(z, rolls, manner, config.spec))
        styles.append(song.style)
    return LabelledFigures(np.array(figures, np.float32), np.array(styles, np.int64))


def _spread(rolls: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The rolls of at most SEGMENTS segments, spread evenly over a song."""
    length = len(rolls["steps"])
    rows = np.unique(np.linspace(0, length - 1, min(length, SEGMENTS)).astype(int))
    return {name: roll[rows] for name, roll in rolls.items()}
