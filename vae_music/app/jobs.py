"""A queue of work that is done one thing at a time; it tells its length, and how far each job is."""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Condition, Thread
from typing import Any, Literal

from vae_music.app.errors import Refusal
from vae_music.errors import VaeMusicError
from vae_music.text import one_line

MOST_WAITING = 64
MOST_FINISHED = 256
"""Jobs that are remembered when they are finished; the result of an older one is forgotten."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]


class Cancelled(Exception):
    """The job is no longer wanted."""


@dataclass(eq=False)
class Job:
    """A job and what is known of it. The task gets the job itself, and what it returns is the result."""

    task: Callable[[Job], Any]
    id: str = field(default_factory=lambda: token_hex(8))
    state: State = "waiting"
    progress: float = 0.0
    message: str = ""
    result: Any = None
    unwanted: bool = False

    @property
    def finished(self) -> bool:
        """True once nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")

    def step(self, done: float, total: float) -> None:
        """Tell the progress. Raises Cancelled where the job is no longer wanted, so it is to be called often."""
        if self.unwanted:
            raise Cancelled
        self.progress = min(max(self.progress, done / total if total else 0.0), 1.0)


class Jobs:
    """The queue, and the thread that works on it.

    Args:
        most: the number of jobs that may wait.
    """

    def __init__(self, name: str, most: int = MOST_WAITING):
        self.most = most
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._finished: deque[Job] = deque(maxlen=MOST_FINISHED)
        self._known: dict[str, Job] = {}
        self._changed = Condition()  # its lock is reentrant
        self._ending = False
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        """The number of jobs that wait or run."""
        with self._changed:
            return len(self._waiting) + (self._running is not None)

    def add(self, task: Callable[[Job], Any]) -> Job:
        """Add a task to the end of the queue. Raises Refusal where it is full."""
        job = Job(task)
        with self._changed:
            if len(self._waiting) >= self.most:
                raise Refusal(429, f"{self.most} wishes wait already; try again when some of them are done.")
            self._waiting.append(job)
            self._known[job.id] = job
            self._changed.notify_all()
        return job

    def get(self, job_id: str) -> Job:
        """The job of an id. Raises Refusal for one that is not known, or no longer."""
        with self._changed:
            job = self._known.get(job_id)
        if job is None:
            raise Refusal(404, "There is no such job, or it was done long ago.")
        return job

    def ahead(self, job: Job) -> int:
        """The number of jobs that are done before this one begins."""
        with self._changed:
            if job not in self._waiting:
                return 0
            return self._waiting.index(job) + (self._running is not None)

    def cancel(self, job: Job) -> None:
        """Take a job out of the queue; one that runs ends at its next step."""
        with self._changed:
            job.unwanted = True
            if job in self._waiting:
                self._waiting.remove(job)
                self._finish(job, "cancelled")

    def end(self) -> None:
        """Cancel all jobs, and wait for the end of the one that runs."""
        with self._changed:
            self._ending = True
            for job in [*self._waiting, *filter(None, [self._running])]:
                self.cancel(job)
            self._changed.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._ending:
                    self._changed.wait()
                if self._ending:
                    return
                job = self._running = self._waiting.popleft()
                job.state = "running"
            state, message = _outcome(job)
            with self._changed:
                self._running = None
                job.message = message
                self._finish(job, state)

    def _finish(self, job: Job, state: State) -> None:
        job.state, job.task = state, _no_task
        if state == "done":
            job.progress = 1.0
        if len(self._finished) == MOST_FINISHED:
            self._known.pop(self._finished[0].id, None)
        self._finished.append(job)
        self._changed.notify_all()


def _outcome(job: Job) -> tuple[State, str]:
    """Do the work of a job; nothing that happens there ends the queue."""
    try:
        job.step(0, 1)
        job.result = job.task(job)
        return "done", ""
    except Cancelled:
        return "cancelled", ""
    except Refusal as refusal:
        return "failed", refusal.sentence
    except VaeMusicError as error:
        return "failed", one_line(error)
    except MemoryError:
        return "failed", "There is not enough memory for this song."
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        return "failed", one_line(f"That went wrong: {type(error).__name__}: {error}")


def _no_task(job: Job) -> None:
    """Takes the place of a task that is done, so that what it held can be freed."""
