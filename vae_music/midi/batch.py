"""Batches of songs: the plan of inputs and outputs for a file or a folder, and the conversion of its songs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

from vae_music.errors import MidiError, ModelError, VaeMusicError
from vae_music.midi.folder import MIDI_SUFFIXES, Refused, find_songs
from vae_music.midi.read import read_song
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.song import Song

Result = TypeVar("Result")

Existing = Literal["refuse", "overwrite", "skip"]
"""The treatment of outputs that already exist."""


class OutputError(VaeMusicError):
    """An output that already exists, or a path that cannot be the output."""


class Job(NamedTuple):
    """The path of a song, and the path to which what is made of it is written."""

    source: Path
    target: Path


@dataclass(frozen=True)
class Plan:
    """The jobs of a batch, determined before any of them begins.

    skipped: jobs left out because their output exists.
    renamed: the jobs that do not get their usual output, because another file has it; some may be in `skipped`.
    refused: files that cannot be read, with reasons. passed_over: the number of files that are not MIDI by name.
    """

    jobs: tuple[Job, ...]
    skipped: tuple[Job, ...] = ()
    renamed: tuple[Job, ...] = ()
    refused: tuple[Refused, ...] = ()
    passed_over: int = 0


def plan(source: Path, out: Path, existing: Existing = "refuse") -> Plan:
    """Plan the outputs for a file, or for all files of a folder, at the same relative paths with the suffix `.mid`.

    The output of a single file is inside `out` if that is a folder. If two files of a folder have the same usual
    output, the file of exactly this name, or else the first, gets it; the other's is its whole name and `.mid`.

    Raises OutputError where an output exists and `existing` is "refuse", or where `out` cannot be an output.
    """
    if source.is_dir():
        if out.exists() and not out.is_dir():
            raise OutputError(f"{out} is a file, but the output of a folder is a folder")
        songs, refused, others = find_songs(source, but=out)
        jobs, renamed = _targets(source, songs, out)
    else:
        jobs, renamed, refused, others = [Job(source, _one_target(source, out))], [], [], 0
    there = [job for job in jobs if job.target.exists()]
    if there and existing == "refuse":
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        raise OutputError(f"{there[0].target}{more} exists already, so nothing is written")
    skipped = there if existing == "skip" else []
    settled = set(skipped)
    left = [job for job in jobs if job not in settled]
    return Plan(tuple(left), tuple(skipped), tuple(renamed), tuple(refused), others)


def _one_target(source: Path, out: Path) -> Path:
    if out.is_dir():
        return out / f"{source.stem}.mid"
    if out.suffix and out.suffix.lower() not in MIDI_SUFFIXES:
        raise OutputError(f"{out} is not named as a MIDI file, which ends in .mid")
    return out


def _targets(folder: Path, songs: Sequence[Path], out: Path) -> tuple[list[Job], list[Job]]:
    """The jobs in the order of the songs, and those whose output does not have its usual name."""
    usual = {song: (out / song.relative_to(folder)).with_suffix(".mid") for song in songs}
    target: dict[Path, Path] = {}
    taken: set[Path] = set()
    for song in sorted(songs, key=lambda song: usual[song].name != song.name):  # unchanged names go first
        choice, whole = usual[song], usual[song].with_name(f"{song.name}.mid")
        while choice in taken:
            choice, whole = whole, whole.with_name(f"{whole.name}.mid")
        taken.add(choice)
        target[song] = choice
    jobs = [Job(song, target[song]) for song in songs]
    return jobs, [job for job in jobs if job.target != usual[job.source]]


def read_songs(paths: Sequence[Path], workers: int | None = None) -> Iterator[Song | MidiError]:
    """Read songs in order; for a file that cannot be read, the error takes the place of the song.

    Args:
        workers: the number of reading processes, so that a crash costs only one file; by default one per core. 0 reads
            in this process.
    """
    for path, result in zip(paths, map_in_workers(_read, paths, workers), strict=True):
        yield MidiError(path, result.reason) if isinstance(result, Lost) else result


def _read(path: Path) -> Song | MidiError:
    try:
        return read_song(path)
    except MidiError as error:
        return error
    except Exception as error:  # whatever a malformed file triggers in the readers
        return MidiError(path, f"cannot be read: {type(error).__name__}: {error}")


def try_songs(
    paths: Sequence[Path], task: Callable[[Path, Song], Result], workers: int | None = None
) -> Iterator[Result | MidiError]:
    """Call `task` with each path and its song, in order; an error takes the place of the result where either fails.

    Raises ModelError where `task` does, since a fault of the model concerns every song.
    """
    for path, song in zip(paths, read_songs(paths, workers), strict=True):
        yield song if isinstance(song, MidiError) else _tried(path, song, task)


def _tried(path: Path, song: Song, task: Callable[[Path, Song], Result]) -> Result | MidiError:
    try:
        return task(path, song)
    except ModelError:
        raise
    except MidiError as error:
        return MidiError(path, error.reason)
    except Exception as error:  # one file must not stop the batch
        return MidiError(path, f"{type(error).__name__}: {error}")


def convert(
    jobs: Sequence[Job], change: Callable[[Song], Song], workers: int | None = None
) -> Iterator[tuple[Job, Song | MidiError]]:
    """Read, change and write the songs one after the other; yields each job with the song written or the error."""
    target = {job.source: job.target for job in jobs}

    def make(path: Path, song: Song) -> Song:
        changed = change(song)
        try:
            changed.write(target[path])
        except MidiError as error:  # it names the target, but errors of a job name the source first
            raise MidiError(path, f"{error.path} {error.reason}") from error
        return changed

    yield from zip(jobs, try_songs(list(target), make, workers), strict=True)
