"""Batches of songs: they are read, changed and written one after the other, and a bad one does not stop the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from vae_music.errors import MidiError, ModelError
from vae_music.midi.plan import Job
from vae_music.midi.read import read_song
from vae_music.midi.workers import Lost, map_in_workers
from vae_music.song import Song

Result = TypeVar("Result")


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
        yield song if isinstance(song, MidiError) else _tried(path, song, partial(task, path))


def _tried(path: Path, song: Song, task: Callable[[Song], Result]) -> Result | MidiError:
    try:
        return task(song)
    except ModelError:
        raise
    except MidiError as error:
        return MidiError(path, error.reason)
    except Exception as error:  # one file must not stop the batch
        return MidiError(path, f"{type(error).__name__}: {error}")


def convert(
    jobs: Sequence[Job], change: Callable[[Song, str | None], Song], songs: Iterable[Song | MidiError] | None = None
) -> Iterator[tuple[Job, Song | MidiError]]:
    """Read, change and write the songs one after the other; yields each job with the song written or the error.

    Args:
        change: called with a song and the style of its job.
        songs: the songs of the jobs, if they are read already.
    """

    def make(job: Job, song: Song) -> Song:
        changed = change(song, job.style)
        try:
            changed.write(job.target)
        except MidiError as error:  # it names the target, but errors of a job name the source first
            raise MidiError(job.source, f"{error.path} {error.reason}") from error
        return changed

    songs = read_songs([job.source for job in jobs]) if songs is None else songs
    for job, song in zip(jobs, songs, strict=True):
        yield job, song if isinstance(song, MidiError) else _tried(job.source, song, partial(make, job))
