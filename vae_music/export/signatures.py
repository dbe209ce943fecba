"""The signatures of an exported model, which share one graph of the encoder and one of the decoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from vae_music.config import Config
from vae_music.export.card import Card
from vae_music.export.seeds import PIECE_BITS
from vae_music.latent import towards
from vae_music.model.content import as_source
from vae_music.model.decoding import SILENCE, Noise, draw_latent, draw_noise, rolls_from_logits
from vae_music.model.energy import EnergyFigures
from vae_music.model.vae import classifier
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec

_INPUTS = {
    "serving_default": (*Rolls._fields, "style", "strength"),
    "transfer": (*Rolls._fields, "style", "strength", "temperature", "seed"),
    "encode": Rolls._fields,
    "decode": ("z", "steps", "temperature", "seed"),
    "classify": Rolls._fields,
    "sample": ("steps", "energy", "style", "temperature", "seed"),
    "card": ("row",),
}


def signature_inputs(config: Config) -> dict[str, tuple[str, ...]]:
    """The names of the inputs of each signature: with `energy` only where z has one."""
    return {
        signature: tuple(name for name in names if name != "energy" or config.model.energy)
        for signature, names in _INPUTS.items()
    }


class ServedModel(tf.Module):
    """Encoder and decoder as the functions that `tf.saved_model.save` writes.

    Rolls are uint8, a quarter of the size of int32 in a request. Every input has the same first dimension, as batching
    requires. Keras is needed to build this module, but not to load what is saved. No variable in it is assigned to, and
    none is the state of a random generator.

    Where rolls are among the outputs there is also `instrument_probability` (batch, instrument column, classes), from
    which a program for a whole song can be chosen. `style` as an input has the weights, as an output the probabilities
    of the styles: float32 (batch, styles).
    """

    def __init__(self, encoder: keras.Model, decoder: keras.Model, card: Card):
        super().__init__()
        spec = card.spec
        self.weights = [weight.value for weight in encoder.weights + decoder.weights]
        self._prototypes = classifier(encoder).manners[:, 0]
        self._roll_spec = spec
        self._card = json.dumps(card.to_json())
        self._inputs = signature_inputs(card.config)
        self._learnt, self._rhythm = card.config.learnt, card.config.model.latent - card.config.energy_part.stop
        self._specs = _tensor_specs(spec, card.config.model.latent, self._prototypes.shape[0])

        names = self._inputs["encode"]
        self._draw = decoder.get_layer("content_prior").draw

        def read(*rolls):
            inputs = {name: tf.cast(roll, tf.int32) for name, roll in zip(names, rolls, strict=True)}
            return encoder(as_source(encoder, inputs), training=False)

        def write(z):
            return decoder(z, training=False)

        # The models are captured instead of being attributes, which would write all of Keras' bookkeeping into the
        # export.
        self._read = tf.function(read, input_signature=[self._specs[name] for name in names])
        self._write = tf.function(write, input_signature=[self._specs["z"]])

    def signatures(self) -> dict[str, Any]:
        """The functions to save, by name."""

        def by_name(function: Callable[..., Any], names: Sequence[str]) -> Callable[..., Any]:
            return lambda *values: function(**dict(zip(names, values, strict=True)))

        return {
            signature: tf.function(by_name(getattr(self, signature), names), [self._specs[name] for name in names])
            for signature, names in self._inputs.items()
        }

    def encode(self, **rolls):
        """Return z_mean and z_scale of the posterior, (batch, latent), and style."""
        return self._read(*rolls.values())

    def classify(self, **rolls):
        """Return the probabilities of the styles."""
        return {"style": self.encode(**rolls)["style"]}

    def decode(self, z, steps, temperature, seed):
        """Return the rolls decoded from z: at temperature 0 the likeliest, otherwise a sample."""
        return rolls_from_logits(self._write(z), steps, self._roll_spec, draw_noise(seed, temperature, self._roll_spec))

    def serving_default(self, style, strength, **rolls):
        """Return the likeliest rolls in a mixture of styles, and the style of the source."""
        return self._restyled(rolls, style, strength, SILENCE)

    def transfer(self, style, strength, temperature, seed, **rolls):
        """Return the same as `serving_default`, but sampled; a row's sample depends on its own seed only."""
        noise = draw_noise(seed, temperature, self._roll_spec)
        return self._restyled(rolls, style, strength, noise)

    def sample(self, steps, style, temperature, seed, energy=None):
        """Return rolls of new music, from the mixture's manner and contents drawn like those of songs, and their z.

        Rows whose seeds agree in all but the lowest PIECE_BITS bits are like segments of one song.
        """
        manner, size = style @ self._prototypes, self._learnt - self._prototypes.shape[1]
        piece = tf.bitwise.right_shift(seed, tf.constant(PIECE_BITS, seed.dtype))
        content = self._draw(draw_latent(piece, size, stream=2), draw_latent(seed, size))
        figures = [] if energy is None else [EnergyFigures()(energy)]
        of_any_rhythm = tf.zeros((tf.shape(steps)[0], self._rhythm))
        z = tf.concat([manner, content, *figures, of_any_rhythm], axis=-1)
        noise = draw_noise(seed, temperature, self._roll_spec)
        return {**rolls_from_logits(self._write(z), steps, self._roll_spec, noise), "z": z}

    def card(self, row):
        """Return the model's card as JSON, once for each row of the input, because a server gives out no files."""
        return {"card": tf.fill(tf.shape(row), self._card)}

    def _restyled(self, rolls: Mapping[str, Any], style, strength, noise: Noise) -> dict[str, Any]:
        """Decode the posterior's mean, with its manner moved towards the mixture's prototype."""
        posterior = self.encode(**rolls)
        manner, content = tf.split(posterior["z_mean"], [self._prototypes.shape[1], -1], axis=-1)
        manner = towards(manner, style @ self._prototypes, strength)
        logits = self._write(tf.concat([manner, content], axis=-1))
        return {**rolls_from_logits(logits, rolls["steps"], self._roll_spec, noise), "style": posterior["style"]}


def _tensor_specs(spec: RollSpec, latent: int, styles: int) -> dict[str, tf.TensorSpec]:
    """The specs of all inputs by name, with the batch axis first."""
    rolls = {name: tf.TensorSpec((None, *shape), tf.uint8, name) for name, shape in spec.shapes.items()}
    return {
        **rolls,
        "z": tf.TensorSpec((None, latent), tf.float32, "z"),
        "style": tf.TensorSpec((None, styles), tf.float32, "style"),
        "strength": tf.TensorSpec((None,), tf.float32, "strength"),
        "temperature": tf.TensorSpec((None,), tf.float32, "temperature"),
        "seed": tf.TensorSpec((None,), tf.int64, "seed"),
        "row": tf.TensorSpec((None,), tf.int32, "row"),
    }
