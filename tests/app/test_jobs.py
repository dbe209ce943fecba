from __future__ import annotations

import time
from threading import Event

import pytest

from vae_music.app.errors import Refusal
from vae_music.app.jobs import MOST_FINISHED, MOST_WAITING, Job, Jobs
from vae_music.errors import ModelError


def ended(job: Job) -> Job:
    ends = time.monotonic() + 10
    while not job.finished:
        assert time.monotonic() < ends, job.state
        time.sleep(0.005)
    return job


@pytest.fixture
def gate():
    """Opens what waits at it, at the latest when the test is over."""
    gate = Event()
    yield gate
    gate.set()


def test_jobs_are_done_one_at_a_time_in_their_order(gate):
    jobs, order = Jobs("test"), []
    first = jobs.add(lambda job: (gate.wait(10), order.append(1)))
    second, third = (jobs.add(lambda job, number=number: order.append(number)) for number in (2, 3))
    while first.state == "waiting":
        time.sleep(0.005)
    assert [(job.state, jobs.ahead(job)) for job in (first, second, third)] == [
        ("running", 0),
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert len(jobs) == 3
    gate.set()
    ended(third)
    assert (order, len(jobs)) == ([1, 2, 3], 0)


def test_a_result_and_the_progress_towards_it_are_told():
    seen = []

    def task(job: Job) -> str:
        for done in range(4):
            job.step(done, 4)
            seen.append(job.progress)
        return "done"

    job = ended(Jobs("test").add(task))
    assert (job.state, job.result, job.progress, seen) == ("done", "done", 1.0, [0, 0.25, 0.5, 0.75])


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_at_its_next_step(gate):
    jobs = Jobs("test")
    running = jobs.add(lambda job: (gate.wait(10), job.step(1, 2)))
    waiting = jobs.add(lambda job: pytest.fail("it was cancelled"))
    jobs.cancel(waiting)
    assert waiting.state == "cancelled"
    jobs.cancel(running)
    gate.set()
    assert ended(running).state == "cancelled"
    assert len(jobs) == 0


def failing(error: BaseException):
    def task(job: Job) -> None:
        raise error

    return task


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ModelError("no variant 9"), "no variant 9"),
        (Refusal(404, "Not there."), "Not there."),
        (MemoryError(), "not enough memory"),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero"),
    ],
)
def test_a_job_that_fails_says_why_and_the_next_one_is_done(error, said, capsys):
    jobs = Jobs("test")
    failed, following = jobs.add(failing(error)), jobs.add(lambda job: 5)
    assert (ended(failed).state, said in failed.message) == ("failed", True)
    assert ended(following).result == 5
    assert ("Traceback" in capsys.readouterr().err) == isinstance(error, ZeroDivisionError)


def test_a_full_queue_refuses_and_what_is_finished_is_forgotten_in_the_end(gate):
    jobs = Jobs("test")
    first = jobs.add(lambda job: gate.wait(10))
    while first.state == "waiting":
        time.sleep(0.005)
    waiting = [jobs.add(lambda job: None) for _ in range(MOST_WAITING)]
    with pytest.raises(Refusal, match="wait already") as refused:
        jobs.add(lambda job: None)
    assert refused.value.status == 429
    gate.set()
    ended(waiting[-1])
    for _ in range(MOST_FINISHED):
        last = ended(jobs.add(lambda job: None))
    assert jobs.get(last.id) is last
    with pytest.raises(Refusal, match="no such job"):
        jobs.get(first.id)
