"""Plots of what a model holds: its latent space laid flat, a transfer's path through it, and who is taken for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from vae_music.render.colours import PALETTE
from vae_music.render.pictures import INK, RULE, Picture, plain

_DARK_CELL = 0.55


class Plane(NamedTuple):
    """The two directions in which points differ most (principal components).

    mean: (dimensions,). axes: (2, dimensions), of length one. shares: of the variance, (2,).
    """

    mean: np.ndarray
    axes: np.ndarray
    shares: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray) -> Plane:
        """Input shape: (points, dimensions), at least one of each; where there is no second direction it is zero."""
        mean = points.mean(0)
        _, sizes, axes = np.linalg.svd(points - mean, full_matrices=False)
        axes, sizes = (np.concatenate([part, np.zeros((2, *part.shape[1:]))])[:2] for part in (axes, sizes))
        return cls(mean, axes, sizes**2 / max(((points - mean) ** 2).sum(), 1e-12))

    def onto(self, points: np.ndarray) -> np.ndarray:
        """Input shape: (points, dimensions). Output shape: (points, 2)."""
        return (points - self.mean) @ self.axes.T


def draw_latents(
    points: Mapping[str, np.ndarray], path: np.ndarray | None = None, path_names: Sequence[str] = ()
) -> Picture:
    """Points of the latent space by style, on the plane of their principal components.

    Args:
        points: style to latents, or to any part of them, of shape (points, dimensions).
        path: the stations of a transfer, shape (stations, dimensions), drawn as a line from the first to the last.
        path_names: what stands at each station, such as its strength.
    """
    plane = Plane.of(np.concatenate(list(points.values())))
    figure = Picture(figsize=(8, 6), layout="constrained", facecolor="white")
    axis = figure.subplots()
    for index, (style, theirs) in enumerate(points.items()):
        colour = PALETTE[index % len(PALETTE)]
        x, y = plane.onto(theirs).T
        axis.scatter(x, y, s=16, color=colour, alpha=0.55, linewidths=0, label=plain(style))
        axis.scatter(x.mean(), y.mean(), s=130, color=colour, edgecolors="white", linewidths=1.5, zorder=3)
    if path is not None:
        _draw_path(axis, plane.onto(path), path_names)
    _dress(axis)
    axis.set_xlabel(f"first principal component, {plane.shares[0]:.0%} of the variance", color=INK)
    axis.set_ylabel(f"second, {plane.shares[1]:.0%}", color=INK)
    axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1), title="large: a style's mean", alignment="left")
    return figure


def _draw_path(axis: Axes, stations: np.ndarray, names: Sequence[str]) -> None:
    axis.plot(*stations.T, color=INK, linewidth=1.6, marker="o", markersize=4, zorder=4, label="a transfer")
    for name, place in zip(names, stations, strict=False):
        text = axis.annotate(plain(name), place, (6, 6), textcoords="offset points", fontsize=9, color=INK, zorder=5)
        text.set_path_effects([withStroke(linewidth=3, foreground="white")])


def draw_confusion(counts: np.ndarray, names: Sequence[str], heard: str = "heard as", true: str = "is") -> Picture:
    """A confusion matrix: a row a true style, a column a style heard, in shares of the row.

    Args:
        counts: shape (styles, styles).
        heard: what the columns are. true: what the rows are.
    """
    counts = np.asarray(counts, float)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1e-12)
    size = 2.6 + 0.7 * len(names)
    figure = Picture(figsize=(size, size * 0.85), layout="constrained", facecolor="white")
    axis = figure.subplots()
    axis.imshow(shares, cmap="Purples", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        colour = "white" if share > _DARK_CELL else INK
        axis.text(column, row, f"{share:.0%}", ha="center", va="center", fontsize=9, color=colour)
    ticks, labels = range(len(names)), [plain(name) for name in names]
    axis.set_xticks(ticks, labels, rotation=35, ha="right")
    axis.set_yticks(ticks, labels)
    axis.set_xlabel(heard, color=INK)
    axis.set_ylabel(true, color=INK)
    _dress(axis)
    return figure


def _dress(axis: Axes) -> None:
    axis.tick_params(length=0, colors=INK, labelsize=9)
    for spine in axis.spines.values():
        spine.set_color(RULE)
