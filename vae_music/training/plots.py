"""The picture metrics.png: curves of all terms of the loss and all metrics."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from vae_music.storage import write_atomically

PANELS = {
    "Loss (weighted)": ("loss",),
    "Pitch and onset": ("pitch", "onset"),
    "Drums, velocity, pattern": ("drums", "velocity", "pattern"),
    "Instrument": ("instrument",),
    "KL": ("kl",),
    "Active units": ("active_units",),
    "Style and probe": ("style", "probe", "hidden"),
    "Accuracy": ("pitch_accuracy", "style_accuracy", "probe_accuracy"),
    "β": ("beta",),
}
"""The titles of the panels, and the columns of history.csv that each of them shows."""

UNITS = {"Active units": "dimensions of z", "Accuracy": "share", "β": ""}


def plot_history(rows: Sequence[dict[str, float]], path: Path) -> None:
    """Draw the rows of history.csv, if any: training in full lines, held-out songs in dashed ones."""
    if not rows:
        return
    from matplotlib.figure import Figure  # no pyplot: it would keep the figure, and look for a display

    figure = Figure(figsize=(13, 9), layout="constrained")
    for axes, (title, columns) in zip(figure.subplots(3, 3, sharex=True).flat, PANELS.items(), strict=True):
        for color, column in enumerate(columns):
            _draw(axes, rows, column, f"C{color}", "-")
            _draw(axes, rows, f"val_{column}", f"C{color}", "--")
        axes.set_title(title)
        axes.set_ylabel(UNITS.get(title, "nats a segment"))
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.legend(fontsize="small")
    for axes in figure.axes[-3:]:
        axes.set_xlabel("step of the optimizer")
    figure.suptitle("full lines: training; dashed lines: held-out songs", fontsize="medium")
    png = io.BytesIO()
    figure.savefig(png, dpi=90)
    write_atomically(path, png.getvalue())


def _draw(axes, rows: Sequence[dict[str, float]], column: str, color: str, line: str) -> None:
    points = [(row["step"], row[column]) for row in rows if column in row]
    if points:
        marker = "." if len(points) == 1 else ""
        label = None if column.startswith("val_") else column.replace("_", " ")
        axes.plot(*zip(*points, strict=True), color=color, linestyle=line, marker=marker, label=label)
