"""Training speed of the default preset: `python -m benchmarks.train_speed`, needs the extra `benchmark` (PyTorch).

Prints segments per second on all cores, compared with rivals measured in turns in the same run: plain Keras LSTMs,
PyTorch, and the matrix products alone. All get the same batches, which the input pipeline made of the embedded corpus.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest import mock

import click
import numpy as np

from benchmarks.side_by_side import seconds_a_step
from vae_music.config import DEFAULT, Config

BATCHES = 8
FED_BATCHES = 200

Steps = Callable[[int], None]


def write_batches(path: Path) -> float:
    """Write some batches of the embedded corpus, as in training; return the pipeline's number of batches per second."""
    from vae_music.corpus.request import CorpusRequest
    from vae_music.run_folder import Begun
    from vae_music.training.input_pipeline import build_input_pipeline, read_sides

    corpus, sides = read_sides(Begun(DEFAULT, CorpusRequest(), seed=0))
    pipeline = build_input_pipeline(corpus, sides, DEFAULT, seed=0, step=0)
    batches = list(pipeline.training.take(BATCHES).as_numpy_iterator())
    arrays = {f"{number}/{name}": value for number, batch in enumerate(batches) for name, value in batch.items()}
    np.savez(path, **arrays, styles=np.array(corpus.styles))
    began = time.perf_counter()
    fed = sum(1 for _ in pipeline.training.take(FED_BATCHES))
    return fed / (time.perf_counter() - began)


def read_batches(path: Path) -> tuple[list[dict[str, np.ndarray]], list[str]]:
    """Read the batches and the styles that `write_batches` wrote."""
    with np.load(path) as arrays:
        names = {key.split("/", 1)[1] for key in arrays if "/" in key}
        batches = [{name: arrays[f"{number}/{name}"] for name in names} for number in range(BATCHES)]
        return batches, list(arrays["styles"])


def default_steps(config: Config, path: Path) -> Steps:
    """Training as `vae_music.training` does it, without callbacks."""
    from vae_music.model.training_step import share_cores

    share_cores()
    return keras_steps(config, path)


def keras_steps(config: Config, path: Path) -> Steps:
    """Training of the model by `fit`, without callbacks."""
    import tensorflow as tf

    from vae_music.corpus.dataset import untuned
    from vae_music.model.vae import build_vae, compile_vae

    batches, styles = read_batches(path)
    vae = build_vae(config, styles, seed=0)
    compile_vae(vae, config)
    dataset = tf.data.Dataset.from_tensor_slices({name: np.stack([b[name] for b in batches]) for name in batches[0]})
    dataset = untuned(dataset.repeat().prefetch(2))
    return lambda steps: vae.fit(dataset, steps_per_epoch=steps, shuffle=False, verbose=0) and None


def plain_steps(config: Config, path: Path) -> Steps:
    """The same with Keras' own LSTM, in a loop, and dense layers, its training step and Adam, and one-hot labels.

    Where the LSTMs are plain stacks, their output goes through the dense layers that the default has there.
    """
    import keras
    import tensorflow as tf

    from vae_music.model.recurrence import fed_forward, write_plain

    def cross_entropy(logits, labels):
        return tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(labels, logits.shape[-1]), logits)

    def write(context, length: int, units: tuple[int, ...], config: Config, name: str):
        return fed_forward(write_plain(context, length, units, config, name), config, name)

    with (
        mock.patch("vae_music.model.losses.cross_entropy", cross_entropy),
        mock.patch("vae_music.model.decoder.write_plain", write),
        mock.patch("vae_music.model.vae.HalvedModel", keras.Model),
        mock.patch("vae_music.model.vae.Adam", keras.optimizers.Adam),
    ):
        run = keras_steps(replace(config, model=replace(config.model, unroll=False)), path)
        run(1)  # traced while the patches hold
    return run


def keras_step_steps(config: Config, path: Path) -> Steps:
    """Training of the default's layers by Keras' own step on whole batches, with its Adam and TensorFlow's threads."""
    import keras

    with (
        mock.patch("vae_music.model.vae.HalvedModel", keras.Model),
        mock.patch("vae_music.model.vae.Adam", keras.optimizers.Adam),
    ):
        return keras_steps(config, path)


def torch_steps(config: Config, path: Path) -> Steps:
    """Training of the model in PyTorch."""
    import torch

    from benchmarks.torch_model import TorchVae

    torch.set_num_threads(2)
    arrays, styles = read_batches(path)
    model = TorchVae(config, len(styles))
    adam = torch.optim.Adam(model.parameters(), config.train.learning_rate)
    batches = [{name: torch.from_numpy(value.astype(np.int64)) for name, value in batch.items()} for batch in arrays]

    def run(steps: int) -> None:
        for step in range(steps):
            adam.zero_grad()
            model(batches[step % BATCHES]).backward()
            adam.step()

    return run


def product_steps(config: Config, path: Path) -> Steps:
    """The matrix products of a training step, without anything else."""
    from benchmarks.products import forward_and_back, products_of
    from vae_music.model.vae import build_vae

    batches, styles = read_batches(path)
    products = products_of(build_vae(config, styles, seed=0), batches[0])
    run = forward_and_back(products)
    print(f"{sum(3 * product.multiplications for product in products) / 1e9:.1f}e9 multiplications a step", flush=True)

    def steps_of_products(steps: int) -> None:
        for _ in range(steps):
            run().numpy()

    return steps_of_products


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--steps", default=4, show_default=True, help="Steps of the optimizer a round.")
def main(rounds: int, steps: int) -> None:
    """Print segments per second, and the time of each rival as a multiple of the default preset's."""
    stacks = replace(DEFAULT, model=replace(DEFAULT.model, by_beat=False))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batches.npz"
        fed = write_batches(path)
        rivals = {
            "default": partial(default_steps, DEFAULT, path),
            "default, Keras' step": partial(keras_step_steps, DEFAULT, path),
            "plain layers": partial(plain_steps, stacks, path),
            "plain layers, by beat": partial(plain_steps, DEFAULT, path),
            "PyTorch": partial(torch_steps, DEFAULT, path),
            "products alone": partial(product_steps, DEFAULT, path),
        }
        seconds = seconds_a_step(rivals, rounds, steps)
    click.echo(f"input pipeline alone: {fed * DEFAULT.train.batch_size:.0f} segments/s")
    ours = seconds["default"]
    for name, theirs in seconds.items():
        clock, cores = np.median(theirs / ours, axis=0)
        rate = DEFAULT.train.batch_size / np.median(theirs[:, 0])
        click.echo(f"{name:22} {rate:7.0f} segments/s; time against the default's {clock:.2f}, of cores {cores:.2f}")


if __name__ == "__main__":
    main()
