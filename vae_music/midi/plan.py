"""The plan of a batch: which song is written to which file, determined before any is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from vae_music.errors import VaeMusicError
from vae_music.midi.folder import MIDI_SUFFIXES, Refused, find_songs

Existing = Literal["refuse", "overwrite", "skip"]
"""The treatment of outputs that already exist."""


class OutputError(VaeMusicError):
    """A path that cannot be the output."""


class ExistingError(OutputError):
    """An output that already exists."""


class Job(NamedTuple):
    """The path of a song, the path to which what is made of it is written, and the style of what is made, if any."""

    source: Path
    target: Path
    style: str | None = None


@dataclass(frozen=True)
class Plan:
    """The jobs of a batch, determined before any of them begins.

    skipped: jobs left out because their output exists.
    renamed: the outputs that do not have their usual names, because another song of the folder has it.
    refused: files that cannot be read, with reasons. passed_over: the number of files that are not MIDI by name.
    """

    jobs: tuple[Job, ...]
    skipped: tuple[Job, ...] = ()
    renamed: frozenset[Path] = frozenset()
    refused: tuple[Refused, ...] = ()
    passed_over: int = 0


def plan(
    sources: Sequence[Path], out: Path, existing: Existing = "refuse", styles: Sequence[str | None] = (None,)
) -> Plan:
    """Plan the outputs of files and folders.

    The output of one file is `out`, or inside it if that is a folder. Several files, and the files of a folder, are
    written into the folder `out`: a file at its name, the files of a folder at their relative paths and, where that is
    not the only input, below the name of the folder; all with the suffix `.mid`. If two files of a folder have the same
    usual output, the file of exactly this name, or else the first, gets it; the other's is its whole name and `.mid`.

    Args:
        styles: the styles that are made of each song. Where they are several, `song.mid` becomes `song.jazz.mid` and so
            on; then `out` is a folder, or for one file also the name to which the styles are added.

    Raises OutputError where `out` cannot be an output, or where two songs have the same one, and ExistingError where an
    output exists and `existing` is "refuse".
    """
    one = len(sources) == 1 and not sources[0].is_dir()
    if not one and (out.suffix.lower() in MIDI_SUFFIXES or out.exists()) and not out.is_dir():
        raise OutputError(f"{out} is a file, but the output of several songs is a folder")
    found = [_found(source, out, styles, alone=len(sources) == 1) for source in sources]
    jobs = _without_collisions(job for part in found for job in part.jobs)
    there = [job for job in jobs if job.target.exists()]
    _check_existing(there, jobs, existing)
    skipped = there if existing == "skip" else []
    settled = set(skipped)
    return Plan(
        tuple(job for job in jobs if job not in settled),
        tuple(skipped),
        frozenset().union(*(part.renamed for part in found)),
        tuple(refused for part in found for refused in part.refused),
        sum(part.passed_over for part in found),
    )


def _found(source: Path, out: Path, styles: Sequence[str | None], alone: bool) -> Plan:
    """The jobs of one of the inputs, whatever exists.

    Args:
        alone: it is the only input.
    """
    refused: list[Refused] = []
    passed_over = 0
    renamed: list[Job] = []
    if source.is_dir():
        songs, refused, passed_over = find_songs(source, but=out)
        jobs, renamed = _targets(source, songs, out if alone else out / source.resolve().name)
    elif alone:
        jobs = [Job(source, _one_target(source, out, len(styles)))]
    else:
        jobs = [Job(source, out / f"{source.stem}.mid")]
    return Plan(
        tuple(_in_style(job, style, styles) for job in jobs for style in styles),
        (),
        frozenset(_in_style(job, style, styles).target for job in renamed for style in styles),
        tuple(refused),
        passed_over,
    )


def _one_target(source: Path, out: Path, styles: int) -> Path:
    if out.is_dir() or (styles > 1 and out.suffix.lower() not in MIDI_SUFFIXES):
        return out / f"{source.stem}.mid"
    if out.suffix and out.suffix.lower() not in MIDI_SUFFIXES:
        raise OutputError(f"{out} is not named as a MIDI file, which ends in .mid")
    return out


def _in_style(job: Job, style: str | None, styles: Sequence[str | None]) -> Job:
    """The job in one of the styles, which is in the name of the output if there are several."""
    if len(styles) == 1:
        return job._replace(style=style)
    part = "".join(char if char.isalnum() or char in "-_ ." else "_" for char in str(style))
    return Job(job.source, job.target.with_name(f"{job.target.stem}.{part}{job.target.suffix}"), style)


def _without_collisions(jobs: Iterable[Job]) -> list[Job]:
    """The jobs, each only once if a file was named twice. Raises OutputError where two files have the same output."""
    settled: dict[Path, Job] = {}
    for job in jobs:
        other = settled.setdefault(job.target, job)
        if other.style != job.style or not (other is job or _same_file(other.source, job.source)):
            both = f"{other.source} and {job.source}"
            raise OutputError(f"{both} would both be written to {job.target}, so nothing is written")
    return list(settled.values())


def _check_existing(there: Sequence[Job], jobs: Sequence[Job], existing: Existing) -> None:
    """Raise an error for outputs that exist, unless they may be overwritten or skipped, or are inputs of other jobs."""
    if not there or existing == "skip":
        return
    inputs = {_identity(job.source) for job in jobs if job.source.exists()}
    own = [job for job in there if _same_file(job.source, job.target)]
    for job in there:
        if job not in own and _identity(job.target) in inputs:
            raise OutputError(f"{job.target} is an input, and would be overwritten by what is made of {job.source}")
    if existing == "overwrite":
        return
    first, *others = own or there
    if others:
        names, state = f"{first.target} and {len(others):,} more", "are their own inputs" if own else "exist already"
    else:
        names, state = str(first.target), "is its own input" if own else "exists already"
    raise ExistingError(f"{names} {state}, so nothing is written")


def _same_file(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and _identity(one) == _identity(other)


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


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
