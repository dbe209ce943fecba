"""What an export says of itself, readable without TensorFlow: the files in its `assets.extra`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.rolls.spec import RollSpec
from vae_music.safe_loading import check_sizes
from vae_music.storage import write_atomically

CARD_FOLDER = "assets.extra"  # the place that TensorFlow Serving leaves to whoever writes a SavedModel


@dataclass(frozen=True, eq=False)
class Card:
    """The configuration of a model, its styles and their manners, and the version of the package that wrote it.

    manners: float32 (styles, variants, m), what z[:m] a transfer to each style may aim at; each begins with the style
        code z[:k].
    """

    config: Config
    styles: tuple[str, ...]
    manners: np.ndarray
    package_version: str

    @property
    def spec(self) -> RollSpec:
        return self.config.spec

    @property
    def prototypes(self) -> np.ndarray:
        """The first variant of each style, which a transfer aims at unless told otherwise; (styles, m)."""
        return self.manners[:, 0]

    @property
    def manner_size(self) -> int:
        """m: how many dimensions of z, the first ones, a transfer moves."""
        return self.manners.shape[2]

    def to_json(self) -> dict[str, Any]:
        """All of it, as the signature `card` gives it to clients."""
        return {"config": self.config.to_json(), **self._styles()}

    def _styles(self) -> dict[str, Any]:
        manners = dict(zip(self.styles, np.asarray(self.manners, np.float64).tolist(), strict=True))
        return {
            "vae_music": self.package_version,
            "prototypes": {style: rows[0] for style, rows in manners.items()},
            "variants": {style: rows[1:] for style, rows in manners.items()},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Card:
        """The inverse of `to_json`.

        Raises ConfigError, ModelError for sizes that no model has, or what a value of the wrong kind makes numpy raise.
        """
        return cls._of(Config.from_json(told["config"]), told)

    @classmethod
    def _of(cls, config: Config, told: Mapping[str, Any]) -> Card:
        check_sizes(config)
        variants = told.get("variants", {})  # exports of before there were any have none
        manners = {style: [row, *variants.get(style, [])] for style, row in told["prototypes"].items()}
        rows = np.array(list(manners.values()), np.float32)
        if rows.ndim != 3:
            raise ValueError(f"manners of shape {rows.shape}")
        return cls(config, tuple(manners), rows, str(told["vae_music"]))

    def write(self, export: Path) -> None:
        """Raises OSError."""
        self.config.write(export / CARD_FOLDER / "config.json")
        write_atomically(export / CARD_FOLDER / "styles.json", (json.dumps(self._styles(), indent=2) + "\n").encode())

    @classmethod
    def read(cls, export: Path) -> Card:
        """Raises ModelError or ConfigError where a file is missing or damaged."""
        config, path = Config.read(export / CARD_FOLDER / "config.json"), export / CARD_FOLDER / "styles.json"
        try:
            return cls._of(config, json.loads(path.read_text("utf-8")))
        except ModelError as error:
            raise ModelError(f"{export}: {error}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: not the styles of a model: {error!r}") from error
