"""Where bars begin, and how bars are gathered into segments of whole bars."""

from __future__ import annotations

import numpy as np

from vae_music.song import Metre, Song


def bar_beats(song: Song) -> np.ndarray:
    """Beats at which bars begin, and the beat at which the last one ends.

    Bars cover the song to its last note, at least one. A change of metre inside a bar cuts the bar short.

    Returns:
        float64 array, shape (bars + 1,).
    """
    metre = song.metre or (Metre(0.0, 4, 4),)
    borders: list[np.ndarray] = []
    for this, following in zip(metre, (*metre[1:], None), strict=True):
        start = 0.0 if this is metre[0] else this.beat
        if start >= song.length_beats and borders:
            break
        end = song.length_beats if following is None else min(following.beat, song.length_beats)
        bars = max(int(np.ceil((end - start) / this.bar_beats - 1e-9)), 0)
        borders.append(start + this.bar_beats * np.arange(bars))
    if not sum(map(len, borders)):
        return np.array([0.0, metre[0].bar_beats])
    last = max((m for m in metre if m.beat < song.length_beats), default=metre[0], key=lambda m: m.beat)
    starts = np.concatenate(borders)
    return np.append(starts, starts[-1] + last.bar_beats)


def segment_steps(song: Song, steps_per_beat: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Gather whole bars into segments of at most `most` steps; a bar longer than that is cut.

    A bar that begins off the grid of steps is moved to the nearest step.

    Returns:
        start, length: int arrays in steps, shape (segments,); together they cover the song without a gap.
    """
    borders = np.floor(bar_beats(song) * steps_per_beat + 0.5).astype(np.int64)
    borders[-1] = max(borders[-1], np.ceil(song.length_beats * steps_per_beat - 1e-9))
    edges = [0]
    for border, following in zip(borders[1:].tolist(), [*borders[2:].tolist(), None], strict=True):
        while border - edges[-1] > most:
            edges.append(edges[-1] + most)
        if border > edges[-1] and (following is None or following - edges[-1] > most):
            edges.append(border)
    return np.array(edges[:-1]), np.diff(edges)
