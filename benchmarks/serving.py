"""Latency and throughput of an export: `python -m benchmarks.serving [RUN]`, by default a model with random weights.

Measures latency and requests per second of the SavedModel in this process, compared with calling the Keras model from
which it was made, and with the same SavedModel behind test doubles of TensorFlow Serving on loopback. Then measures,
each in a process of its own, the time to load the export and give a first answer, and `vae-music transfer` from the
shell. The times are wall-clock times, so the machine should be idle otherwise.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np

from vae_music.inference.loading import load_model

LOAD = """
import sys, time
start = time.perf_counter()
import tensorflow
imported = time.perf_counter()
from vae_music.runtimes.tensorflow import TensorFlowRuntime
import numpy as np
from pathlib import Path
inputs = dict(np.load(sys.argv[2]))
TensorFlowRuntime(Path(sys.argv[1]))("serving_default", inputs)
print(imported - start, time.perf_counter() - imported)
"""


def median_seconds(call: Callable[[], Any], calls: int) -> float:
    """The median duration of a call."""
    call()  # the first call is slower and not measured
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def a_second(call: Callable[[], Any], threads: int, calls: int) -> float:
    """The number of calls per second with this number of threads."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: call(), range(threads)))
        start = time.perf_counter()
        list(pool.map(lambda _: call(), range(calls)))
        return calls / (time.perf_counter() - start)


def keras_call(vae: Any, spec: Any) -> Callable[[dict[str, np.ndarray]], Any]:
    """A function that does the work of serving_default layer by layer in Keras.

    The manner is not moved, which would take no time.
    """
    from vae_music.model.content import as_source
    from vae_music.model.decoding import rolls_from_logits

    encoder, decoder = vae.get_layer("encoder"), vae.get_layer("decoder")

    def call(inputs: dict[str, np.ndarray]) -> Any:
        rolls = {name: values.astype(np.int32) for name, values in as_source(encoder, inputs).items()}
        z = encoder(rolls, training=False)["z_mean"]
        return rolls_from_logits(decoder(z, training=False), inputs["steps"], spec)

    return call


def make(run: Path | None, base: Path) -> tuple[Any, Path]:
    """Build or load the Keras model, and export it."""
    from vae_music.config import DEFAULT, Config
    from vae_music.export.saved_model import export_model
    from vae_music.model.vae import build_vae, load_vae

    config = DEFAULT if run is None else Config.read(run / "config.json")
    styles = ("classical", "country", "jazz", "latin", "pop", "rock")
    vae = build_vae(config, styles, seed=1) if run is None else load_vae(run / "model.keras")
    return vae, export_model(vae, config, base)


def cold_seconds(words: list[str], rounds: int) -> str:
    """The duration of a command from the shell, the first time, with an empty cache, and at best afterwards."""
    times, spent = [], []
    with tempfile.TemporaryDirectory() as cache:
        for _ in range(rounds + 1):
            start, before = time.perf_counter(), os.times()
            command = [sys.executable, "-m", "vae_music", *words, "--force"]
            subprocess.run(command, check=True, capture_output=True, env={**os.environ, "VAE_MUSIC_CACHE": cache})
            times.append(time.perf_counter() - start)
            after = os.times()
            spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    clock, core = (f"{first:.2f} s, then {min(then):.2f} s" for first, *then in (times, spent))
    return f"{clock} (of a core: {core})"


def tell_latency(vae: Any, model: Any, columns: dict[str, np.ndarray], calls: int) -> None:
    """Print the latency of each way to call the model."""
    from tests.runtimes.doubles import serve_grpc, serve_rest
    from vae_music.inference.loading import connect_grpc, connect_rest

    with serve_grpc(model.runtime) as server, serve_rest(model.runtime) as url:
        by_grpc, by_rest = connect_grpc(server).runtime, connect_rest(url).runtime
        ways: dict[str, Callable[[dict[str, np.ndarray]], Any]] = {
            "Keras, called": keras_call(vae, model.spec),
            "SavedModel": lambda inputs: model.runtime("serving_default", inputs),
            "gRPC test double, loopback": lambda inputs: by_grpc("serving_default", inputs),
            "REST test double, loopback": lambda inputs: by_rest("serving_default", inputs),
        }
        for way, call in ways.items():
            told = []
            for rows in (1, 8, 64):
                inputs = {name: np.resize(column, (rows, *column.shape[1:])) for name, column in columns.items()}
                told.append(f"{1e3 * median_seconds(partial(call, inputs), calls):,.1f}")
            click.echo(f"{way}: {' / '.join(told)} ms for 1 / 8 / 64 segments")


@click.command()
@click.argument("run", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--calls", default=20, show_default=True, help="Calls a figure of latency; five times as many a rate.")
@click.option("--rounds", default=3, show_default=True, help="Of what is measured in a process of its own.")
def main(run: Path | None, calls: int, rounds: int) -> None:
    """Print latency and throughput of the export of RUN."""
    from tests.runtimes.doubles import serve_rest
    from vae_music.demo import embedded_song
    from vae_music.export.signatures import signature_inputs
    from vae_music.export.warmup import example_inputs
    from vae_music.runtimes.openvino import is_installed

    with tempfile.TemporaryDirectory() as folder:
        vae, export = make(run, Path(folder) / "base")
        size = sum(path.stat().st_size for path in export.rglob("*") if path.is_file())
        click.echo(f"export: {size / 1e6:.1f} MB")
        model = load_model(export, "tensorflow")
        names = signature_inputs(model.card.config)["serving_default"]
        columns = {name: column for name, column in example_inputs(model.card).items() if name in names}
        tell_latency(vae, model, columns, calls)
        one = {name: column[:1] for name, column in columns.items()}
        for threads in (1, 2):
            rate = a_second(lambda: model.runtime("serving_default", one), threads, 5 * calls)
            click.echo(f"SavedModel, {threads} threads: {rate:,.0f} requests a second of one segment")
        np.savez(f"{folder}/inputs.npz", **one)  # type: ignore[arg-type]  # numpy's own stub takes any names
        loads = [
            list(
                map(
                    float, subprocess.check_output([sys.executable, "-c", LOAD, export, f"{folder}/inputs.npz"]).split()
                )
            )
            for _ in range(rounds)
        ]
        imported, loaded = min(loads, key=sum)
        click.echo(
            f"import tensorflow {imported:.2f} s; load and answer first {loaded:.2f} s, {loaded / imported:.2f} of it"
        )
        embedded_song().write(f"{folder}/song.mid")
        words = ["transfer", f"{folder}/song.mid", "--style", model.styles[0], "-o", f"{folder}/out.mid"]
        for runtime in ("tensorflow", "openvino") if is_installed() else ("tensorflow",):
            here = [*words, "--model", str(export), "--runtime", runtime]
            click.echo(f"vae-music transfer, cold, {runtime}: {cold_seconds(here, rounds)}")
        with serve_rest(model.runtime) as url:
            click.echo(f"vae-music transfer --rest, cold: {cold_seconds([*words, '--rest', url], rounds)}")


if __name__ == "__main__":
    main()
