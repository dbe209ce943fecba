"""Recognition of styles: calibrated probabilities for a song, and how strange the song is to a model.

The weak classifier of a model, a softmax of z[:k], is there to shape z: it is too unsure of songs like those trained
on, and takes any other song for one of its styles. A recognizer is fitted after training instead.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from vae_music.measures.band import describe_band
from vae_music.rolls.spec import RollSpec

STRANGE = 0.9
"""The strangeness above which a song is unlike all that a model knows."""

LEAST_TRUST = 0.1
"""The share of its own probabilities that a recognizer keeps for the strangest songs."""

_DIGITS = 6


def song_figures(z: np.ndarray, rolls: Mapping[str, np.ndarray], manner: int, spec: RollSpec) -> np.ndarray:
    """The figures by which a song is recognized: its mean manner and its band; float32 (manner + BAND_FIGURES,).

    Args:
        z: the posterior's means of segments that sound, shape (segments, latent); rolls: of these segments.
        manner: m, the number of dimensions of the manner.
    """
    return np.concatenate([z[:, :manner].mean(0), describe_band(rolls, spec)]).astype(np.float32)


class Recognizer(NamedTuple):
    """A classifier of the figures of songs, and what it takes to tell how strange a song is.

        p(style) = softmax(x W + b),  x = figures / scale

    scale: float32 (figures,). weights, bias: float32 (figures, styles) and (styles,), calibrated on held-out songs.
    examples: x of songs trained on, float32 (songs, figures). distances, doubts, both: of held-out songs, sorted, each
    float32 (held-out songs,): the distance to the nearest example, 1 less the largest probability, and the sum of the
    shares of held-out songs that have less of the one and of the other.
    """

    scale: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    examples: np.ndarray
    distances: np.ndarray
    doubts: np.ndarray
    both: np.ndarray

    def probabilities(self, figures: np.ndarray) -> np.ndarray:
        """The probabilities of the styles, for songs like those held out.

        Input shape: (songs, figures). Output shape: (songs, styles).
        """
        logits = figures / self.scale @ self.weights + self.bias
        powers = np.exp(logits - logits.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True)

    def recognize(self, figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The probabilities (songs, styles) that can be trusted, and the strangeness (songs,).

        Nothing vouches for the probabilities of a song that is stranger than held-out songs are. The stranger it is,
        the more of them is spread evenly over all styles, though never so much that their order is lost.
        """
        strange = self.strangeness(figures)
        trusted = np.clip((1 - strange) / (1 - STRANGE), LEAST_TRUST, 1.0)[:, None]
        return trusted * self.probabilities(figures) + (1 - trusted) / len(self.bias), strange

    def strangeness(self, figures: np.ndarray) -> np.ndarray:
        """The share of held-out songs that are less strange, 0 to 1. Input shape: (songs, figures). Output: (songs,).

        A song is strange if it is far from every song trained on, and if its style is in doubt.
        """
        near, doubt = distance_and_doubt(self, figures)
        return _share_below(self.both, _share_below(self.distances, near) + _share_below(self.doubts, doubt))

    def compared_with(self, held_out: np.ndarray) -> Recognizer:
        """The same recognizer, which compares songs with these held-out ones; their figures (songs, figures)."""
        near, doubt = distance_and_doubt(self, held_out)
        distances, doubts = np.sort(near), np.sort(doubt)
        both = np.sort(_share_below(distances, near) + _share_below(doubts, doubt))
        return self._replace(distances=distances, doubts=doubts, both=both)

    def to_json(self) -> dict[str, Any]:
        """The fields as a dict for `json.dumps`; the examples as base64 of little-endian 16-bit floats, row by row."""
        told = {
            name: np.round(np.asarray(value, np.float64), _DIGITS).tolist() for name, value in self._asdict().items()
        }
        return told | {"examples": base64.b64encode(self.examples.astype("<f2").tobytes()).decode("ascii")}

    @classmethod
    def from_json(cls, told: Mapping[str, Any], figures: int, styles: int) -> Recognizer:
        """The inverse of `to_json`, for so many figures and styles. Raises ValueError, TypeError or KeyError."""
        examples = np.frombuffer(base64.b64decode(told["examples"], validate=True), "<f2").reshape(-1, figures)
        read = {name: np.array(told[name], np.float32) for name in cls._fields if name != "examples"}
        found = cls(examples=examples.astype(np.float32), **read)
        held_out = len(found.both)
        shapes = {"scale": (figures,), "weights": (figures, styles), "bias": (styles,)}
        shapes |= dict.fromkeys(("distances", "doubts", "both"), (held_out,))
        wrong = [name for name, shape in shapes.items() if getattr(found, name).shape != shape]
        numbers = all(np.isfinite(value).all() for value in found)
        if wrong or not (numbers and held_out and len(examples) and (found.scale > 0).all()):
            raise ValueError(f"a recognizer of unusable {', '.join(wrong) or 'values'}")
        return found


def distance_and_doubt(recognizer: Recognizer, figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distance of each song to the nearest example, and 1 less its largest probability, each (songs,)."""
    x, examples = figures / recognizer.scale, recognizer.examples
    squares = (x**2).sum(1)[:, None] + (examples**2).sum(1) - 2 * x @ examples.T
    return np.sqrt(np.maximum(squares.min(1), 0)), 1 - recognizer.probabilities(figures).max(1)


def _share_below(ordered: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.searchsorted(ordered, values) / len(ordered)
