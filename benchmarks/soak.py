"""Load: `python -m benchmarks.soak [--songs 10000] [--transfers 1000] [--hostile 0.05] [--picture FILE]`.

Writes that many songs, a share of them damaged, and takes them through `vae-music corpus`, one epoch of training and
`vae-music transfer`. Prints two Markdown tables: whether every file is accounted for and the pace is steady; and by how
much each process grows with the songs, in the second half of the work. Draws the memory of each process over time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.corpus_memory import STYLES, random_song
from benchmarks.watching import Watched, watch
from vae_music.midi import song_to_bytes

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
    def write(self, text): print(end=".", file=open(sys.argv[5], "a"))

whole = replace(TINY, train=replace(TINY.train, batch_size=int(sys.argv[4]), epoch_steps=10**9))
train([sys.argv[1]], sys.argv[2], preset=whole, epochs=1, cache=sys.argv[3], stream=Steps())
"""


class Part(NamedTuple):
    """A part of the soak: so many files went in; what is said of them, and what of them is not."""

    watched: Watched
    files: int
    account: dict[str, int]
    faults: dict[str, int]


class Songs(NamedTuple):
    """The files that were written, and those among them that are damaged."""

    all: list[Path]
    damaged: set[Path]


def damaged(data: bytes, kind: int, rng: np.random.Generator) -> bytes:
    """A song made hostile in one of several ways."""
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


def soak(songs: int, transfers: int, hostile: float) -> dict[str, Part]:
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        many, few = write_songs(home / "songs", songs, hostile), write_songs(home / "few", transfers, hostile)
        return {"corpus": _read(home, many), "train": _train(home, many), "transfer": _transfer(home, few)}


def _read(home: Path, songs: Songs) -> Part:
    cache = home / "cache"
    command = [sys.executable, "-m", "vae_music", "corpus", home / "songs", "--json", "--cache", cache]
    watched = watch(command, lambda: sum(path.stat().st_size for path in cache.rglob("*.npz")))
    told = json.loads(watched.output[watched.output.index("{") :])
    taken = [path for side in told["split"].values() for path in side]
    refused, same = ([file["path"] for file in told[reason]] for reason in ("refused", "duplicates"))
    account = {"songs": len(taken), "refused": len(refused), "same as another": len(same)}
    return Part(watched, len(songs.all), account, _faults(songs, refused, [*taken, *refused, *same]))


def _train(home: Path, songs: Songs) -> Part:
    run, steps = home / "run", home / "steps"
    steps.touch()
    command = [sys.executable, "-c", _TRAIN, home / "songs", run, home / "cache", BATCH, steps]
    watched = watch(command, lambda: steps.stat().st_size)
    if watched.code:
        sys.exit(f"training failed: {watched.output[-2000:]}")
    listed = (run / "songs.csv").read_text().count("\n") - 1
    told = sum(map(_count, watched.output.splitlines()))
    return Part(watched, len(songs.all), {"listed": listed, "left out": told}, {})


def _transfer(home: Path, songs: Songs) -> Part:
    few, out = home / "few", home / "out"
    command = [sys.executable, "-m", "vae_music", "transfer", few, "--style", STYLES[0], "--model", home / "run"]
    watched = watch([*command, "-o", out], lambda: sum(1 for _ in out.rglob("*.mid")))
    told = [line.removeprefix("vae-music: ") for line in watched.output.splitlines() if line.startswith("vae-music: ")]
    refused = [line.partition(": ")[0] for line in told]
    written = [str(few / path.relative_to(out)) for path in out.rglob("*") if path.is_file()]
    account = {"written": len(written), "refused": len(refused)}
    return Part(watched, len(songs.all), account, _faults(songs, refused, [*written, *refused]))


def _faults(songs: Songs, refused: Iterable[str], named: Sequence[str]) -> dict[str, int]:
    """How many files are named nowhere, how many more than once or without being there, and how many without need."""
    every = {str(path) for path in songs.all}
    good = every - {str(path) for path in songs.damaged}
    lost, excess = len(every - set(named)), len(named) - len(every & set(named))
    return {"not named": lost, "named twice or not there": excess, "good but refused": len(good & set(refused))}


def _count(line: str) -> int:
    """The number of a line such as `    12 not a MIDI file`, as against rows of the table and names of files."""
    first, _, rest = line.strip().partition(" ")
    counts = line.startswith(" ") and not line.startswith(" " * 9) and first.replace(",", "").isdigit() and rest
    return int(first.replace(",", "")) if counts else 0


def draw(parts: dict[str, Part], picture: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 4), layout="constrained")
    for axes, (name, part) in zip(figure.subplots(1, len(parts)), parts.items(), strict=True):
        for process in part.watched.names:
            seconds, share, memory = part.watched.course(process)
            axes.plot(seconds, memory, label=process if part.watched.growth(process, part.files) is not None else None)
            if process == "main":
                axes.axvspan(seconds[np.searchsorted(share, 0.5)], seconds[-1], color="0.93", zorder=0)
                work = axes.twinx()
                work.plot(seconds, share * part.files, color="0.5", linestyle=":")
                work.set(ylabel="songs done (dotted)", ylim=(0, None))
        axes.set(title=f"{name}, {part.files:,} files", xlabel="seconds", ylabel="MB a process", ylim=(0, None))
        axes.legend(fontsize="small", loc="lower right")
    figure.suptitle("Memory of each process; grey: the second half of the work", fontsize="medium")
    figure.savefig(picture, dpi=90)


def tell(parts: dict[str, Part]) -> None:
    """Print both tables."""
    print("| part | exit code | seconds | files | faults | peak MB, all | pace, 2nd half of the work by 1st |")
    print("|---|---|---|---|---|---|---|")
    for name, (watched, files, account, faults) in parts.items():
        first, second = watched.pace()
        counted = " + ".join(f"{count:,} {what}" for what, count in account.items())
        faulty = ", ".join(f"{count:,} {what}" for what, count in faults.items() if count) or "none"
        whole = f"{counted} = {sum(account.values()):,} of {files:,}"
        pace = f"{second / first:.2f}" if first else "-"
        print(f"| {name} | {watched.code} | {watched.samples[-1].seconds:.0f} | {whole} | {faulty} ", end="")
        print(f"| {watched.peak():.0f} | {pace} |")
    print("\n| part | process | MB at the end | growth in the 2nd half, MB a 1,000 songs |\n|---|---|---|---|")
    for name, part in parts.items():
        lasting = {process: part.watched.growth(process, part.files) for process in part.watched.names}
        for process, growth in lasting.items():
            if growth is not None:
                print(f"| {name} | {process} | {part.watched.course(process)[2][-1]:.0f} | {growth:+.2f} |")
        print(f"| {name} | {sum(growth is None for growth in lasting.values())} shorter-lived | - | - |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=10_000)
    options.add_argument("--transfers", type=int, default=1_000)
    options.add_argument("--hostile", type=float, default=0.05)
    options.add_argument("--picture", type=Path)
    asked = options.parse_args()
    parts = soak(asked.songs, asked.transfers, asked.hostile)
    tell(parts)
    if asked.picture:
        draw(parts, asked.picture)


if __name__ == "__main__":
    main()
