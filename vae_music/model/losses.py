"""Loss layers: each adds its weighted terms to the model's loss and logs them unweighted, in nats per segment.

A term is a sum over the steps and columns of a segment and a mean over the batch; steps after the music do not count.
Everything is computed in float32, whatever the dtype policy of the preceding layers.
"""

from __future__ import annotations

import math

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from vae_music.model.layers import in_music, registered
from vae_music.rolls.voices import MELODY

ACTIVE_VARIANCE = 0.01
"""A dimension of z is active if the variance of its mean over a batch exceeds this (Burda et al. 2016, section 5.2)."""


@tf.custom_gradient
def cross_entropy(logits, labels):
    """Cross-entropy, -log softmax(logits)[label], in nats.

    For our many short rows it is three times as fast on a CPU as TensorFlow's own.

    Input shape: float32 (..., classes) and int32 (...). Output shape: (...).
    """
    probabilities = tf.nn.softmax(logits)
    chosen = tf.gather(probabilities, labels, batch_dims=labels.shape.rank)

    def gradient(upstream):
        one_hot = tf.one_hot(labels, logits.shape[-1], dtype=logits.dtype)
        return (probabilities - one_hot) * upstream[..., None], None

    return -tf.math.log(tf.maximum(chosen, 1e-30)), gradient


def binary_cross_entropy(logits, targets):
    """Binary cross-entropy, -log p(target) with p = sigmoid(logits), in nats, element by element."""
    return ops.softplus(logits) - logits * targets


def float32(x):
    """Cast a tensor to float32."""
    return ops.cast(x, "float32")


def column_weights(columns: int, tune: float) -> np.ndarray:
    """The weight of each column in a term: `tune` for the melody, 1 for the others; float32 (columns,)."""
    weights = np.ones(columns, np.float32)
    weights[MELODY] = tune
    return weights


class TermsLayer(keras.layers.Layer):
    """A layer that adds terms to the loss and returns its first input unchanged, so that it is part of the graph.

    weights: the weight of each term, by name. The mean of a term is a metric of the same name.
    """

    def __init__(self, weights: dict[str, float], **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.weights_of_terms = dict(weights)
        self.trackers = {term: keras.metrics.Mean(name=term) for term in weights}

    def add_term(self, term: str, nats) -> None:
        """Add a term of shape (batch,) to the loss and to its metric."""
        self.trackers[term].update_state(nats)
        self.add_loss(self.weights_of_terms[term] * ops.mean(nats))

    def compute_output_shape(self, input_shape, *other_shapes):
        """Return the shape of the first input."""
        return input_shape

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "weights": self.weights_of_terms}


@registered
class PitchLoss(TermsLayer):
    """The terms `pitch` (cross-entropy of each voice's pitch or rest) and `drums` (of each lane struck or not).

    The metric pitch_accuracy is the share of the steps at which a voice sounds whose likeliest class is the right
    pitch.

    tune: the factor of the melody in the term `pitch`.

    Input shape: logits (batch, step, voices * pitch_classes + drum_lanes), the roll (batch, step, column), steps
    (batch,). Output: the logits.
    """

    def __init__(self, voices: int, tune: float = 1.0, **kwargs):
        super().__init__(**kwargs)
        self.voices, self.tune = voices, tune
        self.accuracy = keras.metrics.Mean(name="pitch_accuracy")

    def call(self, logits, pitch, steps):
        """Add the terms and return the logits."""
        length, drum_lanes = pitch.shape[1], pitch.shape[2] - self.voices
        voice_logits, drum_logits = ops.split(float32(logits), [logits.shape[-1] - drum_lanes], axis=-1)
        voices, drums = ops.split(ops.cast(pitch, "int32"), [self.voices], axis=-1)
        music = float32(in_music(steps, length))[:, :, None]
        voice_logits = ops.reshape(voice_logits, (-1, length, self.voices, voice_logits.shape[-1] // self.voices))
        weight = column_weights(self.voices, self.tune)
        self.add_term("pitch", ops.sum(cross_entropy(voice_logits, voices) * music * weight, (1, 2)))
        self.add_term("drums", ops.sum(binary_cross_entropy(drum_logits, float32(drums)) * music, (1, 2)))
        right = float32(ops.argmax(voice_logits, -1) == ops.cast(voices, "int32"))
        self.accuracy.update_state(right, sample_weight=float32(voices > 0) * music)
        return logits

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "voices": self.voices, "tune": self.tune}


@registered
class VelocityLoss(TermsLayer):
    """The terms `onset` everywhere, and `velocity` and `pattern` where a note begins.

    `onset` is the cross-entropy of an onset or none, `pattern` that of the ticks struck. `velocity` is the negative log
    likelihood of a Gaussian of fixed σ, without its constant: (v - v̂)² / 2σ².

    tune: the factor of the melody in the term `onset`.

    Input shape: the output of VelocityHead, (batch, step, column, 2 + patterns), the roll (batch, step, column, 2),
    steps (batch,). Output: the first input.
    """

    def __init__(self, sigma: float, tune: float = 1.0, **kwargs):
        super().__init__(**kwargs)
        self.sigma, self.tune = sigma, tune

    def call(self, outputs, velocity, steps):
        """Add the terms and return the outputs of VelocityHead."""
        onset_logit, predicted, pattern_logits = ops.split(float32(outputs), [1, 2], axis=-1)
        played, pattern = ops.split(ops.cast(velocity, "int32"), 2, axis=-1)
        music = float32(in_music(steps, velocity.shape[1]))[:, :, None]  # (batch, step, 1)
        begins = float32(played[..., 0] > 0) * music  # (batch, step, column)
        squared = (float32(played[..., 0]) / 127.0 - predicted[..., 0]) ** 2
        onset = binary_cross_entropy(onset_logit[..., 0], begins) * column_weights(begins.shape[-1], self.tune)
        self.add_term("onset", ops.sum(onset * music, (1, 2)))
        self.add_term("velocity", ops.sum(squared * begins, (1, 2)) / (2 * self.sigma**2))
        self.add_term("pattern", ops.sum(cross_entropy(pattern_logits, pattern[..., 0]) * begins, (1, 2)))
        return outputs

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "sigma": self.sigma, "tune": self.tune}


@registered
class InstrumentLoss(TermsLayer):
    """The term `instrument`: cross-entropy of each column's program, including the class of silence.

    Silent columns count, because the choice of the voices that play is part of a style.

    Input shape: logits (batch, column, classes) and the roll (batch, column). Output: the logits.
    """

    def call(self, logits, instrument):
        """Add the term and return the logits."""
        self.add_term("instrument", ops.sum(cross_entropy(float32(logits), ops.cast(instrument, "int32")), 1))
        return logits


@registered
class StyleLoss(TermsLayer):
    """The cross-entropy of the style under a softmax of the first columns, as the only term; its accuracy is a metric.

    Input shape: (batch, k or more) and the styles, int (batch,). Output: the first input.
    """

    def __init__(self, styles: int, **kwargs):
        super().__init__(**kwargs)
        self.styles = styles
        (self.term,) = self.weights_of_terms
        self.accuracy = keras.metrics.Mean(name=f"{self.term}_accuracy")

    def call(self, code, style):
        """Add the term and return the first input."""
        logits, style = float32(code[:, : self.styles]), ops.cast(style, "int32")
        self.add_term(self.term, cross_entropy(logits, style))
        self.accuracy.update_state(float32(ops.cast(ops.argmax(logits, -1), "int32") == style))
        return code

    def get_config(self):
        """Return the constructor's arguments."""
        return {**super().get_config(), "styles": self.styles}


@registered
class StyleProbe(TermsLayer):
    """The adversary of the encoder, which removes the style from z[m:], where it should not be.

    manner: m, the number of dimensions of z that may hold the style, because a transfer changes them.
    The term `probe` is the cross-entropy of a small classifier of z[m:]; only the classifier learns from it. The
    encoder learns from the term `hidden`, KL(uniform ‖ classifier), which is 0 where the classifier can only guess.
    Unlike a reversed gradient (Ganin & Lempitsky 2015) it has a minimum, so the encoder gains nothing by misleading the
    classifier.

    Input shape: z (batch, latent) and the styles, int (batch,). Output shape: (batch, styles), logits.
    """

    def __init__(self, styles: int, manner: int, units: int, adversary: float, **kwargs):
        super().__init__(weights={"probe": 1.0, "hidden": adversary}, **kwargs)
        self.styles, self.manner, self.units, self.adversary = styles, manner, units, adversary
        self.accuracy = keras.metrics.Mean(name="probe_accuracy")

    def build(self, z_shape, style_shape):
        """Create the weights of the classifier."""
        content = z_shape[-1] - self.manner
        self.inner = self.add_weight(shape=(content, self.units), initializer="glorot_uniform", name="inner")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")
        self.outer = self.add_weight(shape=(self.units, self.styles), initializer="glorot_uniform", name="outer")

    def call(self, z, style):
        """Add the terms and return the logits of the classifier."""
        content, style = float32(z[:, self.manner :]), ops.cast(style, "int32")
        weights = (float32(self.inner), float32(self.bias), float32(self.outer))
        logits = self._logits(ops.stop_gradient(content), *weights)
        self.add_term("probe", cross_entropy(logits, style))
        self.accuracy.update_state(float32(ops.cast(ops.argmax(logits, -1), "int32") == style))
        seen = ops.log_softmax(self._logits(content, *map(ops.stop_gradient, weights)))
        self.add_term("hidden", -ops.mean(seen, axis=-1) - math.log(self.styles))
        return logits

    def _logits(self, content, inner, bias, outer):
        return ops.matmul(ops.gelu(ops.matmul(content, inner) + bias), outer)

    def compute_output_shape(self, z_shape, style_shape):
        """Return (batch, styles)."""
        return (z_shape[0], self.styles)

    def get_config(self):
        """Return the constructor's arguments."""
        sizes = {"styles": self.styles, "manner": self.manner, "units": self.units, "adversary": self.adversary}
        config = {**super().get_config(), **sizes}
        del config["weights"]
        return config


@registered
class KLDivergence(TermsLayer):
    """The term `kl`: β KL(N(μ, σ²) ‖ N(0, 1)), without the first free_nats of each dimension (Kingma et al. 2016).

    β is a variable, which a callback anneals in training. A validation loss always uses the final β, so that epochs are
    comparable. The metric kl has no β and no free nats; the metric active_units is the number of active dimensions.

    Input shape: μ and σ, both (batch, latent). Output: both.
    """

    def __init__(self, beta: float, free_nats: float = 0.0, **kwargs):
        super().__init__(weights={"kl": beta}, **kwargs)
        self.final_beta, self.free_nats = beta, free_nats
        self.active_units = keras.metrics.Mean(name="active_units")

    def build(self, *input_shapes):
        """Create β."""
        start = keras.initializers.Constant(self.final_beta)
        self.beta = self.add_weight(shape=(), initializer=start, trainable=False, dtype="float32", name="beta")

    def call(self, z_mean, z_scale, training=False):
        """Add the term and return μ and σ."""
        kl = kl_nats(float32(z_mean), float32(z_scale))  # (batch, latent)
        penalised = ops.sum(ops.maximum(ops.mean(kl, axis=0), self.free_nats))
        self.add_loss((self.beta if training else self.final_beta) * penalised)
        self.trackers["kl"].update_state(ops.sum(kl, axis=1))
        active = ops.sum(float32(ops.var(float32(z_mean), axis=0) > ACTIVE_VARIANCE))
        self.active_units.update_state(active, sample_weight=float32(ops.shape(z_mean)[0]))
        return z_mean, z_scale

    def compute_output_shape(self, z_mean_shape, z_scale_shape):
        """Return the shapes of μ and σ."""
        return z_mean_shape, z_scale_shape

    def get_config(self):
        """Return the constructor's arguments."""
        config = {**super().get_config(), "beta": self.final_beta, "free_nats": self.free_nats}
        del config["weights"]
        return config


def kl_nats(z_mean, z_scale):
    """KL(N(μ, σ²) ‖ N(0, 1)) of each dimension, in nats; the output has the shape of μ."""
    from tensorflow_probability import distributions as tfd  # imported late: it takes seconds

    return tfd.kl_divergence(tfd.Normal(z_mean, z_scale), tfd.Normal(0.0, 1.0))
