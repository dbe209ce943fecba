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
from vae_music.files import write_atomically
from vae_music.rolls import RollSpec
from vae_music.trust import check_sizes

FOLDER = "assets.extra"  # the place that TensorFlow Serving leaves to whoever writes a SavedModel


@dataclass(frozen=True, eq=False)
class Card:
    """The configuration of a model, its styles and their prototypes, and the version of the package that wrote it.

    prototypes: float32 (styles, m), the manner z[:m] that a transfer to each style aims at, which begins with the
        style code z[:k].
    """

    config: Config
    styles: tuple[str, ...]
    prototypes: np.ndarray
    package_version: str

    @property
    def spec(self) -> RollSpec:
        return self.config.spec

    def to_json(self) -> dict[str, Any]:
        """All of it, as the signature `card` gives it to clients."""
        return {"config": self.config.to_json(), **self._styles()}

    def _styles(self) -> dict[str, Any]:
        rows = np.asarray(self.prototypes, np.float64).tolist()
        return {"vae_music": self.package_version, "prototypes": dict(zip(self.styles, rows, strict=True))}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Card:
        """The inverse of `to_json`. Raises ConfigError, or whatever a value of the wrong kind makes numpy raise."""
        return cls._of(Config.from_json(told["config"]), told)

    @classmethod
    def _of(cls, config: Config, told: Mapping[str, Any]) -> Card:
        styles = tuple(told["prototypes"])
        prototypes = np.array(list(told["prototypes"].values()), np.float32).reshape(len(styles), -1)
        return cls(config, styles, prototypes, str(told["vae_music"]))

    def write(self, export: Path) -> None:
        """Raises OSError."""
        self.config.write(export / FOLDER / "config.json")
        write_atomically(export / FOLDER / "styles.json", (json.dumps(self._styles(), indent=2) + "\n").encode())

    @classmethod
    def read(cls, export: Path) -> Card:
        """Raises ModelError or ConfigError where a file is missing or damaged."""
        config, path = Config.read(export / FOLDER / "config.json"), export / FOLDER / "styles.json"
        try:
            check_sizes(config)
            return cls._of(config, json.loads(path.read_text("utf-8")))
        except ModelError as error:
            raise ModelError(f"{export}: {error}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: not the styles of a model: {error!r}") from error
