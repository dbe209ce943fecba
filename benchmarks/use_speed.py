"""Speed of a model in use: `python -m benchmarks.use_speed [--model M] [--plot F]`.

Measures the time of a whole song, warm, by its length; of the model alone, by the number of segments in a call; of a
folder of songs from the shell, by their number; and of one song from the shell, cold, compared with `import tensorflow`
alone. Without a model, an untrained one of the default preset is made: its output is noise, but takes as long as music.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click
import numpy as np

from vae_music.config import DEFAULT
from vae_music.demo import embedded_song
from vae_music.demo.bands import STYLES
from vae_music.demo.tunes import TUNES
from vae_music.inference.loading import load_model
from vae_music.inference.model import Model
from vae_music.song import Song, Track
from vae_music.storage import write_atomically

BARS = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
SEGMENTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SONGS = (25, 50, 100, 200)

Times: TypeAlias = Mapping[int, float]
"""The median seconds by the size of the work."""


def song_of(bars: int) -> Song:
    """A demo song in 4/4, repeated until it has this number of bars."""
    song = embedded_song("ode_to_joy", "jazz")
    again = -(-4 * bars // int(song.length_beats))

    def repeated(track: Track) -> Track:
        onset = np.concatenate([track.onset + time * song.length_beats for time in range(again)])
        inside = onset < 4 * bars
        duration, pitch, velocity = (
            np.tile(column, again)[inside] for column in (track.duration, track.pitch, track.velocity)
        )
        return replace(track, onset=onset[inside], duration=duration, pitch=pitch, velocity=velocity)

    return Song(tuple(map(repeated, song.tracks)), length_beats=4.0 * bars)


def seconds(work: Callable[[], object]) -> float:
    """The wall-clock seconds of a call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works: Mapping[int, Callable[[], object]], rounds: int) -> Times:
    """The median seconds of each work; each is done once without measurement, then all are done in turns."""
    for work in works.values():
        work()
    taken = [[seconds(work) for work in works.values()] for _ in range(rounds)]
    return dict(zip(works, np.median(taken, axis=0).tolist(), strict=True))


def whole_songs(model: Model, rounds: int) -> Times:
    """The times of songs in memory, by their bars: converted to rolls, transferred, joined."""
    songs = {bars: song_of(bars) for bars in BARS}
    style = model.styles[0]
    return medians({bars: partial(model.transfer, song, style) for bars, song in songs.items()}, rounds)


def model_alone(model: Model, rounds: int) -> Times:
    """The times of one call of the signature that a transfer uses, by the number of segments."""
    rng, spec = np.random.default_rng(0), model.spec

    def inputs(segments: int) -> dict[str, np.ndarray]:
        rolls = {name: rng.integers(0, 2, (segments, *shape), np.uint8) for name, shape in spec.shapes.items()}
        steps = np.full(segments, spec.segment_steps, np.uint8)
        style = np.eye(len(model.styles), dtype=np.float32)[np.zeros(segments, int)]
        return {**rolls, "steps": steps, "style": style, "strength": np.ones(segments, np.float32)}

    calls = {segments: inputs(segments) for segments in SEGMENTS}
    return medians({n: partial(model.runtime, "serving_default", call) for n, call in calls.items()}, rounds)


def write_songs(folder: Path, songs: int) -> None:
    """Write this number of files of the demo's tunes, of 16 to 64 bars, with the styles in turn."""
    folder.mkdir()
    for number in range(songs):
        tune = list(TUNES)[number % len(TUNES)]
        embedded_song(tune, STYLES[number % len(STYLES)], seed=number).write(folder / f"{number:03}_{tune}.mid")


def folders(model: Path, home: Path) -> Times:
    """The times of `vae-music transfer FOLDER`, once for each number of songs, each into an empty folder."""
    taken = {}
    for songs in SONGS:
        source = home / f"{songs}_songs"
        write_songs(source, songs)
        taken[songs] = seconds(partial(transfer, source, home / f"{source.name}_jazz", model))
    return taken


def transfer(source: Path, out: Path, model: Path) -> None:
    """Run `vae-music transfer` from the shell."""
    command = [sys.executable, "-m", "vae_music", "transfer", str(source), "--style", "jazz", "--force"]
    subprocess.run([*command, "--model", str(model), "-o", str(out)], check=True, capture_output=True)


def cold(model: Path, home: Path, rounds: int) -> tuple[float, float]:
    """The median seconds of `import tensorflow`, and the median ratio of a transfer of one song to it."""
    song = home / "song.mid"
    embedded_song().write(song)

    def import_tensorflow() -> None:
        subprocess.run([sys.executable, "-c", "import tensorflow"], check=True, capture_output=True)

    pairs = [
        (seconds(import_tensorflow), seconds(lambda: transfer(song, home / "out.mid", model)))
        for _ in range(rounds + 1)
    ][1:]  # the first pair warms the disk
    return float(np.median([alone for alone, _ in pairs])), float(np.median([ours / alone for alone, ours in pairs]))


def untrained(home: Path) -> Path:
    """An export of the default preset before its first step."""
    from vae_music.export.saved_model import export_model
    from vae_music.model.vae import build_vae

    return export_model(build_vae(DEFAULT, STYLES, seed=0), DEFAULT, home / "model")


def growth(times: Times) -> float:
    """The exponent by which time grows over the upper half of the sizes: 1 where it is linear."""
    sizes = sorted(times)[len(times) // 2 :]
    return float(np.polyfit(np.log(sizes), np.log([times[size] for size in sizes]), 1)[0])


def tell(title: str, unit: str, times: Times) -> None:
    """Print times and their growth."""
    click.echo(f"{title}; grows as {unit} ^ {growth(times):.2f}")
    for size, taken in times.items():
        click.echo(f"{size:6} {unit:8} {taken * 1e3:9.1f} ms {taken / size * 1e3:8.2f} ms each")


def draw(whole: Times, alone: Times, folder: Times, path: Path) -> None:
    """Draw times against sizes, each with the line of a time proportional to the size."""
    from matplotlib.figure import Figure  # no pyplot: it would keep the figure, and look for a display

    figure = Figure(figsize=(11, 3.8), layout="constrained")
    titles = {"bars of a song": whole, "segments in a call": alone, "songs of a folder, from the shell": folder}
    for axes, (title, times) in zip(figure.subplots(1, 3), titles.items(), strict=True):
        sizes, taken = np.array(list(times)), np.array(list(times.values()))
        axes.loglog(sizes, sizes * taken[-1] / sizes[-1], color="0.8", label="proportional")
        axes.loglog(sizes, taken, "o-", label="measured")
        axes.set_xticks(sizes, sizes, rotation=60)
        axes.minorticks_off()
        axes.set(xlabel=title, ylabel="seconds")
        axes.legend()
    written = io.BytesIO()
    figure.savefig(written, format="png", dpi=90)
    write_atomically(path, written.getvalue())


@click.command()
@click.option("--model", "model_path", type=click.Path(exists=True, path_type=Path), help="An export or a run.")
@click.option("--rounds", default=5, show_default=True)
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="A PNG of times against sizes.")
def main(model_path: Path | None, rounds: int, plot: Path | None) -> None:
    """Print the time of each kind of work, and its growth with the size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = model_path or untrained(home)
        model = load_model(path)
        alone, whole = model_alone(model, rounds), whole_songs(model, rounds)
        tell("the model alone", "segments", alone)
        tell("a whole song, warm", "bars", whole)
        songs = folders(path, home)
        tell("a folder from the shell", "songs", songs)
        tensorflow, ratio = cold(path, home, rounds)
    click.echo(f"one song from the shell, cold: {ratio:.2f} times import tensorflow ({tensorflow:.1f} s)")
    if plot:
        draw(whole, alone, songs, plot)


if __name__ == "__main__":
    main()
