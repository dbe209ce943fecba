"""Measurement of latents after training: the manners of each style, and the distribution of contents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import keras
import numpy as np

from vae_music.config import Config
from vae_music.errors import MidiError
from vae_music.measures.pulse import Pulse, pulse_of
from vae_music.midi.read import read_song
from vae_music.model.content import as_source
from vae_music.model.vae import classifier
from vae_music.ordering import by_turns
from vae_music.training.prototype_scoring import EncodedSong, MannerScores, PrototypeScoring, StyledSong
from vae_music.training.rehearsal import REHEARSAL

CANDIDATES = 40
"""The maximum number of manners of each style that are scored."""

CANDIDATES_IN_OTHER_METRES = 12
"""The same, of those in a metre that is not the style's usual one."""

GOOD_ENOUGH = 0.7
"""The minimum score of a variant, and the least that it is recognized, as shares of the prototype's."""

TUNE_LOST = 0.05
"""How much less of the tune than the prototype a band of another metre may keep."""

FULL_BANDS = 24
"""The number of songs of a style from which on only those with a full band are candidates."""

HARMONY_LOST = 0.03
"""How much less of the harmony than the median a candidate may keep."""

UNRECOGNIZED = 0.1
"""How much less often than the candidate most often recognized a prototype may be.

By the overall scores alone, right velocities make up for wrong notes: one of dixieland was heard as gospel.
"""


def measure_latents(
    vae: keras.Model, songs: Iterable[StyledSong], config: Config, known: Iterable[StyledSong] = ()
) -> None:
    """Set the manners of the styles with their pulses, and the distribution of contents.

    A style without songs, or with songs that are only rehearsed, keeps its manners.

    Where a manner is the style code alone, as in the article, a prototype is the mean over the songs of a style.
    Otherwise it is the manner of one song, because the mean of many accompaniments is none that anybody plays. The
    candidates are songs with a full band, those that use at least as many voices and drum lanes as the median song, of
    all grooves by turns; of a few songs, all. They are scored by `PrototypeScoring`, and the prototype is the best of
    those that keep harmony about as well as the median and are recognized about as often as any. Its variants score
    nearly as well, are recognized nearly as often, and differ from it and each other. The second is for songs in
    another metre, if a band of the style that plays in it scores nearly as well there as the prototype.

    Args:
        songs: the songs whose latents are measured.
        known: the songs from which the critics of the scoring learn, the more the better; by default the same.
    """
    encoder = vae.get_layer("encoder")
    layer = classifier(encoder)
    encoded = [EncodedSong(*song, _latents(encoder, song.rolls)) for song in songs]
    contents = [song.z[:, layer.manner : config.learnt] for song in encoded]
    vae.get_layer("decoder").get_layer("content_prior").measure(contents)
    manners = np.array(layer.manners)  # (styles, variants, m)
    pulses, met = list(layer.pulses), sorted({song.style for song in encoded if song.corpus != REHEARSAL})
    if layer.manner == len(layer.styles):
        for style in met:
            manners[style] = np.mean([_manner(song, layer.manner) for song in encoded if song.style == style], axis=0)
    else:
        taught = known or (StyledSong(*song[:-1]) for song in encoded)
        several = len({song.style for song in encoded}) > 1
        scoring = PrototypeScoring(vae.get_layer("decoder"), encoded, config.spec, taught) if several else None
        for style in met:
            songs_of_style = [song for song in encoded if song.style == style]
            bands = _bands(songs_of_style, layer.manner, layer.variants, scoring)
            bands = [bands[index % len(bands)] for index in range(layer.variants)]  # repeated if few
            manners[style] = [_manner(song, layer.manner) for song in bands]
            pulses[style] = tuple(_pulse(song.path) for song in bands)
    layer.manners, layer.pulses = manners, tuple(pulses)


def _bands(songs: Sequence[EncodedSong], size: int, number: int, scoring: PrototypeScoring | None) -> list[EncodedSong]:
    """The songs of a style whose manners are its variants, the prototype first: at most so many.

    Candidates have the style's commonest length of segments, hence of bars: a waltz is no model for a march.
    """
    of_length: defaultdict[int, list[EncodedSong]] = defaultdict(list)
    for song in songs:
        of_length[song.usual_steps].append(song)
    usual = max(of_length, key=lambda steps: (len(of_length[steps]), steps))
    candidates = _candidates(of_length.pop(usual), size)
    heard = np.stack([_manner(song, size) for song in candidates])
    if scoring is None:
        return [candidates[index] for index in _variants(heard, np.ones(len(candidates)), 0, number)]
    scores = [scoring.scores(manner, song.style, song.groove) for manner, song in zip(heard, candidates, strict=True)]
    overall = _overall(scores)
    best = _prototype(scores, overall)
    enough = GOOD_ENOUGH * scores[best].recognized
    passed = np.where([score.recognized >= enough for score in scores], overall, 0.0)
    prototype, *others = (candidates[index] for index in _variants(heard, passed, best, number))
    other_metres = (_band_in(steps, of_length[steps], prototype, size, scoring) for steps in sorted(of_length))
    return [prototype, *(song for song in other_metres if song), *others][:number]


def _band_in(
    steps: int, songs: Sequence[EncodedSong], prototype: EncodedSong, size: int, scoring: PrototypeScoring
) -> EncodedSong | None:
    """The best model for songs with segments of another length; None if it does not pass, or this cannot be told.

    It passes if it keeps the tune and if its score, and how often it is recognized, are near enough to the prototype's
    in that metre. Critics know all grooves here: in such a metre a style has one or two, and without these they do not
    know that it is ever played so. Velocities decide between candidates, but not whether one passes: a bass on the
    first beat of each bar matters more.
    """
    in_metre = scoring.in_metre(steps, prototype.style)
    if in_metre is None:
        return None
    candidates = _candidates(songs, size)[:CANDIDATES_IN_OTHER_METRES]
    usual, *scores = (in_metre.scores(_manner(song, size), song.style, None) for song in (prototype, *candidates))
    overall = np.where([score.tune >= usual.tune - TUNE_LOST for score in scores], _overall(scores), 0.0)
    best = _prototype(scores, overall)
    near = (
        scores[best].without_loudness >= GOOD_ENOUGH * usual.without_loudness
        and scores[best].recognized >= GOOD_ENOUGH * usual.recognized
    )
    return candidates[best] if overall[best] and near else None


def _overall(scores: Sequence[MannerScores]) -> np.ndarray:
    """The overall scores of the manners, 0 for those that keep harmony clearly less well than the median."""
    kept = np.array([score.chroma for score in scores])
    return np.where(kept >= np.median(kept) - HARMONY_LOST, [score.together for score in scores], 0.0)


def _prototype(scores: Sequence[MannerScores], overall: np.ndarray) -> int:
    """The index of the best of the candidates that are recognized about as often as any that keeps harmony."""
    recognized = np.where(overall > 0, [score.recognized for score in scores], 0.0)
    return int(np.where(recognized >= recognized.max() - UNRECOGNIZED, overall, 0.0).argmax())


def _variants(candidates: np.ndarray, scores: np.ndarray, best: int, number: int) -> np.ndarray:
    """The best candidate, then in turn the one farthest from all before it, among those that are good enough.

    Input shape: (candidates, m) and (candidates,). Output shape: (number or fewer,), indices of candidates.
    """
    left = [index for index, score in enumerate(scores) if score >= GOOD_ENOUGH * scores[best] and index != best]
    chosen = [best]
    while left and len(chosen) < number:
        apart = [((candidates[index] - candidates[chosen]) ** 2).sum(1).min() for index in left]
        chosen.append(left.pop(int(np.argmax(apart))))
    return np.array(chosen)


def _candidates(songs: Sequence[EncodedSong], size: int) -> list[EncodedSong]:
    """The candidates: of each groove by turns, the song with a full band whose manner is nearest to the mean.

    Where songs are few, all bands count.
    """
    bands = np.array([np.count_nonzero(song.rolls["pitch"].any((0, 1))) for song in songs])
    manners = np.stack([_manner(song, size) for song in songs])
    far = ((manners - manners.mean(0)) ** 2).sum(1)
    full = np.median(bands) if len(songs) >= FULL_BANDS else 0
    order = [songs[index] for index in np.argsort(far, kind="stable") if bands[index] >= full]
    of_groove: defaultdict[tuple[str, str], list[EncodedSong]] = defaultdict(list)
    for song in order:
        of_groove[song.corpus, song.groove].append(song)
    return list(islice(by_turns(of_groove.values()), CANDIDATES))


def _pulse(path: Path | None) -> Pulse | None:
    """The pulse of a song by its file, which may have gone since its rolls were read."""
    try:
        return pulse_of(read_song(path)) if path else None
    except MidiError:
        return None


def _manner(song: EncodedSong, size: int) -> np.ndarray:
    """The mean of the manner over a song's segments."""
    return song.z[:, :size].mean(0)


def _latents(encoder: keras.Model, rolls: Mapping[str, np.ndarray]) -> np.ndarray:
    return encoder.predict_on_batch(as_source(encoder, rolls))["z_mean"]
