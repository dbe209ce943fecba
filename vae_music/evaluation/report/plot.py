"""The plot of content against style, with a point for each system and a curve for the model's dial."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vae_music.evaluation.evaluate import Evaluation
from vae_music.evaluation.judged import rows
from vae_music.evaluation.scores import harmonic_mean
from vae_music.render.pictures import Picture, plain
from vae_music.storage import write_atomically

_TOO_CLOSE = 0.03
_MARKED = (0.0, 0.5, 1.0, 1.5)
"""The strengths whose points are labelled."""


def plot_evaluation(found: Evaluation, path: Path) -> None:
    """Draw the plot to a file whose suffix gives the format. Raises OSError."""
    write_atomically(path, draw_evaluation(found).to_bytes(path.suffix[1:].lower()))


def draw_evaluation(found: Evaluation) -> Picture:
    """Draw the plot."""
    figure = Picture(figsize=(9, 7.5), layout="constrained", facecolor="white")
    axes = figure.subplots()
    _draw_harmonic_means(axes)
    _draw_systems(axes, found)
    _draw_dial(axes, found)
    axes.set_xlabel("song kept: how much of its harmony (chroma similarity)")
    axes.set_ylabel("style reached: share in which it is heard, by notes alone")
    axes.set_title(f"{plain(found.model)}; its dial as the mean of {found.dial.transfers:,}", loc="left")
    axes.set_xlim(0, 1.08)
    axes.set_ylim(-0.14, 1.1)
    axes.legend(loc="upper left")
    return figure


def _draw_harmonic_means(axes) -> None:
    """Draw lines of equal harmonic mean of content and style."""
    side = np.linspace(0.001, 1.0, 200)
    content, style = np.meshgrid(side, side)
    lines = axes.contour(content, style, harmonic_mean(content, style), np.arange(0.2, 1.0, 0.1), colors="0.88")
    axes.clabel(lines, fmt="%.1f", fontsize=7, colors="0.6")


def _draw_systems(axes, found: Evaluation) -> None:
    taken: list[tuple[float, float]] = []
    for number, (name, row) in enumerate(rows(found.judged).items()):
        content, style = row.figures["chroma"], row.figures["right_notes"]
        color = f"C{number + 1}"
        at = (content.value, style.value)
        if np.isnan(at).any():
            continue
        spread = [[abs(figure.value - end)] for figure in (content, style) for end in (figure.low, figure.high)]
        axes.errorbar(*at, xerr=spread[:2], yerr=spread[2:], fmt="o", color=color, capsize=2, elinewidth=0.8)
        _label(axes, name, at, taken, color)


def _label(axes, name: str, at: tuple[float, float], taken: list[tuple[float, float]], color: str) -> None:
    """Write a name to the left of its point if there is room, one line further if the point is close to others.

    Names of points near the bottom go downwards, so that they keep clear of the dial, whose numbers are on the right.
    """
    near = sum(abs(at[0] - x) < 0.25 and abs(at[1] - y) < 0.05 for x, y in taken)
    taken.append(at)
    align, beside = ("right", -8) if at[0] > 0.3 else ("left", 8)
    offset = (beside, -14 - 13 * near if at[1] < 0.2 else 8 + 13 * near)
    axes.annotate(plain(name), at, offset, textcoords="offset points", ha=align, fontsize=9, color=color)


def _draw_dial(axes, found: Evaluation) -> None:
    content, style = found.dial.curves["chroma"], found.dial.curves["right_notes"]
    axes.plot(content, style, "-", color="C0", marker=".", label="the model's strength dial", zorder=3)
    for point, strengths in _apart(content, style, found.dial.strengths):
        label = " to ".join(f"{strength:g}" for strength in dict.fromkeys((strengths[0], strengths[-1])))
        axes.annotate(label, point, (9, -3), textcoords="offset points", fontsize=9, color="C0", weight="bold")


def _apart(
    content: np.ndarray, style: np.ndarray, strengths: np.ndarray
) -> list[tuple[tuple[float, float], list[float]]]:
    """The labelled points of the dial, each with the strengths that are too close to it for a label of their own."""
    marked: list[tuple[tuple[float, float], list[float]]] = []
    for strength in _MARKED:
        index = int(np.abs(strengths - strength).argmin())
        point = (float(content[index]), float(style[index]))
        if marked and np.hypot(point[0] - marked[-1][0][0], point[1] - marked[-1][0][1]) < _TOO_CLOSE:
            marked[-1][1].append(strength)
        else:
            marked.append((point, [strength]))
    return marked
