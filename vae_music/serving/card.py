"""What an export says of itself, readable without TensorFlow: the files in its `assets.extra`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.files import write_atomically
from vae_music.rolls import RollSpec
from vae_music.trust import check_sizes

_FOLDER = "assets.extra"  # the place that TensorFlow Serving leaves to whoever writes a SavedModel


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

    def write(self, export: Path) -> None:
        """Raises OSError."""
        self.config.write(export / _FOLDER / "config.json")
        styles = {"vae_music": self.package_version, "prototypes": dict(zip(self.styles, self._rows(), strict=True))}
        write_atomically(export / _FOLDER / "styles.json", (json.dumps(styles, indent=2) + "\n").encode())

    def _rows(self) -> list[list[float]]:
        return np.asarray(self.prototypes, np.float64).tolist()

    @classmethod
    def read(cls, export: Path) -> Card:
        """Raises ModelError or ConfigError where a file is missing or damaged."""
        config, path = Config.read(export / _FOLDER / "config.json"), export / _FOLDER / "styles.json"
        try:
            check_sizes(config)
            told = json.loads(path.read_text("utf-8"))
            styles = tuple(told["prototypes"])
            prototypes = np.array(list(told["prototypes"].values()), np.float32).reshape(len(styles), -1)
            return cls(config, styles, prototypes, str(told["vae_music"]))
        except ModelError as error:
            raise ModelError(f"{export}: {error}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: not the styles of a model: {error!r}") from error
