"""The matrix products that a model cannot avoid, counted from its layers."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

import keras
import tensorflow as tf


class Product(NamedTuple):
    """The product (rows, inner) @ (inner, columns), done `times` in sequence, each time with another input."""

    rows: int
    inner: int
    columns: int
    times: int = 1

    @property
    def multiplications(self) -> int:
        """The number of multiplications."""
        return self.rows * self.inner * self.columns * self.times


def products_of(model: keras.Model, inputs: dict[str, tf.Tensor]) -> list[Product]:
    """The products of dense layers and LSTMs in a forward pass over a batch.

    The embedding of the pitch roll is not included, because it could be a lookup; neither is the product of an LSTM
    with an initial state of zeros.
    """
    shapes: list[tuple[keras.layers.Layer, tuple[int, ...], bool]] = []
    layers = [layer for layer in model._flatten_layers() if isinstance(layer, keras.layers.Dense | keras.layers.LSTM)]
    for layer in layers:
        _listen(layer, shapes)
    model(inputs)
    for layer in layers:
        del layer.call
    return [product for call in shapes for product in _products(*call)]


def _listen(layer: keras.layers.Layer, shapes: list) -> None:
    """Record the shape of each input of the layer, and True if it gets an initial state."""
    call = layer.call

    def noted(sequence, *args, initial_state=None, **kwargs):
        shapes.append((layer, tuple(sequence.shape), initial_state is not None))
        state = {} if initial_state is None else {"initial_state": initial_state}
        return call(sequence, *args, **state, **kwargs)

    layer.call = noted


def _products(layer: keras.layers.Layer, shape: tuple[int, ...], begun: bool) -> Iterator[Product]:
    if isinstance(layer, keras.layers.Dense):
        yield Product(prod(shape[:-1]), *layer.kernel.shape)
    else:
        batch, steps, dim = shape
        yield Product(batch * steps, dim, 4 * layer.units)
        yield Product(batch, layer.units, 4 * layer.units, steps - (not begun))


def forward_and_back(products: list[Product]) -> tf.types.experimental.PolymorphicFunction:
    """A graph of the products alone: each forward, for the gradient of its input, and for the gradient of its matrix.

    The gradient of the matrix is one product for all times. No product waits for another.
    """
    operands = [_operands(product) for product in products]

    @tf.function
    def run():
        done = []
        for product, (inputs, matrix, gradients) in zip(products, operands, strict=True):
            for time in range(product.times):
                done.append(tf.matmul(inputs[time], matrix))
                done.append(tf.matmul(gradients[time], matrix, transpose_b=True))
            all_inputs, all_gradients = (tf.reshape(x, (-1, x.shape[-1])) for x in (inputs, gradients))
            done.append(tf.matmul(all_inputs, all_gradients, transpose_a=True))
        return tf.stack([product[0, 0] for product in done])  # otherwise nothing would be computed at all

    return run


def _operands(product: Product) -> tuple[tf.Variable, tf.Variable, tf.Variable]:
    rows, inner, columns, times = product
    shapes = (times, rows, inner), (inner, columns), (times, rows, columns)
    inputs, matrix, gradients = (tf.Variable(tf.random.normal(shape)) for shape in shapes)
    return inputs, matrix, gradients
