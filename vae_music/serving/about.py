"""What is in a run or an export, read without TensorFlow."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.serving.card import Card
from vae_music.serving.versions import RUN_EXPORT, RUN_MODEL, find_export, versions


def is_model(path: Path) -> bool:
    """Whether a folder is a run, the base of exports or one version, rather than a folder of songs."""
    if (path / RUN_MODEL).is_file():
        return True
    try:
        return bool(find_export(path))
    except ModelError:
        return False


def describe_model(path: Path) -> dict[str, Any]:
    """A run or an export as a dict that JSON can hold.

    Raises ModelError or ConfigError where it is damaged.
    """
    is_run = (path / RUN_MODEL).is_file()
    base = path / RUN_EXPORT if is_run else path
    numbers = versions(base)
    told: dict[str, Any] = {"kind": "run" if is_run else "export", "versions": numbers}
    if is_run:
        told |= _training(path)
    if numbers or not is_run:
        card = Card.read(find_export(base))
        told |= _settings(card.config) | {"styles": list(card.styles), "variants": card.manners.shape[1]}
        told["package_version"] = card.package_version
    else:
        told |= _settings(Config.read(path / "config.json"))
    return told


def _settings(config: Config) -> dict[str, Any]:
    return {"preset": config.preset, "latent": config.model.latent, "rolls": config.spec.to_json()}


def _training(run: Path) -> dict[str, Any]:
    """Epochs, the best loss in nats a segment, and songs a style and side of the split."""
    epochs = _table(run / "history.csv")
    losses = [float(row.get("val_loss") or row["loss"]) for row in epochs]
    songs = Counter((row["style"], row["side"]) for row in _table(run / "songs.csv"))
    counts: dict[str, dict[str, int]] = {}
    for (style, side), count in sorted(songs.items()):
        counts.setdefault(style, {})[side] = count
    return {"epochs": len(epochs), "best_loss": min(losses, default=None), "styles": list(counts), "songs": counts}


def _table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
        return list(csv.DictReader(file))
