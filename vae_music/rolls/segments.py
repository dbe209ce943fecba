"""Segments: groups of whole bars with a bounded number of steps, the units that the model reads and writes."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


def segment_steps(song: Song, spec: RollSpec) -> tuple[np.ndarray, np.ndarray]:
    """Group whole bars into segments of at most `spec.segment_steps` steps; a longer bar is cut.

    The start of a bar that is off the grid is rounded to the nearest step.

    Returns:
        Start and length, int arrays in steps, shape (segments,); the segments cover the song without gaps.
    """
    most = spec.segment_steps
    borders = np.floor(song.downbeats() * spec.steps_per_beat + 0.5).astype(np.int64)
    borders[-1] = max(borders[-1], np.ceil(song.length_beats * spec.steps_per_beat - 1e-9))
    edges = [0]
    for border, following in zip(borders[1:].tolist(), [*borders[2:].tolist(), None], strict=True):
        while border - edges[-1] > most:
            edges.append(edges[-1] + most)
        off_beat = (border - edges[-1]) % spec.steps_per_beat
        if border > edges[-1] and (off_beat or following is None or following - edges[-1] > most):
            edges.append(border)
    return np.array(edges[:-1]), np.diff(edges)


def usual_steps(steps: np.ndarray) -> int:
    """The commonest of the lengths of segments, int (segments,); of those equally common, the longest.

    Example:
        >>> usual_steps(np.array([4, 24, 24, 32]))
        24
    """
    counts = np.bincount(steps)
    return int(np.flatnonzero(counts == counts.max())[-1])


def steps_of_metre(metre: str, spec: RollSpec) -> int:
    """The length of a segment of whole bars in a metre, such as "3/4", in steps.

    Example:
        >>> [steps_of_metre(metre, RollSpec()) for metre in ("4/4", "3/4", "6/8", "2/4", "5/4")]
        [32, 24, 24, 32, 20]
    """
    numerator, denominator = map(int, metre.split("/"))
    bar = spec.steps_per_beat * 4 * numerator / denominator
    bars = 1 if bar % spec.steps_per_beat else max(spec.segment_steps // bar, 1)
    return int(min(bar * bars, spec.segment_steps))
