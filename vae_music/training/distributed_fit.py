"""The loop of a training on several devices, where Keras' `fit` cannot follow: several hosts.

Each device takes its rows of every batch, so that a batch is the same on any number of them, and so are the noise, the
learning rate, β and, but for rounding, the loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from vae_music.training.input_pipeline import InputPipeline


class DistributedFit:
    """The training of a model under the strategy with which it was built; `run` does what Keras' `fit` does."""

    def __init__(self, vae: keras.Model):
        self.vae, self.strategy = vae, vae.distribute_strategy
        self._learn = tf.function(self._learn_eagerly, autograph=False, reduce_retracing=True)
        self._test = tf.function(self._test_eagerly, autograph=False, reduce_retracing=True)
        self._sum = tf.function(lambda values: self.strategy.reduce("SUM", values, axis=None), autograph=False)
        self._results = tf.function(vae.get_metrics_result, autograph=False)

    def run(self, pipeline: InputPipeline, callbacks: Sequence[keras.callbacks.Callback], epochs: range) -> None:
        """Train for some epochs, from the number of those past on; every host gets the same batches.

        A callback that stops the training of one host stops all.
        """
        vae, batches = self.vae, iter(pipeline.training)
        told = keras.callbacks.CallbackList(callbacks, model=vae, epochs=epochs.stop, steps=pipeline.steps)
        vae.stop_training = False
        told.on_train_begin()
        for epoch in epochs:
            vae.reset_metrics()
            told.on_epoch_begin(epoch)
            for step in range(pipeline.steps):
                told.on_train_batch_begin(step)
                loss, stopped = self._learn(self._shared(next(batches)), self._everywhere(float(vae.stop_training)))
                told.on_train_batch_end(step, {"loss": float(loss)})
                if stopped > 0:
                    break
            logs = self._logs()
            if pipeline.validation:
                logs |= self._validated(pipeline.validation, told)
            told.on_epoch_end(epoch, logs)
            vae.stop_training = bool(self._sum(self._everywhere(float(vae.stop_training))) > 0)
            if vae.stop_training:
                break
        told.on_train_end()

    def _validated(self, validation: tf.data.Dataset, told: keras.callbacks.CallbackList) -> dict[str, float]:
        self.vae.reset_metrics()
        told.on_test_begin()
        for batch in validation:
            self._test(self._shared(batch))
        logs = self._logs()
        told.on_test_end(logs)
        return {f"val_{name}": value for name, value in logs.items()}

    def _learn_eagerly(self, parts, stop):
        """Take a step; returns the loss of the batch, and how many devices were to stop before it."""
        losses = self.strategy.run(self.vae.learn, args=parts)
        return self.strategy.reduce("SUM", losses, axis=None), self.strategy.reduce("SUM", stop, axis=None)

    def _test_eagerly(self, parts) -> None:
        self.strategy.run(self._test_rows, args=parts)

    def _test_rows(self, rows, first_row, batch_size) -> None:
        """Test the rows of a device, if it has any of a small batch."""
        some = tf.shape(next(iter(rows.values())))[0] > 0
        tf.cond(some, lambda: self._tested(rows), lambda: 0)

    def _tested(self, rows) -> int:
        self.vae.test_step(rows)
        return 0

    def _shared(self, batch: Mapping[str, tf.Tensor]) -> Any:
        """The rows of each device of this process, the number of the first of them, and that of all rows."""
        size = len(next(iter(batch.values())))

        def part(context):
            index, devices = context.replica_id_in_sync_group, context.num_replicas_in_sync
            first, end = size * index // devices, size * (index + 1) // devices
            rows = {name: values[first:end] for name, values in batch.items()}
            return rows, tf.constant(first), tf.constant(size)

        return self.strategy.experimental_distribute_values_from_function(part)

    def _everywhere(self, value: float) -> Any:
        """The value of this process on each of its devices."""
        return self.strategy.experimental_distribute_values_from_function(lambda _: tf.constant(value))

    def _logs(self) -> dict[str, float]:
        """The metrics of all devices together."""
        return {name: float(value) for name, value in self._results().items()}
