"""One test for every layer: build, call, shape, config, save and reload, mixed precision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np


def run_layer_test(
    layer_class: type[keras.layers.Layer],
    init: dict[str, Any],
    inputs: list[np.ndarray],
    output_shapes: list[tuple[int, ...]],
    folder: Path,
) -> None:
    """The layer and its copies must give outputs that are alike, finite and of `output_shapes`, batch axis included."""
    layer = layer_class(**init, name="layer")
    expected = call(layer, inputs)
    assert [output.shape for output in expected] == output_shapes

    copy = layer_class.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    assert all(layer.get_config()[name] == value for name, value in init.items())

    symbols = [keras.Input(array.shape[1:], dtype=str(array.dtype)) for array in inputs]
    keras.Model(symbols, layer(*symbols)).save(folder / "layer.keras")
    model = keras.models.load_model(folder / "layer.keras")
    for output, again in zip(expected, as_arrays(model(inputs)), strict=True):
        np.testing.assert_allclose(again, output, rtol=1e-5)

    half = layer_class(**init, dtype="mixed_float16")
    for output, rough in zip(expected, call(half, inputs), strict=True):
        assert rough.shape == output.shape
        assert np.isfinite(rough).all()
    assert all(weight.dtype == "float32" for weight in half.weights)
    assert all(loss.dtype == "float32" for loss in half.losses)


def call(layer: keras.layers.Layer, inputs: list[np.ndarray]) -> list[np.ndarray]:
    return as_arrays(layer(*map(keras.ops.convert_to_tensor, inputs)))


def as_arrays(outputs: Any) -> list[np.ndarray]:
    return [np.asarray(output) for output in (outputs if isinstance(outputs, list | tuple) else [outputs])]
