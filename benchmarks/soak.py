"""Soak test with many songs.

    python -m benchmarks.soak [--songs 10000] [--transfers 1000] [--hostile 0.05] [--steps N] [--picture FILE]
                             [--hostile-files DIR]

Writes this number of songs, a share of them damaged, and runs `vae-music corpus`, one epoch of training (of N steps at
most) and `vae-music transfer` on them. Prints Markdown for each part: a check that every file is accounted for, the
steadiness of the pace, and the growth of each process with the number of songs in the second half of the work. Draws
the memory of each process over time. Then comes the app: see `benchmarks.app_soak`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks import app_soak
from benchmarks.corpus_memory import STYLES, random_song
from benchmarks.process_monitor import Watched, watch
from vae_music.midi.write import song_to_bytes

BATCH = 128
MISSING_PROGRAM = b"MTrk\0\0\0\x07\0\xc0\xd0\0\xff\x2f\0"

_TRAIN = """
import sys
from dataclasses import replace
from vae_music.config import TINY
from vae_music.training.train import train

class Steps:
    def isatty(self): return True
    def flush(self): pass
    def write(self, text):
        if "[" in text:  # the bar within an epoch
            print(end=".", file=open(sys.argv[5], "a"))

whole = replace(TINY, train=replace(TINY.train, batch_size=int(sys.argv[4]), epoch_steps=int(sys.argv[6])))
train([sys.argv[1]], sys.argv[2], preset=whole, epochs=1, cache=sys.argv[3], stream=Steps())
"""


class Part(NamedTuple):
    """A part of the soak test.

    account: the number of input files by outcome. faults: the number of files by error in the account. done: the number
    of songs processed.
    """

    name: str
    watched: Watched
    files: int
    account: dict[str, int]
    faults: dict[str, int]
    done: float


class Songs(NamedTuple):
    """The files written, and those among them that are damaged."""

    all: list[Path]
    damaged: set[Path]


def damaged(data: bytes, kind: int, rng: np.random.Generator) -> bytes:
    """Damage the bytes of a song in one of ten ways."""
    bytes_changed = bytearray(data)
    for at in rng.integers(14, len(data), 12):
        bytes_changed[at] = rng.integers(256)
    return [
        b"",
        b"no music at all\n",
        data[: int(rng.integers(1, len(data)))],
        bytes(bytes_changed),
        gzip.compress(data),
        data[:18] + b"\x7f\xff\xff\xff" + data[22:],
        data[:12] + b"\0\0" + data[14:],
        data[:14] + MISSING_PROGRAM,
        rng.bytes(5_000),
        data[:10] + b"\xff\xff" + data[12:],
    ][kind % 10]


def write_songs(folder: Path, songs: int, hostile: float) -> Songs:
    """Write a number of random songs into folders of styles, the share `hostile` of them damaged."""
    rng = np.random.default_rng(7)
    every = round(1 / hostile) if hostile else songs + 1
    written = Songs([], set())
    for index in range(songs):
        path = folder / STYLES[index % len(STYLES)] / f"{index // 500}" / f"{index}.mid"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = song_to_bytes(random_song(rng))
        written.all.append(path)
        if index % every == every - 1:
            written.damaged.add(path)
            data = damaged(data, index // every, rng)
        path.write_bytes(data)
    return written


def soak(songs: int, transfers: int, hostile: float, steps: int) -> Iterator[Part]:
    """Run the parts of the soak test."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        many, few = write_songs(home / "songs", songs, hostile), write_songs(home / "few", transfers, hostile)
        read, segments_a_song = _read(home, many)
        yield read
        yield _train(home, many, steps, segments_a_song)
        yield _transfer(home, few)


def _read(home: Path, songs: Songs) -> tuple[Part, float]:
    """Read the corpus; return the part and the mean number of segments of a song."""
    cache = home / "cache"
    command = [sys.executable, "-m", "vae_music", "corpus", home / "songs", "--json", "--cache", cache]
    watched = watch(command, lambda: sum(path.stat().st_size for path in cache.rglob("*.npz")))
    told = json.loads(watched.output[watched.output.index("{") :])
    taken = [path for side in told["split"].values() for path in side]
    refused, same = ([file["path"] for file in told[reason]] for reason in ("refused", "duplicates"))
    account = {"songs": len(taken), "refused": len(refused), "same as another": len(same)}
    faults = _faults(songs, refused, [*taken, *refused, *same])
    part = Part("corpus", watched, len(songs.all), account, faults, len(songs.all))
    return part, told["all"]["segments"] / told["all"]["songs"]


def _train(home: Path, songs: Songs, steps: int, segments_a_song: float) -> Part:
    run, done = home / "run", home / "steps"
    done.touch()
    command = [sys.executable, "-c", _TRAIN, home / "songs", run, home / "cache", BATCH, done, steps]
    watched = watch(command, lambda: done.stat().st_size)
    if watched.code:
        sys.exit(f"training failed: {watched.output[-2000:]}")
    account = {
        "listed": (run / "songs.csv").read_text().count("\n") - 1,
        "left out": sum(map(_count, watched.output.splitlines())),
    }
    return Part("train", watched, len(songs.all), account, {}, done.stat().st_size * BATCH / segments_a_song)


def _transfer(home: Path, songs: Songs) -> Part:
    few, out = home / "few", home / "out"
    command = [sys.executable, "-m", "vae_music", "transfer", few, "--style", STYLES[0], "--model", home / "run"]
    watched = watch([*command, "-o", out], lambda: sum(1 for _ in out.rglob("*.mid")))
    told = [line.removeprefix("vae-music: ") for line in watched.output.splitlines() if line.startswith("vae-music: ")]
    refused = [line.partition(": ")[0] for line in told]
    written = [str(few / path.relative_to(out)) for path in out.rglob("*") if path.is_file()]
    account = {"written": len(written), "refused": len(refused)}
    faults = _faults(songs, refused, [*written, *refused])
    return Part("transfer", watched, len(songs.all), account, faults, len(songs.all))


def _faults(songs: Songs, refused: Iterable[str], named: Sequence[str]) -> dict[str, int]:
    """The number of files not named, of those named twice or not there, and of good ones that were refused."""
    every = {str(path) for path in songs.all}
    good = every - {str(path) for path in songs.damaged}
    lost, excess = len(every - set(named)), len(named) - len(every & set(named))
    return {"not named": lost, "named twice or not there": excess, "good but refused": len(good & set(refused))}


def _count(line: str) -> int:
    """The number in a line such as `    12 not a MIDI file`; 0 for rows of the table and names of files."""
    first, _, rest = line.strip().partition(" ")
    counts = line.startswith(" ") and not line.startswith(" " * 9) and first.replace(",", "").isdigit() and rest
    return int(first.replace(",", "")) if counts else 0


def draw(parts: Sequence[Part], picture: Path) -> None:
    """Draw the memory of each process and the work done over time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 4), layout="constrained")
    for axes, part in zip(figure.subplots(1, len(parts), squeeze=False)[0], parts, strict=True):
        for process in part.watched.names:
            seconds, share, memory = part.watched.course(process)
            lasting = part.watched.growth(process, part.done) is not None
            axes.plot(seconds, memory, label=process if lasting else None)
            if process == "main":
                axes.axvspan(*np.interp([0.5, 1], share, seconds), color="0.93", zorder=0)
                work = axes.twinx()
                work.plot(seconds, share * part.done, color="0.5", linestyle=":")
                work.set(ylabel="songs done (dotted)", ylim=(0, None))
        axes.set(title=f"{part.name}, {part.done:,.0f} songs", xlabel="seconds", ylabel="MB a process", ylim=(0, None))
        axes.legend(fontsize="small", loc="lower right")
    figure.suptitle("Memory of each process; grey: the second half of the work", fontsize="medium")
    figure.savefig(picture, dpi=90)


def tell(part: Part) -> None:
    """Print the tables of a part and of those of its processes that ran long enough."""
    watched = part.watched
    first, second = watched.pace()
    counted = " + ".join(f"{count:,} {what}" for what, count in part.account.items())
    faulty = ", ".join(f"{count:,} {what}" for what, count in part.faults.items() if count) or "none"
    whole = f"{counted} = {sum(part.account.values()):,} of {part.files:,}"
    print("| part | exit code | seconds | files | faults | songs done | peak MB, all | pace, 2nd half by 1st |")
    print("|---|---|---|---|---|---|---|---|")
    print(f"| {part.name} | {watched.code} | {watched.samples[-1].seconds:.0f} | {whole} | {faulty} ", end="")
    print(f"| {part.done:,.0f} | {watched.peak():.0f} | {second / first if first else 0:.2f} |\n")
    print("| process | MB at the end | growth in the 2nd half, MB a 1,000 songs |\n|---|---|---|")
    growths = {process: watched.growth(process, part.done) for process in watched.names}
    for process, growth in growths.items():
        if growth is not None:
            print(f"| {process} | {watched.course(process)[2][-1]:.0f} | {growth:+.2f} |")
    print(f"\n{sum(growth is None for growth in growths.values())} processes were there for less.\n", flush=True)


def main() -> None:
    """Run the soak test, printing and drawing each part when it is done."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=10_000)
    options.add_argument("--transfers", type=int, default=1_000)
    options.add_argument("--hostile", type=float, default=0.05)
    options.add_argument("--steps", type=int, default=10**9)
    options.add_argument("--picture", type=Path)
    options.add_argument("--hostile-files", type=Path, help="folder of files that are dropped on the app as well")
    asked = options.parse_args()
    parts: list[Part] = []
    for part in soak(asked.songs, asked.transfers, asked.hostile, asked.steps):
        parts.append(part)
        tell(part)
        if asked.picture:
            draw(parts, asked.picture)
    app_soak.tell(*app_soak.soak(asked.transfers // 10, app_soak.ROUNDS, asked.hostile_files))


if __name__ == "__main__":
    main()
