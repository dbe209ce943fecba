"""Speed of the conversion of MIDI to rolls: `python -m benchmarks.speed_read [DIR]`, by default the embedded corpus.

Prints ratios, each measured in turns in one run: MIDI file to rolls against pretty_midi parsing the file alone, in
seconds of one core; and `vae-music --help` against `import tensorflow`, in wall-clock seconds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import numpy as np
import pretty_midi

from vae_music.errors import MidiError
from vae_music.midi.folder import is_midi_name
from vae_music.midi.read import read_song
from vae_music.rolls.conversion import song_to_rolls
from vae_music.rolls.spec import RollSpec


def core_seconds(work) -> float:
    """The CPU seconds of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def readable(paths: list[Path]) -> list[Path]:
    """The files that both this package and pretty_midi can read."""

    def is_readable(path: Path) -> bool:
        try:
            read_song(path)
            pretty_midi.PrettyMIDI(str(path))
        except (MidiError, Exception):  # pretty_midi raises errors of many kinds
            return False
        return True

    return [path for path in paths if is_readable(path)]


def measure(paths: list[Path], rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """The CPU seconds of each file, the least of some rounds: to rolls, and parsed by pretty_midi; shapes (files,)."""
    ours, theirs = np.full((2, len(paths)), np.inf)
    for _ in range(rounds):
        theirs = np.minimum(
            theirs, [core_seconds(lambda path=path: pretty_midi.PrettyMIDI(str(path))) for path in paths]
        )
        ours = np.minimum(
            ours, [core_seconds(lambda path=path: song_to_rolls(read_song(path), RollSpec())) for path in paths]
        )
    return ours, theirs


def wall_seconds(command: list[str]) -> float:
    """The wall-clock seconds of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def help_ratio(rounds: int = 3) -> float:
    """The median ratio of the time of `vae-music --help` to that of `import tensorflow`."""
    pairs = [
        (
            wall_seconds([sys.executable, "-m", "vae_music", "--help"]),
            wall_seconds([sys.executable, "-c", "import tensorflow"]),
        )
        for _ in range(rounds + 1)
    ]
    return float(np.median([ours / theirs for ours, theirs in pairs[1:]]))  # the first pair warms the disk


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--files", default=40, show_default=True, help="How many files, spread over the folder.")
@click.option("--rounds", default=3, show_default=True)
def main(folder: Path | None, files: int, rounds: int) -> None:
    """Print how many times faster a core turns MIDI files into rolls than pretty_midi parses them."""
    with tempfile.TemporaryDirectory() as demo:
        if folder is None:
            from vae_music.demo import write_embedded_corpus

            folder = Path(demo) / "corpus"
            write_embedded_corpus(folder)
        paths = sorted(path for path in folder.rglob("*") if is_midi_name(path))
        paths = readable(paths[:: max(len(paths) // files, 1)][:files])
        ours, theirs = measure(paths, rounds)
    ratio = theirs / ours
    click.echo(f"{len(paths)} files, {theirs.sum() / len(paths) * 1e3:.1f} ms parsed by pretty_midi on average")
    click.echo(f"MIDI file to rolls: {theirs.sum() / ours.sum():.1f} times faster (median file {np.median(ratio):.1f})")
    click.echo(f"vae-music --help: {help_ratio():.3f} of the time of import tensorflow")


if __name__ == "__main__":
    main()
