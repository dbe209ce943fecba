"""Segments: whole bars gathered into stretches of a bounded number of steps, which the model reads and writes."""

from __future__ import annotations

import numpy as np

from vae_music.rolls.spec import RollSpec
from vae_music.song import Song


def segment_steps(song: Song, spec: RollSpec) -> tuple[np.ndarray, np.ndarray]:
    """Gather whole bars into segments of at most `spec.segment_steps` steps; a bar longer than that is cut.

    A bar that begins off the grid of steps is moved to the nearest step.

    Returns:
        start, length: int arrays in steps, shape (segments,); together they cover the song without a gap.
    """
    most = spec.segment_steps
    borders = np.floor(song.downbeats() * spec.steps_per_beat + 0.5).astype(np.int64)
    borders[-1] = max(borders[-1], np.ceil(song.length_beats * spec.steps_per_beat - 1e-9))
    edges = [0]
    for border, following in zip(borders[1:].tolist(), [*borders[2:].tolist(), None], strict=True):
        while border - edges[-1] > most:
            edges.append(edges[-1] + most)
        if border > edges[-1] and (following is None or following - edges[-1] > most):
            edges.append(border)
    return np.array(edges[:-1]), np.diff(edges)
