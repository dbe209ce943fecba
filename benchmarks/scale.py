"""Time and cost of large corpora on many workers: `python -m benchmarks.scale [CORPUS]`.

Measures rates of one core on a corpus, by default the embedded one, in processor time, which other work on the machine
affects less than clock time. Then it prints what follows for the songs and workers of the tables, as Markdown.
"""

from __future__ import annotations

import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click

from vae_music.config import DEFAULT

SONGS = {"Lakh": 176_000, "a million": 1_000_000}
WORKERS = (1, 8, 64)
CORES = 2
"""The cores of a worker, as many as the rates in RESULTS.md were measured on."""

EPOCHS = 20
BATCHES = 128


class Rates(NamedTuple):
    """The rates of one core, and sizes.

    songs, fed, trained: songs read, segments made into batches, and segments trained on, per second of a core.
    segments, stored: segments and bytes of shards a song. gradient: its bytes.
    """

    songs: float
    fed: float
    trained: float
    segments: float
    stored: float
    gradient: int


def read_rates(corpus: str | None) -> tuple[float, float, float, float]:
    """Read a corpus in this process, without a cache, and make batches of it: the first four figures of `Rates`."""
    from vae_music.corpus import read_corpus
    from vae_music.corpus.batches import count_segments, training_batches
    from vae_music.corpus.layouts import lay_out
    from vae_music.corpus.request import CorpusRequest

    with tempfile.TemporaryDirectory() as cache:
        request = CorpusRequest((corpus,) if corpus else (), cache=cache, workers=0)
        lay_out(request)  # the embedded corpus is written first, which is not timed
        began = time.process_time()
        read = read_corpus(request, DEFAULT.spec)
        songs = len(read.songs) / (time.process_time() - began)
        stored = sum(path.stat().st_size for path in Path(cache).rglob("*.npz")) / len(read.songs)
        segments = count_segments(read.songs)
        began = time.process_time()
        batches = training_batches(read, read.songs, DEFAULT.train, seed=0, epoch=0)
        fed = sum(len(batch.style) for batch in islice(batches, BATCHES)) / (time.process_time() - began)
    return songs, fed, segments / len(read.songs), stored


def training_rates(steps: int) -> tuple[float, int]:
    """Segments trained on per second of a core, and the bytes of a gradient."""
    from benchmarks.train_speed import default_steps, read_batches, write_batches
    from vae_music.model.vae import build_vae

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batches.npz"
        write_batches(path)
        run = default_steps(DEFAULT, path)
        _, styles = read_batches(path)
    gradient = sum(4 * int(weight.numpy().size) for weight in build_vae(DEFAULT, styles, seed=0).trainable_weights)
    run(1)
    began = time.process_time()
    run(steps)
    return DEFAULT.train.batch_size * steps / (time.process_time() - began), gradient


def hours(seconds: float) -> str:
    """A time, in the unit in which it is easiest to read."""
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def table(rates: Rates, price: float, gigabits: float) -> list[dict[str, str]]:
    """The rows of the table, by corpus and number of workers; every worker computes a batch of the default's size."""
    rows = []
    size, step = DEFAULT.train.batch_size, DEFAULT.train.batch_size / (rates.trained * CORES)
    for name, songs in SONGS.items():
        for workers in WORKERS:
            cores = CORES * workers
            reading = songs / (rates.songs * cores)
            adding = 2 * (workers - 1) / workers * rates.gradient / (gigabits / 8 * 1e9)  # a ring
            feeding = size * workers / rates.fed  # each host makes the whole batch, beside the step
            training = EPOCHS * songs * rates.segments / (size * workers) * (max(step, feeding) + adding)
            rows.append(
                {
                    "songs": name,
                    "workers": f"{workers}",
                    "reading": hours(reading),
                    "shards, GB": f"{songs * rates.stored / 1e9:.1f}",
                    f"training, {EPOCHS} epochs": hours(training),
                    "of a step, computing": f"{1e3 * step:.0f} ms",
                    "feeding, beside it": f"{1e3 * feeding:.0f} ms",
                    "adding gradients": f"{1e3 * adding:.0f} ms",
                    "cost, $": f"{price * cores * (reading + training) / 3600:,.0f}",
                }
            )
    return rows


@click.command()
@click.argument("corpus", required=False, type=click.Path(exists=True))
@click.option("--steps", default=6, show_default=True, help="Steps of training that are timed.")
@click.option("--price", default=0.04, show_default=True, help="Dollars for an hour of a core.")
@click.option("--gigabits", default=10.0, show_default=True, help="Speed of the network between workers, Gbit/s.")
def main(corpus: str | None, steps: int, price: float, gigabits: float) -> None:
    """Print the rates of a core, the walls, and the table."""
    songs, fed, segments, stored = read_rates(corpus)
    trained, gradient = training_rates(steps)
    rates = Rates(songs, fed, trained, segments, stored, gradient)
    network = gigabits / 8 * 1e9 / (2 * gradient)  # a ring sends and receives a gradient about twice
    click.echo(f"a second of a core: {songs:.0f} songs read, {fed:,.0f} segments in batches, {trained:.0f} trained on")
    click.echo(f"a song: {segments:.1f} segments, {stored / 1e3:.1f} kB; a gradient: {gradient / 1e6:.1f} MB")
    click.echo(f"a host can feed {fed / trained:.0f} cores; the network can carry {network:.0f} steps a second")
    rows = table(rates, price, gigabits)
    click.echo("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        click.echo("| " + " | ".join(row.values()) + " |")


if __name__ == "__main__":
    main()
