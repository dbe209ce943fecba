"""A training step that keeps all cores busy."""

from __future__ import annotations

import os
from contextlib import suppress

import keras
import tensorflow as tf


def share_cores() -> None:
    """Let TensorFlow run two matrix products in parallel rather than each on all cores: ours are too small to divide.

    The setting holds for the process. It has no effect if TensorFlow was initialised before.
    """
    threads = max(1, (os.cpu_count() or 1) // 2)
    with suppress(RuntimeError):  # initialised already: training is slower, with the same result
        tf.config.threading.set_intra_op_parallelism_threads(threads)


class HalvedModel(keras.Model):
    """A functional model that computes each half of a training batch in its own part of the graph.

    The halves do not wait for each other, so that one core has work while the other computes the small products of an
    LSTM in sequence. Loss, metrics and gradients are those of the whole batch, except for what a layer computes over a
    batch as a whole: active_units is counted, and free nats are granted, in each half.

    The model is trained on dicts of inputs without targets: its layers add the loss, each a mean over the batch.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._register_call_context_args("place")  # that of the noise in z

    def train_step(self, data):
        """Take one optimizer step on a batch, computed in two halves."""
        inputs, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        self.learn(inputs, 0, tf.shape(next(iter(inputs.values())))[0])
        return self.get_metrics_result()

    def learn(self, inputs, first_row, batch_size):
        """Take one optimizer step on rows of a batch, of which other devices compute the others.

        Returns:
            The part of these rows in the loss of the batch.
        """
        rows = tf.shape(next(iter(inputs.values())))[0]
        middle = (rows + 1) // 2
        first = {name: value[:middle] for name, value in inputs.items()}
        second = {name: value[tf.minimum(middle, rows - 1) :] for name, value in inputs.items()}  # never empty
        shares = tf.cast(tf.stack([middle, rows - middle]) / batch_size, tf.float32)
        with tf.GradientTape() as tape:
            halves = [self._loss_of(first, first_row), self._loss_of(second, first_row + middle)]
            loss = tf.reduce_sum(shares * halves)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss / tf.reduce_sum(shares), sample_weight=rows)
        return loss

    def _loss_of(self, inputs, first_row):
        place = tf.stack([tf.cast(number, tf.int64) for number in (self.optimizer.iterations, first_row)])
        self(inputs, training=True, place=place)
        return tf.add_n(self.losses)


class Adam(keras.optimizers.Adam):
    """Keras' Adam, plain or with a schedule, by one TensorFlow kernel per weight instead of a dozen."""

    def update_step(self, gradient, variable, learning_rate):
        """Update a weight by its gradient."""
        index, step = self._get_variable_index(variable), tf.cast(self.iterations + 1, variable.dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(self.beta_1, step),
            beta2_power=tf.pow(self.beta_2, step),
            lr=tf.cast(learning_rate, variable.dtype),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )
