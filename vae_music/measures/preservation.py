"""Content preservation: chroma similarity and top-line recall between a source and an output."""

from __future__ import annotations

import numpy as np

from vae_music.measures.notes import TICKS_PER_BEAT, Pitched, pitched
from vae_music.song import Song

WINDOW_FRAMES, STRIDE_FRAMES = 24, 12
TOP_LINE_BEATS = 0.5
HEARD_WITHIN_BEATS = 0.3
_EPSILON_BEATS = 1e-6


def chroma_similarity(source: Song, output: Song) -> float:
    """The mean cosine of the two songs' chroma, 0 to 1; NaN where both are silent.

    As in Groove2Groove (Cífka, Şimşekli and Richard, IEEE/ACM TASLP 2020): time is in beats, drums are left out,
    velocities are ignored, and chroma at 12 frames a beat is averaged over windows of 24 frames, at every 12th frame.
    The mean is over the windows in which either song sounds.
    """
    frames = max(_frames(song) for song in (source, output))
    mine, theirs = (_averaged(_chroma(pitched(song), frames)) for song in (source, output))  # (columns, 12)
    lengths = np.linalg.norm(mine, axis=1), np.linalg.norm(theirs, axis=1)
    either = (lengths[0] > 0) | (lengths[1] > 0)
    if not either.any():
        return float("nan")
    product = np.maximum(lengths[0] * lengths[1], 1e-12)
    return float(((mine * theirs).sum(1) / product)[either].mean())


def _frames(song: Song) -> int:
    notes = pitched(song)
    return int(np.ceil((notes.onset + notes.duration).max(initial=0.0) * TICKS_PER_BEAT)) + 1


def _chroma(notes: Pitched, frames: int) -> np.ndarray:
    """The number of notes of each pitch class that sound in each frame, shape (frames, 12).

    A note sounds for at least one frame.
    """
    start = np.floor(notes.onset * TICKS_PER_BEAT + _EPSILON_BEATS).astype(np.int64)
    end = np.floor((notes.onset + notes.duration) * TICKS_PER_BEAT + _EPSILON_BEATS).astype(np.int64)
    change = np.zeros((frames + 1, 12))
    np.add.at(change, (start, notes.pitch % 12), 1)
    np.add.at(change, (np.maximum(end, start + 1), notes.pitch % 12), -1)
    return change.cumsum(0)[:-1]


def _averaged(chroma: np.ndarray) -> np.ndarray:
    """The chroma averaged over windows of 24 frames, at every 12th frame; zeros follow the last frame."""
    columns = max(-(-len(chroma) // STRIDE_FRAMES), 1)
    padded = np.zeros((columns * STRIDE_FRAMES + WINDOW_FRAMES, 12))
    padded[: len(chroma)] = chroma
    reached = np.concatenate([np.zeros((1, 12)), padded.cumsum(0)])
    start = STRIDE_FRAMES * np.arange(columns)
    return (reached[start + WINDOW_FRAMES] - reached[start]) / WINDOW_FRAMES


def top_line_recall(source: Song, output: Song) -> float:
    """The share of the source's top line that is found in the output; NaN where the source has no pitched note.

    The top line consists of the highest note that begins in each half beat. Such a note is found if a note of its pitch
    class, in any octave, begins in the output within 0.3 beat of it.
    """
    line, heard = _top_line(pitched(source)), pitched(output)
    if not len(line.onset):
        return float("nan")
    found = np.zeros(len(line.onset), bool)
    for pitch_class in range(12):
        wanted = np.flatnonzero(line.pitch % 12 == pitch_class)
        there = heard.onset[heard.pitch % 12 == pitch_class]  # ascending, as searchsorted needs
        reach = HEARD_WITHIN_BEATS + _EPSILON_BEATS
        low = np.searchsorted(there, line.onset[wanted] - reach)
        found[wanted] = low < np.searchsorted(there, line.onset[wanted] + reach, side="right")
    return float(found.mean())


def _top_line(notes: Pitched) -> Pitched:
    cell = np.floor(notes.onset / TOP_LINE_BEATS + _EPSILON_BEATS).astype(np.int64)
    order = np.lexsort((notes.pitch, cell))
    last = np.append(np.diff(cell[order]) != 0, True)[: len(order)]
    return notes.take(order[last])
