"""The judge of style: classifiers of whole songs, one per aspect, and the textures and usual ranges of the styles."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae_music.evaluation.style_ranges import StyleRanges
from vae_music.measures.features import ASPECTS, describe
from vae_music.measures.notes import pitched
from vae_music.measures.softmax import SoftmaxRegression
from vae_music.measures.style_fit import cosine, onset_duration_histogram, time_pitch_histogram
from vae_music.song import Song
from vae_music.storage import write_atomically


@dataclass(frozen=True, eq=False)
class Judge:
    """Style classifiers, and the mean texture and the usual ranges of each style.

    classifiers: by aspect. accuracy: by aspect, on the songs with which they were tested; NaN where there were none.
    time_pitch, onset_duration: mean histograms of each style's songs, shapes (styles, 24, 41) and (styles, 24, 8).
    ranges: of the figures of musicality, with the shares of the songs tested that lie within them.
    """

    styles: tuple[str, ...]
    classifiers: dict[str, SoftmaxRegression]
    accuracy: dict[str, float]
    time_pitch: np.ndarray
    onset_duration: np.ndarray
    ranges: StyleRanges

    def probabilities(self, song: Song) -> dict[str, np.ndarray]:
        """The probabilities of the styles by each aspect, shape (styles,)."""
        described = describe(song)
        return {
            aspect: self.classifiers[aspect].probabilities(getattr(described, aspect)[None])[0] for aspect in ASPECTS
        }

    def style_fit(self, song: Song, style: str) -> tuple[float, float]:
        """The cosines of the song's time-pitch and onset-duration histograms with the style's mean ones."""
        index, notes = self.styles.index(style), pitched(song)
        return (
            cosine(time_pitch_histogram(notes), self.time_pitch[index]),
            cosine(onset_duration_histogram(notes, song.downbeats()), self.onset_duration[index]),
        )


def write_judge(judge: Judge, path: Path) -> None:
    """Write a judge to a file. Raises OSError."""
    arrays = {"time_pitch": judge.time_pitch, "onset_duration": judge.onset_duration}
    arrays |= {f"ranges/{name}": values for name, values in judge.ranges._asdict().items()}
    for aspect, classifier in judge.classifiers.items():
        arrays |= {f"{aspect}/{name}": values for name, values in classifier._asdict().items()}
    header = json.dumps({"styles": judge.styles, "accuracy": judge.accuracy}).encode()
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, header=np.frombuffer(header, np.uint8), **arrays)
    write_atomically(path, file.getvalue())


def read_judge(path: Path) -> Judge | None:
    """Read a judge from a file; None where it is missing or damaged."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            classifiers = {
                aspect: SoftmaxRegression(*(arrays[f"{aspect}/{name}"] for name in SoftmaxRegression._fields))
                for aspect in ASPECTS
            }
            textures = arrays["time_pitch"], arrays["onset_duration"]
            ranges = StyleRanges(*(arrays[f"ranges/{name}"] for name in StyleRanges._fields))
            return Judge(tuple(header["styles"]), classifiers, header["accuracy"], *textures, ranges)
    except Exception:  # a damaged file makes numpy, zlib and json raise errors of many kinds
        return None
