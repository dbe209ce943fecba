"""The parallel VAE as one functional model: encoder, KL, sampled z, decoder, and the terms of the loss."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from vae_music.config import Config, LossConfig
from vae_music.errors import ModelError
from vae_music.model.content import content_inputs, freeze_content
from vae_music.model.decoder import build_decoder
from vae_music.model.encoder import build_encoder, roll_inputs
from vae_music.model.layers import SampleLatent, SplitLatent, StyleClassifier
from vae_music.model.losses import InstrumentLoss, KLDivergence, PitchLoss, StyleLoss, StyleProbe, VelocityLoss
from vae_music.model.precision import in_single_precision
from vae_music.model.training_step import Adam, HalvedModel
from vae_music.rolls.rolls import EXAMPLE
from vae_music.safe_loading import check_keras_file
from vae_music.storage import unfinished


def build_vae(config: Config, styles: Sequence[str], seed: int | None = None) -> keras.Model:
    """Build the model that is trained. It adds its own loss: the ELBO with weighted terms, a style term, an adversary.

        loss = -log p(rolls | z) + β KL(q(z | rolls) ‖ p(z)) - log softmax(z[:k])[style],  z ~ q(z | rolls)

    Its layers `encoder` and `decoder` are models too and work alone: neither contains a loss, random numbers or TFP.

    Where z has a content, the manner is read from the rolls named `example_...`, the content from those named
    `source_...`, and the rolls without a prefix are the target of the decoder; otherwise the encoder reads those, too.

    Input shape: that of the encoder, and style: int (batch,).
    Output shape: that of the decoder, and probe (batch, styles): logits of the style as the adversary reads it.
    """
    rolls, extra = roll_inputs(config), {}
    style = keras.Input((), dtype="int32", name="style")
    encoder, decoder = build_encoder(config, styles), build_decoder(config, len(styles))
    if config.train.frozen_content:
        freeze_content(encoder)
    read = rolls
    if config.model.content:
        source = content_inputs(config)
        example = roll_inputs(config, EXAMPLE)
        extra = source | example
        read = {name.removeprefix(EXAMPLE): roll for name, roll in example.items()} | source
    posterior = encoder(read)
    learnt = SplitLatent(config.learnt, name="learnt")
    (z_mean, given), (z_scale, _) = learnt(posterior["z_mean"]), learnt(posterior["z_scale"])
    kl = KLDivergence(config.loss.beta, config.loss.free_nats, name="kl")
    z = SampleLatent(seed, name="sample")(*kl(z_mean, z_scale))
    z = StyleLoss(len(styles), weights={"style": config.loss.style}, name="style_loss")(z, style)
    whole = keras.layers.Concatenate(name="z")([z, given]) if config.learnt < config.model.latent else z
    outputs = _reconstruction(decoder(whole), rolls, config)
    sizes = {"styles": len(styles), "manner": config.manner(len(styles)), "units": config.model.probe_units}
    outputs["probe"] = StyleProbe(**sizes, adversary=config.loss.adversary, name="probe_loss")(z, style)
    return HalvedModel({**rolls, **extra, "style": style}, outputs, name="vae")


def _reconstruction(outputs: dict[str, Any], rolls: dict[str, Any], config: Config) -> dict[str, Any]:
    weights = config.loss
    pitch = PitchLoss(config.spec.voices, weights.tune, weights=_weights(weights, "pitch", "drums"), name="pitch_loss")
    played = _weights(weights, "onset", "velocity", "pattern")
    velocity = VelocityLoss(weights.velocity_sigma, weights.tune, weights=played, name="velocity_loss")
    instrument = InstrumentLoss(weights=_weights(weights, "instrument"), name="instrument_loss")
    return {
        "pitch": pitch(outputs["pitch"], rolls["pitch"], rolls["steps"]),
        "velocity": velocity(outputs["velocity"], rolls["velocity"], rolls["steps"]),
        "instrument": instrument(outputs["instrument"], rolls["instrument"]),
    }


def _weights(weights: LossConfig, *terms: str) -> dict[str, float]:
    return {term: getattr(weights, term) for term in terms}


def compile_vae(vae: keras.Model, config: Config, xla: bool = False) -> None:
    """Compile the model with Adam at the configured rate.

    xla: compile the step by XLA, which on a CPU is slower than TensorFlow's own kernels for LSTMs.
    """
    rate: Any = config.train.learning_rate
    if config.train.halving_steps:
        rate = keras.optimizers.schedules.ExponentialDecay(rate, config.train.halving_steps, 0.5)
    vae.compile(optimizer=Adam(rate), jit_compile=xla)
    vae.optimizer.build(vae.trainable_variables)  # else the first step is traced twice


def classifier(encoder: keras.Model) -> StyleClassifier:
    """The layer of an encoder that stores the styles and their manners."""
    return encoder.get_layer("classifier")


class DivergedError(ModelError):
    """A loss or a weight is no longer a finite number."""


def check_finite(model: keras.Model) -> None:
    """Check all weights. Raises DivergedError where one is not a finite number."""
    for weight in model.weights:
        if not np.isfinite(weight.numpy()).all():
            raise DivergedError(f"the weight {weight.path} is no longer a finite number")


def save_vae(vae: keras.Model, path: Path) -> None:
    """Save a model, in float32 and without its optimizer, under a temporary name that is then changed.

    Raises DivergedError.
    """
    check_finite(vae)
    with unfinished(path) as temporary, in_single_precision(vae):
        keras.Model(vae.input, vae.output, name=vae.name).save(temporary)


def load_vae(path: str | os.PathLike) -> keras.Model:
    """Load a model that `save_vae` wrote. Raises ModelError."""
    check_keras_file(Path(path))
    try:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras lets the exceptions of all its parts through
        raise ModelError(f"{path}: not a model of vae-music: {str(error).strip().splitlines()[0]}") from error
