"""A file, or all MIDI files of a folder, and where what is made of each is written."""

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
"""What becomes of outputs that exist."""


class OutputError(VaeMusicError):
    """An output that exists, or that cannot be what it is to be."""


class Job(NamedTuple):
    source: Path
    target: Path


@dataclass(frozen=True)
class Plan:
    """What is to be made, known before any of it is begun.

    skipped: those whose output exists. renamed: those among `jobs` whose usual output another file has.
    passed_over: how many files are not MIDI by name.
    """

    jobs: tuple[Job, ...]
    skipped: tuple[Job, ...] = ()
    renamed: tuple[Job, ...] = ()
    refused: tuple[Refused, ...] = ()
    passed_over: int = 0


def plan(source: Path, out: Path, existing: Existing = "refuse") -> Plan:
    """What to make of a file, or of a folder at the same relative paths, with the suffix `.mid`.

    A single file goes into `out` if that is a folder. Two files of a folder that would have one output get two: the one
    that has its very name keeps it, or else the first, and the other's is its whole name and `.mid`.

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
    """The jobs in the order of the songs, and those among them whose output has another name than usual."""
    usual = {song: (out / song.relative_to(folder)).with_suffix(".mid") for song in songs}
    target: dict[Path, Path] = {}
    taken: set[Path] = set()
    for song in sorted(songs, key=lambda song: usual[song].name != song.name):  # stable: a name kept whole goes first
        choice, whole = usual[song], usual[song].with_name(f"{song.name}.mid")
        while choice in taken:
            choice, whole = whole, whole.with_name(f"{whole.name}.mid")
        taken.add(choice)
        target[song] = choice
    jobs = [Job(song, target[song]) for song in songs]
    return jobs, [job for job in jobs if job.target != usual[job.source]]


def read_songs(paths: Sequence[Path], workers: int | None = None) -> Iterator[Song | MidiError]:
    """Each song, or why it cannot be read, in order.

    Args:
        workers: processes that read, so that a crash costs one file; 0 reads in this one.
    """
    for path, result in zip(paths, map_in_workers(_read, paths, workers), strict=True):
        yield MidiError(path, result.reason) if isinstance(result, Lost) else result


def _read(path: Path) -> Song | MidiError:
    try:
        return read_song(path)
    except MidiError as error:
        return error
    except Exception as error:  # whatever hostile input does to the readers
        return MidiError(path, f"cannot be read: {type(error).__name__}: {error}")


def try_songs(
    paths: Sequence[Path], task: Callable[[Path, Song], Result], workers: int | None = None
) -> Iterator[Result | MidiError]:
    """`task` of each file and its song, in order, or why that came to nothing.

    Raises ModelError, for what is wrong with a model is wrong for every song.
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
    except Exception as error:  # a batch is not given up for one file
        return MidiError(path, f"{type(error).__name__}: {error}")


def convert(
    jobs: Sequence[Job], change: Callable[[Song], Song], workers: int | None = None
) -> Iterator[tuple[Job, Song | MidiError]]:
    """Read, change and write song after song: each job with what was written, or with why nothing was."""
    target = {job.source: job.target for job in jobs}

    def make(path: Path, song: Song) -> Song:
        changed = change(song)
        try:
            changed.write(target[path])
        except MidiError as error:  # of the target: what is told of a job names its source first
            raise MidiError(path, f"{error.path} {error.reason}") from error
        return changed

    yield from zip(jobs, try_songs(list(target), make, workers), strict=True)
