"""Requests to a model: how a song is to be transferred or to go on, what is new, and how notes are sampled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from vae_music.errors import ModelError
from vae_music.inference.energy import Energy
from vae_music.inference.sections import PlannedSection, check_sections
from vae_music.inference.tracks import Tracks
from vae_music.latent import MAX_STRENGTH
from vae_music.midi.read import AnySong
from vae_music.translators.protocol import PROTOTYPE


@dataclass(frozen=True)
class Sampling:
    """The temperature and seed of decoding: 0 takes the likeliest notes, 1 samples them as the seed decides.

    Raises ModelError for a negative temperature, or one that is not finite.
    """

    temperature: float = 0.0
    seed: int = 0

    def __post_init__(self):
        if not (isinstance(self.temperature, Real) and 0 <= self.temperature < math.inf):
            raise ModelError(f"no such temperature: {self.temperature!r}")

    def inputs(self, rows: int) -> dict[str, np.ndarray]:
        """The inputs `temperature` and `seed` of a signature, for so many rows."""
        seeds = np.random.default_rng(self.seed).integers(2**31, size=rows)
        return {"temperature": np.full(rows, self.temperature, np.float32), "seed": seeds}


@dataclass(frozen=True)
class TransferRequest:
    """The style that a song is to have, and how: the arguments of `Model.transfer`, which explains them.

    Raises ModelError for a strength beyond 0 to MAX_STRENGTH, for a form beyond 0 to 1, for sections that overlap, and
    unless one of `style` and `like` is given; with sections, both may be missing. A method other than the prototype has
    neither examples nor variants.
    """

    style: str | Mapping[str, float] | None = None
    strength: float = 1.0
    sampling: Sampling = Sampling()
    like: AnySong | None = None
    keep_melody: bool = False
    variant: int | None = None
    tracks: Tracks = field(default_factory=Tracks)
    energy: Energy | None = None
    form: float = 1.0
    sections: tuple[PlannedSection, ...] = ()
    method: str = PROTOTYPE

    def __post_init__(self):
        if not (isinstance(self.strength, Real) and 0 <= self.strength <= MAX_STRENGTH):
            raise ModelError(f"strength={self.strength!r} is not in the range 0 to {MAX_STRENGTH}")
        if not (isinstance(self.form, Real) and 0 <= self.form <= 1):
            raise ModelError(f"form={self.form!r} is not in the range 0 to 1")
        if (self.style is None) == (self.like is None) and (self.style is not None or not self.sections):
            raise ModelError("a transfer needs a style or a song to be like, one of the two")
        check_sections(self)
        if self.method != PROTOTYPE:
            if self.like is not None:
                raise ModelError(f"the method {self.method} needs a style; an example gives its own manner")
            if any((one.variant or 1) != 1 for one in (self, *self.sections)):
                raise ModelError(f"the method {self.method} has no variants; a seed gives another band")


@dataclass(frozen=True)
class PieceRequest:
    """A new piece: the arguments of `Model.sample`, which explains them.

    Raises ModelError unless one of `style` and `like` is given.
    """

    style: str | Mapping[str, float] | None = None
    bars: int = 16
    sampling: Sampling = Sampling()
    qpm: float = 120.0
    variant: int | None = None
    like: AnySong | None = None
    energy: Energy | None = None

    def __post_init__(self):
        if (self.style is None) == (self.like is None):
            raise ModelError("a new piece needs a style or a song to be like, one of the two")


@dataclass(frozen=True)
class ContinuationRequest:
    """New bars after a song: the arguments of `Model.continued`, which explains them."""

    bars: int = 8
    sampling: Sampling = Sampling()
    style: str | Mapping[str, float] | None = None
    variant: int | None = None
    energy: Energy | None = None
