"""The configuration of a model and of its training: frozen dataclasses, their JSON form, and presets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from vae_music.errors import VaeMusicError
from vae_music.rolls.spec import ARTICLE_SPEC, ENERGY_FIGURES, RollSpec
from vae_music.storage import write_atomically

T = TypeVar("T")


class ConfigError(VaeMusicError):
    """A preset that does not exist, or a configuration that cannot be read."""


@dataclass(frozen=True)
class ModelConfig:
    """Sizes of the network; everything else follows from the RollSpec and the number of styles.

    latent: the number of dimensions of z. content: how many of them each beat has for its melody and harmony; the rest
        is the *manner*, whose first dimensions are the style code. With 0, z has no parts but the style code, as in the
        article.
    energy: how many dimensions each beat has, after all contents, for the energy of its bar: all its figures, or none
        (0). They are set, not learnt: neither the KL term nor the adversary counts them.
    rhythm: how many dimensions each beat has, after the energy, for the rhythm of the tune: one a step, or none (0).
        They are set, too.
    content_units: units of the layers that read the content.
    content_top_line: these layers also read the highest pitch that sounds, since the melody found may be wrong.
    *_embedding: dimensions of the vectors that an LSTM reads.
    view: dimensions that each position of a sequence gets of the vector from which the sequence is written.
    feed_forward: units of the dense layers after the decoder's LSTMs; 0 for none.
    *_pitch_units, *_velocity_units: units of each LSTM layer of these branches.
    instrument_units: units of the one LSTM layer of each instrument branch.
    probe_units: units of the adversary, the classifier that looks for the style in the content.
    variants: the number of manners that are kept of each style.
    by_beat: LSTMs by beat, see `vae_music.model.recurrence`; False for plain stacks, as in the article.
    unroll: LSTMs are unrolled step by step, which is slower to build and faster to run.
    """

    latent: int = 384
    content: int = 32
    energy: int = ENERGY_FIGURES
    rhythm: int = 4
    content_units: int = 128
    content_top_line: bool = True
    pitch_embedding: int = 128
    velocity_embedding: int = 64
    instrument_embedding: int = 32
    view: int = 128
    feed_forward: int = 512
    encoder_pitch_units: tuple[int, ...] = (192, 256)
    decoder_pitch_units: tuple[int, ...] = (256, 256)
    encoder_velocity_units: tuple[int, ...] = (128, 128)
    decoder_velocity_units: tuple[int, ...] = (128, 128)
    instrument_units: int = 128
    probe_units: int = 64
    variants: int = 12
    by_beat: bool = True
    unroll: bool = True

    def __post_init__(self):
        if self.energy not in (0, ENERGY_FIGURES):
            raise ValueError(f"energy must be 0 or {ENERGY_FIGURES}, not {self.energy}")
        if (self.energy or self.rhythm) and not self.content:
            raise ValueError("a z with energy or rhythm needs a content, too")


@dataclass(frozen=True)
class LossConfig:
    """Weights of the terms of the loss, each in nats per segment.

    tune: factor of pitch and onset in the voice of the melody, which is what a listener misses first.
    velocity_sigma: σ of the Gaussian around the predicted velocity (0..1); at 1/√2 its nats are the squared error.
    beta: weight of the KL term, reached after beta_warmup_steps optimizer steps.
    free_nats: KL per dimension that is not penalised.
    adversary: weight of the term that drives the style out of the part of z that a transfer keeps. With 0, the
        adversary only measures it.
    """

    pitch: float = 1.0
    tune: float = 2.0
    drums: float = 1.0
    onset: float = 1.0
    velocity: float = 1.0
    pattern: float = 1.0
    instrument: float = 1.0
    style: float = 10.0
    velocity_sigma: float = 0.1
    beta: float = 0.05
    beta_warmup_steps: int = 1000
    free_nats: float = 0.0
    adversary: float = 30.0


@dataclass(frozen=True)
class TrainConfig:
    """The course of training.

    learning_rate: halved every halving_steps optimizer steps (0: never).
    epoch_steps: the most steps of an epoch, so that little is lost when a training is killed.
    validation_steps: the most batches of a validation.
    patience: epochs without a better loss, see stop_by_held_out, before training stops.
    transpose: the most semitones, up or down, by which segments are transposed at random.
    own_example: the share of segments that are their own example of the manner, instead of another of their song.
    other_melody: the share of segments that get the melody of another segment of their style, so that the accompaniment
        does not give the melody away.
    varied_melody: the share of segments whose melody is moved in time, struck more often or moved by an octave, so that
        melodies unlike those of the corpus survive, too.
    energy_jitter: the standard deviation of noise added to the energy of sources.
    drumless: the share of segments whose source counts as a song without drums.
    stop_by_held_out: the weights kept are those with the lowest loss of held-out songs, not of songs trained on.
    frozen_content: the encoder of the content is not trained.
    """

    batch_size: int = 128
    learning_rate: float = 2e-3
    halving_steps: int = 2000
    epochs: int = 200
    epoch_steps: int = 100
    validation_steps: int = 20
    patience: int = 20
    transpose: int = 5
    own_example: float = 0.2
    other_melody: float = 0.3
    varied_melody: float = 0.4
    energy_jitter: float = 0.1
    drumless: float = 0.15
    stop_by_held_out: bool = True
    frozen_content: bool = False


@dataclass(frozen=True)
class Config:
    """Everything needed to rebuild a model."""

    preset: str = "default"
    spec: RollSpec = field(default_factory=RollSpec)
    model: ModelConfig = field(default_factory=ModelConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    train: TrainConfig = field(default_factory=TrainConfig)

    def __post_init__(self):
        if self.model.rhythm not in (0, self.spec.steps_per_beat):
            raise ConfigError(f"rhythm must be 0 or {self.spec.steps_per_beat}, not {self.model.rhythm}")

    @property
    def learnt(self) -> int:
        """The number of dimensions of z that the encoder learns: all but the last, those of energy and rhythm."""
        return self.model.latent - self.spec.segment_beats * (self.model.energy + self.model.rhythm)

    @property
    def energy_part(self) -> slice:
        """The dimensions of z that hold the energy; those after them hold the rhythm."""
        return slice(self.learnt, self.learnt + self.spec.segment_beats * self.model.energy)

    def manner(self, styles: int) -> int:
        """The number of dimensions of the manner, the part of z that a transfer changes, for this number of styles.

        Raises ConfigError where z is too small.
        """
        manner = styles
        if self.model.content:
            manner = self.learnt - self.spec.segment_beats * self.model.content
        if not styles <= manner <= self.model.latent:
            raise ConfigError(f"a z of {self.model.latent} dimensions has no room for the codes of {styles} styles")
        return manner

    def to_json(self) -> dict[str, Any]:
        """The configuration as nested dicts for `json.dumps`."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Config:
        """The inverse of `to_json`. Raises ConfigError where a setting is unknown or of the wrong kind."""
        return cls(
            str(values.get("preset", "default")),
            _from_json(RollSpec, values, "spec"),
            _from_json(ModelConfig, {"model": _OLDER | values["model"]} if "model" in values else {}, "model"),
            _from_json(LossConfig, values, "loss"),
            _from_json(TrainConfig, values, "train"),
        )

    def write(self, path: str | PathLike) -> None:
        """Write the configuration as a JSON file. Raises OSError."""
        write_atomically(path, (json.dumps(self.to_json(), indent=2) + "\n").encode())

    @classmethod
    def read(cls, path: str | PathLike) -> Config:
        """Read a JSON file of `write`. Raises ConfigError where the file is missing or not a configuration."""
        try:
            return cls.from_json(json.loads(Path(path).read_text("utf-8")))
        except (OSError, ValueError, AttributeError) as error:
            raise ConfigError(f"{path}: not a configuration: {error}") from error
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from error


_OLDER = {"energy": 0, "rhythm": 0}  # as in configurations that were written before there were any


def _from_json(kind: type[T], parts: Mapping[str, Any], name: str) -> T:
    values = parts.get(name, {})
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(values) - known:
        raise ConfigError(f"{name} has no setting {', '.join(sorted(unknown))}")
    try:
        return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{name}: {error}") from error


ARTICLE = Config(
    "article",
    spec=ARTICLE_SPEC,
    model=ModelConfig(
        latent=256,
        content=0,
        energy=0,
        rhythm=0,
        pitch_embedding=256,
        encoder_pitch_units=(256, 256),
        decoder_pitch_units=(256, 256),
        encoder_velocity_units=(256,),
        decoder_velocity_units=(256,),
        by_beat=False,
        instrument_units=256,
        variants=1,
    ),
    loss=LossConfig(
        tune=1.0, instrument=0.1, style=0.1, velocity_sigma=0.5**0.5, beta=0.1, beta_warmup_steps=0, adversary=0.0
    ),
    train=TrainConfig(
        batch_size=256, learning_rate=2e-4, halving_steps=0, transpose=0, other_melody=0.0, varied_melody=0.0
    ),
)
"""The model of MIDI-VAE (Brunner et al., ISMIR 2018), with LSTMs as in the article that follows it."""

DEFAULT = Config()

TINY = Config(
    "tiny",
    model=ModelConfig(
        latent=144,
        content=8,
        content_units=16,
        pitch_embedding=32,
        velocity_embedding=16,
        instrument_embedding=8,
        view=16,
        feed_forward=32,
        encoder_pitch_units=(32, 32),
        decoder_pitch_units=(32, 32),
        encoder_velocity_units=(16, 16),
        decoder_velocity_units=(16, 16),
        instrument_units=16,
        probe_units=16,
        unroll=False,
    ),
    loss=replace(LossConfig(), beta_warmup_steps=100),
    train=TrainConfig(batch_size=32, learning_rate=5e-3, halving_steps=0, epoch_steps=20, validation_steps=5),
)
"""For tests and first steps: it trains in seconds, but its music is not worth hearing."""

PRESETS = {config.preset: config for config in (ARTICLE, DEFAULT, TINY)}


def preset(name: str) -> Config:
    """The preset of this name. Raises ConfigError where the name is unknown."""
    if name not in PRESETS:
        raise ConfigError(f"no preset {name!r}, only {', '.join(sorted(PRESETS))}")
    return PRESETS[name]
