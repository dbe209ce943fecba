"""Load: `python -m benchmarks.soak [--songs 10000] [--transfers 1000] [--hostile 0.05] [--picture FILE]`.

Writes that many songs, a share of them damaged, and takes them through `vae-music corpus`, one epoch of training and
`vae-music transfer`. Prints a Markdown table: whether every file is accounted for, whether memory stays flat and
whether the pace is steady; draws both over time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.corpus_memory import STYLES, random_song
from vae_music.midi import song_to_bytes

SECONDS_A_SAMPLE = 0.5
BATCH = 128
MISSING_PROGRAM = b"MTrk\0\0\0\x07\0\xc0\xd0\0\xff\x2f\0"

_TRAIN = """
import sys
from dataclasses import replace
from vae_music.config import TINY
from vae_music.training.train import train
whole = replace(TINY, train=replace(TINY.train, batch_size=int(sys.argv[4]), epoch_steps=10**9))
train([sys.argv[1]], sys.argv[2], preset=whole, epochs=1, cache=sys.argv[3], say=lambda _: None)
"""


@dataclass
class Watched:
    """A process and those it started, watched: seconds, megabytes in memory, and how much it has done so far."""

    code: int = 0
    output: str = ""
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    done: list[int] = field(default_factory=list)

    def growth(self) -> float:
        """Memory in the last fifth of the time against that in the middle one."""
        fifth = len(self.memory) // 5 or 1
        middle = self.memory[2 * fifth : 3 * fifth] or self.memory
        return float(np.mean(self.memory[-fifth:]) / np.mean(middle))

    def pace(self) -> tuple[float, float]:
        """Items a second in the first and in the second half of what was done."""
        done, seconds = np.array(self.done), np.array(self.seconds)
        working = np.flatnonzero((done > 0) & (done < done[-1]))
        if len(working) < 3:
            return 0.0, 0.0
        first, last = working[0], min(working[-1] + 1, len(done) - 1)
        half = int(np.searchsorted(done, (done[first] + done[last]) / 2))
        return tuple(float((done[b] - done[a]) / (seconds[b] - seconds[a])) for a, b in ((first, half), (half, last)))  # type: ignore[return-value]


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


def write_songs(folder: Path, songs: int, hostile: float) -> None:
    rng = np.random.default_rng(7)
    every = round(1 / hostile) if hostile else songs + 1
    for index in range(songs):
        path = folder / STYLES[index % len(STYLES)] / f"{index // 500}" / f"{index}.mid"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = song_to_bytes(random_song(rng))
        path.write_bytes(damaged(data, index // every, rng) if index % every == every - 1 else data)


def watch(command: Sequence[object], progress: Callable[[], int]) -> Watched:
    """Run a command to its end; `progress` tells how much it has done, seen from outside."""
    watched, started = Watched(), time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            watched.seconds.append(time.monotonic() - started)
            watched.memory.append(sum(map(_resident, _family(process.pid))) / 1e6)
            watched.done.append(progress())
            time.sleep(SECONDS_A_SAMPLE)
        output.seek(0)
        watched.code, watched.output = process.returncode, output.read()
    return watched


def _family(parent: int) -> list[int]:
    """A process and all that it started, as Linux tells."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        others = [p for t in os.listdir(f"/proc/{parent}/task") if t != str(parent) for p in _children(parent, t)]
    except OSError:
        return []
    return [parent, *(member for child in {*children, *others} for member in _family(int(child)))]


def _children(process: int, thread: str) -> list[str]:
    try:
        return Path(f"/proc/{process}/task/{thread}/children").read_text().split()
    except OSError:
        return []


def _resident(process: int) -> int:
    """Bytes in memory of its own: what processes share is not counted for each."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{process}/statm").read_text().split()
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def soak(songs: int, transfers: int, hostile: float) -> dict[str, tuple[Watched, str]]:
    """Each part watched, and how its files are accounted for."""
    command = [sys.executable, "-m", "vae_music"]
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        corpus, cache, run, few, out = (home / name for name in ("songs", "cache", "run", "few", "out"))
        write_songs(corpus, songs, hostile)
        write_songs(few, transfers, hostile)
        read = watch([*command, "corpus", corpus, "--json", "--cache", cache], lambda: _bytes_below(cache))
        told = json.loads(read.output[read.output.index("{") :])
        parts = {"songs": told["all"]["songs"], "refused": len(told["refused"]), "same": len(told["duplicates"])}
        trained = watch([sys.executable, "-c", _TRAIN, corpus, run, cache, BATCH], lambda: 0)
        if trained.code:
            sys.exit(f"training failed: {trained.output[-2000:]}")
        listed = (run / "songs.csv").read_text().count("\n") - 1
        made = watch([*command, "transfer", few, "--style", STYLES[0], "--model", run, "-o", out], lambda: _files(out))
        refused = made.output.count("vae-music: ")
        written = _files(out)
    return {
        "corpus": (read, _account(parts, songs)),
        "train, one epoch": (trained, _account({"songs": listed, "not": songs - parts["songs"]}, songs)),
        "transfer": (made, _account({"written": written, "refused": refused}, transfers)),
    }


def _account(parts: dict[str, int], whole: int) -> str:
    told = " + ".join(f"{count:,} {name}" for name, count in parts.items())
    return f"{told} = {sum(parts.values()):,} of {whole:,}"


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.npz"))


def _files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*.mid"))


def draw(parts: dict[str, tuple[Watched, str]], picture: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.5), layout="constrained")
    for axes, (name, (watched, _)) in zip(figure.subplots(1, len(parts)), parts.items(), strict=True):
        axes.plot(watched.seconds, watched.memory, label="memory, MB")
        axes.set(title=name, xlabel="seconds", ylabel="MB", ylim=(0, max(watched.memory) * 1.1))
        if watched.done[-1]:
            axes.twinx().plot(watched.seconds, np.array(watched.done) / watched.done[-1], color="C1")
    figure.suptitle("blue: memory of all processes; orange: share of the work done", fontsize="medium")
    figure.savefig(picture, dpi=90)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=10_000)
    options.add_argument("--transfers", type=int, default=1_000)
    options.add_argument("--hostile", type=float, default=0.05)
    options.add_argument("--picture", type=Path)
    asked = options.parse_args()
    parts = soak(asked.songs, asked.transfers, asked.hostile)
    print("| part | exit code | seconds | files | peak MB | last fifth / middle | pace, 1st and 2nd half |")
    print("|---|---|---|---|---|---|---|")
    for name, (watched, account) in parts.items():
        first, second = watched.pace()
        pace = f"{second / first:.2f} of it" if first else "-"
        figures = f"{max(watched.memory):.0f} | {watched.growth():.2f} | {pace}"
        print(f"| {name} | {watched.code} | {watched.seconds[-1]:.0f} | {account} | {figures} |")
    if asked.picture:
        draw(parts, asked.picture)


if __name__ == "__main__":
    main()
