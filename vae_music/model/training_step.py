"""A step of training that keeps all cores busy."""

from __future__ import annotations

import os
from contextlib import suppress

import keras
import tensorflow as tf


def share_cores() -> None:
    """Let TensorFlow run two products side by side rather than each on all cores: ours are too small to be divided.

    Holds for the process, and only where TensorFlow has not been at work in it before.
    """
    threads = max(1, (os.cpu_count() or 1) // 2)
    with suppress(RuntimeError):  # at work already: training is as good, and slower
        tf.config.threading.set_intra_op_parallelism_threads(threads)


class HalvedModel(keras.Model):
    """A functional model that sends each half of a training batch its own way through the graph.

    The halves do not wait for each other, so that a core has something to do where the other is at an LSTM's row of
    small products. Loss, metrics and gradients are those of the whole batch, but for what a layer reckons of a batch as
    one: active_units is counted, and free nats are granted, in each half.

    Trained on dicts of inputs alone: its layers add the loss, each a mean over the batch.
    """

    def train_step(self, data):
        inputs, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        rows = tf.shape(next(iter(inputs.values())))[0]
        middle = (rows + 1) // 2
        first = {name: value[:middle] for name, value in inputs.items()}
        second = {name: value[tf.minimum(middle, rows - 1) :] for name, value in inputs.items()}  # never empty
        share = tf.cast(middle / rows, tf.float32)
        with tf.GradientTape() as tape:
            loss = share * self._loss_of(first) + (1 - share) * self._loss_of(second)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss, sample_weight=rows)
        return self.get_metrics_result()

    def _loss_of(self, inputs):
        self(inputs, training=True)
        return tf.add_n(self.losses)


class Adam(keras.optimizers.Adam):
    """Keras' Adam, plain or with a schedule, by TensorFlow's one kernel a weight instead of a dozen."""

    def update_step(self, gradient, variable, learning_rate):
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
