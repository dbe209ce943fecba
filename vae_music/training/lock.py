"""One training at a time in a RUN folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vae_music.files import sweep_unfinished
from vae_music.training.run import LOCK, RunError

try:
    import fcntl
except ImportError:  # not on Windows: there it is left to who starts trainings
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder of a run, which is made if missing; what a killed training left unfinished is swept away.

    The system lets go of it however this process ends. Raises RunError where another training holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        try:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunError(f"{folder}: another training is at work here") from error
        sweep_unfinished(folder)
        yield
