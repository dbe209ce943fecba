"""The card of an export: its configuration and styles, as files in `assets.extra` that are read without TensorFlow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae_music.config import Config
from vae_music.errors import ModelError
from vae_music.measures.pulse import Pulses, read_pulses
from vae_music.rolls.spec import RollSpec
from vae_music.safe_loading import check_sizes
from vae_music.storage import write_atomically

CARD_FOLDER = "assets.extra"  # the folder that TensorFlow Serving leaves to the writer of a SavedModel


@dataclass(frozen=True, eq=False)
class Card:
    """The configuration of a model, its styles and their manners, and the version of the package that wrote it.

    manners: float32 (styles, variants, m), the z[:m] at which a transfer to each style may aim; each begins with the
        style code z[:k].
    pulses: for each style, the pulse of the song of each variant, where it is known; empty where nothing is known.
    """

    config: Config
    styles: tuple[str, ...]
    manners: np.ndarray
    package_version: str
    pulses: tuple[Pulses, ...]

    @property
    def spec(self) -> RollSpec:
        """The sizes of the rolls."""
        return self.config.spec

    @property
    def prototypes(self) -> np.ndarray:
        """The first variant of each style, at which a transfer aims by default; shape (styles, m)."""
        return self.manners[:, 0]

    @property
    def manner_size(self) -> int:
        """m, the number of dimensions of z, the first ones, that a transfer moves."""
        return self.manners.shape[2]

    def to_json(self) -> dict[str, Any]:
        """The whole card, as the signature `card` returns it to clients."""
        return {"config": self.config.to_json(), **self._styles()}

    def _styles(self) -> dict[str, Any]:
        manners = dict(zip(self.styles, np.asarray(self.manners, np.float64).tolist(), strict=True))
        return {
            "vae_music": self.package_version,
            "prototypes": {style: rows[0] for style, rows in manners.items()},
            "variants": {style: rows[1:] for style, rows in manners.items()},
            "pulses": dict(zip(self.styles, self.pulses, strict=True)),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Card:
        """The inverse of `to_json`.

        Raises ConfigError, ModelError for sizes that no model has, or numpy's errors for values of the wrong kind.
        """
        return cls._of(Config.from_json(told["config"]), told)

    @classmethod
    def _of(cls, config: Config, told: Mapping[str, Any]) -> Card:
        check_sizes(config)
        variants = told.get("variants", {})  # older exports have no variants
        manners = {style: [row, *variants.get(style, [])] for style, row in told["prototypes"].items()}
        rows = np.array(list(manners.values()), np.float32)
        if rows.ndim != 3:
            raise ValueError(f"manners of shape {rows.shape}")
        known = told.get("pulses", {})  # older exports have none
        pulses = tuple(read_pulses(known.get(style, ())) for style in manners)
        return cls(config, tuple(manners), rows, str(told["vae_music"]), pulses)

    def write(self, export: Path) -> None:
        """Write the files of the card into an export. Raises OSError."""
        self.config.write(export / CARD_FOLDER / "config.json")
        write_atomically(export / CARD_FOLDER / "styles.json", (json.dumps(self._styles(), indent=2) + "\n").encode())

    @classmethod
    def read(cls, export: Path) -> Card:
        """Read the card of an export. Raises ModelError or ConfigError where a file is missing or damaged."""
        config, path = Config.read(export / CARD_FOLDER / "config.json"), export / CARD_FOLDER / "styles.json"
        try:
            return cls._of(config, json.loads(path.read_text("utf-8")))
        except ModelError as error:
            raise ModelError(f"{export}: {error}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: not the styles of a model: {error!r}") from error
