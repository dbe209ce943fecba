"""Memory and speed of reading corpora of growing size: `python -m benchmarks.corpus_memory [SONGS ...]`.

Writes corpora of random songs, and processes each in fresh processes: reading, reading again from the cache, one epoch
of batches, one epoch of tf.data. Prints a Markdown table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.process_monitor import family, peak_bytes
from vae_music.config import TrainConfig
from vae_music.corpus import Corpus, read_corpus
from vae_music.corpus.batches import count_segments, steps_per_epoch, training_batches
from vae_music.corpus.request import CorpusRequest
from vae_music.rolls.spec import RollSpec
from vae_music.song import Song, Track

SIZES = (10, 100, 1000)
STYLES = ("first", "second", "third")
COURSE = TrainConfig(batch_size=256)
SCALE = np.array([0, 2, 4, 5, 7, 9, 11])


def random_song(rng: np.random.Generator) -> Song:
    """A song of 32 to 128 bars with melody, bass, chords in eighths and drums, in a random key."""
    beats = 4 * int(rng.integers(32, 129))
    key, degree = int(rng.integers(12)), np.cumsum(rng.integers(-2, 3, beats * 2)) % 14
    root = np.repeat(rng.integers(0, 7, beats // 4), 4)
    eighths = np.arange(beats * 2) / 2
    scale = [int(SCALE[step % 7] + 12 * (step // 7) + key) for step in range(30)]
    melody = [(on, 0.5, 60 + scale[step], rng.integers(60, 120)) for on, step in zip(eighths, degree, strict=True)]
    bass = [(beat, 1, 36 + scale[step], 90) for beat, step in enumerate(root)]
    chords = [(on, 0.5, 48 + scale[root[int(on)] + third], 70) for on in eighths for third in (0, 2, 4)]
    drums = [(on, 0.25, (42, 36, 42, 38)[index % 4], 80) for index, on in enumerate(eighths)]
    programs = rng.integers(0, 96, 2).tolist()
    parts = (Track.of(melody, programs[0]), Track.of(bass, 33), Track.of(chords, programs[1]))
    return Song((*parts, Track.of(drums, is_drum=True)))


def write_corpus(folder: Path, songs: int) -> None:
    """Write a number of random songs into folders of styles."""
    rng = np.random.default_rng(0)
    for index in range(songs):
        random_song(rng).write(folder / STYLES[index % len(STYLES)] / f"{index}.mid")


def read(corpus: Corpus) -> int:
    """The number of songs in a corpus, which was read before."""
    return len(corpus.songs)


def stream(corpus: Corpus) -> int:
    """Go through one epoch of batches; return the number of segments."""
    batches = training_batches(corpus, corpus.songs, COURSE, seed=0, epoch=0)
    return sum(len(batch.style) for batch in batches)


def stream_tensorflow(corpus: Corpus) -> int:
    """Go through one epoch of tf.data; return the number of segments."""
    from vae_music.corpus.dataset import training_dataset

    dataset = training_dataset(corpus, corpus.songs, COURSE)
    return sum(len(style) for _, style in dataset.take(steps_per_epoch(corpus.songs, COURSE.batch_size)))


TASKS: dict[str, Callable[[Corpus], int]] = {"read": read, "stream": stream, "stream_tensorflow": stream_tensorflow}


def measure(task: str, folder: str, cache: str) -> None:
    """Do one task, in a fresh process, and print its time and memory as JSON."""
    started = time.perf_counter()
    worker = 0

    def look(read: int, files: int) -> None:
        nonlocal worker
        if read == files:  # the workers are still there
            worker = max(peak_bytes(pid) for pid in family(os.getpid()) if pid != os.getpid())

    corpus = read_corpus(CorpusRequest((folder,), cache=cache), RollSpec(), look)
    if task == "stream_tensorflow":
        import tensorflow  # noqa: F401 - so that its import is not timed
    if task != "read":
        started = time.perf_counter()
    done = TASKS[task](corpus)
    seconds = time.perf_counter() - started
    peaks = {"own": peak_bytes(os.getpid()) / 1e6, "worker": worker / 1e6}
    print(json.dumps({"seconds": seconds, "done": done, **peaks, "segments": count_segments(corpus.songs)}))


def in_fresh_process(task: str, folder: Path, cache: Path) -> dict:
    """Run `measure` in a fresh process and return what it prints."""
    command = [sys.executable, "-m", "benchmarks.corpus_memory", "--measure", task, str(folder), str(cache)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)


def row_of(songs: int) -> dict[str, str]:
    """The row of the table for a corpus of this number of songs."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, cache = Path(temporary, "songs"), Path(temporary, "cache")
        write_corpus(folder, songs)
        first, second, batches, dataset = (
            in_fresh_process(task, folder, cache) for task in ("read", "read", "stream", "stream_tensorflow")
        )
        stored = sum(path.stat().st_size for path in cache.rglob("*.npz"))
    return {
        "songs": f"{songs:,}",
        "segments": f"{first['segments']:,}",
        "first run, songs/s": f"{first['done'] / first['seconds']:.0f}",
        "peak MB, main + worker": f"{first['own']:.0f} + {first['worker']:.0f}",
        "second run, s": f"{second['seconds']:.2f}",
        "peak MB": f"{second['own']:.0f}",
        "batches, segments/s": f"{batches['done'] / batches['seconds']:,.0f}",
        "its peak MB": f"{batches['own']:.0f}",
        "tf.data, segments/s": f"{dataset['done'] / dataset['seconds']:,.0f}",
        "peak MB with TensorFlow": f"{dataset['own']:.0f}",
        "cache, MB": f"{stored / 1e6:.1f}",
    }


def main() -> None:
    """Print the table."""
    for index, songs in enumerate([int(argument) for argument in sys.argv[1:]] or SIZES):
        row = row_of(songs)
        if not index:
            print("| " + " | ".join(row) + " |\n|" + "---|" * len(row))
        print("| " + " | ".join(row.values()) + " |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main()
